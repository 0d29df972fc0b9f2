"""A meeting's own steps."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ikm_portal.audit.engine import move
from meetings.models import Meeting, Minutes


class CannotRun(Exception):
    """Its text is a sentence for the person."""


@transaction.atomic
def hold(*, meeting: Meeting, by: Any) -> Meeting:
    """The meeting took place. Not before its hour."""
    if meeting.starts_at > timezone.now():
        raise CannotRun(_("Rapat ini belum dimulai."))
    move(meeting, "hold", by=by)
    return meeting


@transaction.atomic
def approve_minutes(*, meeting: Meeting, by: Any) -> Minutes:
    """The chair's side signs the notula; from now on it stands."""
    minutes = Minutes.objects.filter(meeting=meeting).first()
    if minutes is None or not minutes.discussion.strip():
        raise CannotRun(_("Notula masih kosong. Isi dulu pembahasannya."))
    move(meeting, "record", by=by)
    minutes.approved_by, minutes.approved_at = by, timezone.now()
    minutes.save(update_fields=["approved_by", "approved_at"])
    return minutes


@transaction.atomic
def cancel(*, meeting: Meeting, reason: str, by: Any) -> Meeting:
    move(meeting, "cancel", by=by, note=reason)
    return meeting
