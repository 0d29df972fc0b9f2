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
Mark = Callable[[Any, Document], str]
_gates: dict[str, Gate] = {}
_marks: dict[str, Mark] = {}


def register(kind: str, gate: Gate, *, mark: Mark | None = None) -> None:
    """`gate(user, document)` is asked for documents of `kind`. Put the call into your gates.py.

    `mark(user, document)` gives the words that this person's copy carries; "" for none.
    """
    if kind in _gates:
        raise ValueError(f"two gates for {kind}")
    _gates[kind] = gate
    if mark is not None:
        _marks[kind] = mark


def mark_for(user: Any, document: Document) -> str:
    """What is written across this person's copy, asked after `may_open`; "" for the file itself."""
    mark = _marks.get(document.kind)
    return mark(user, document) if mark is not None else ""


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
