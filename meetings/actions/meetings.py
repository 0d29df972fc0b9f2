"""A meeting's own steps."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ikm_portal.audit.engine import move, record
from meetings.actions import inviting
from meetings.enums import MeetingState
from meetings.models import AgendaItem, Meeting
from meetings.queries import open_before


class CannotRun(Exception):
    """Its text is a sentence for the person."""


@transaction.atomic
def save_plan(*, meeting: Meeting, by: Any) -> bool:
    """Keeps what the form holds. When time or place moved, everybody who has a letter gets a new
    one; the answer says whether that was so. Who wrote the form has asked for the right."""
    if meeting.pk is None:
        meeting.save()
        return False
    stood = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    moved = stood.state == MeetingState.PLANNED and any(
        getattr(stood, name) != getattr(meeting, name) for name in ("starts_at", "ends_at", "place")
    )
    meeting.sequence = stood.sequence + moved
    meeting.state = stood.state  # cancelled or held while the form was open stays so
    meeting.save()
    if not moved:
        return False
    record("meetings.meeting.rescheduled", meeting, by=by, data={"sequence": meeting.sequence})
    return inviting.tell_of_change(meeting=meeting, by=by) > 0


@transaction.atomic
def hold(*, meeting: Meeting, by: Any) -> Meeting:
    """The meeting took place. Not before its hour. What was promised earlier and is still open now
    stands on its agenda for good."""
    if meeting.starts_at > timezone.now():
        raise CannotRun(_("Rapat ini belum dimulai."))
    move(meeting, "hold", by=by)
    last = meeting.agenda.aggregate(last=Max("order"))["last"] or 0
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            order=last + place,
            title=commitment.what[:200],
            speaker=commitment.institution.short_name,
            commitment=commitment,
        )
        for place, commitment in enumerate(open_before(meeting), start=1)
    )
    return meeting


@transaction.atomic
def cancel(*, meeting: Meeting, reason: str, by: Any) -> Meeting:
    """Called off. Everybody who has a letter hears of it, and their calendars too."""
    stood = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    move(meeting, "cancel", by=by, note=reason, set={"sequence": stood.sequence + 1})
    inviting.tell_of_end(meeting=meeting, by=by)
    return meeting
