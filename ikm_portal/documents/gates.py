"""Who may open a document: the domain apps say so, by kind. What nobody speaks for
is open to who uploaded it alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from ikm_portal.common.outcome import Allowed, Answer, Denied
from ikm_portal.documents.enums import State
from ikm_portal.documents.models import Document

Gate = Callable[[Any, Document], Answer]
_gates: dict[str, Gate] = {}


def register(kind: str, gate: Gate) -> None:
    """`gate(user, document)` is asked for documents of `kind`. Put the call into your gates.py."""
    if kind in _gates:
        raise ValueError(f"two gates for {kind}")
    _gates[kind] = gate


def may_open(user: Any, document: Document) -> Answer:
    if not user.is_active or document.state != State.OK:
        return Denied(_("Berkas ini tidak bisa dibuka."))
    gate = _gates.get(document.kind)
    if gate is not None:
        # Also asked about who uploaded: what a manager photographed for a member is the member's.
        return gate(user, document)
    if document.uploaded_by_id == user.pk:
        return Allowed()
    return Denied(_("Berkas ini bukan untuk Anda."))
