"""Handing a person what the portal keeps about them, with a trace: a stolen session shows."""

from __future__ import annotations

from typing import Any

from associations.models import Owner
from associations.rules import NOT_YOURS, is_self
from ikm_portal.audit.engine import record


class CannotHandOut(Exception):
    """Its text is a sentence for the person."""


def note_handed_out(*, owner: Owner, form: str, by: Any) -> None:
    """`form`: "json" or "pdf". Only to the person. Raises CannotHandOut."""
    if not is_self(by, owner):
        raise CannotHandOut(str(NOT_YOURS.reason))
    record("associations.owner.hand_out", owner, by=by, data={"form": form})
