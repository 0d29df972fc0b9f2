"""What goes out with an invitation: the secret link, the calendar file, the numbered letter."""

from __future__ import annotations

from django.utils import timezone

from ikm_portal.audit.models import Entry
from ikm_portal.notifications.enclosures import Enclosed, Envelope, register
from ikm_portal.notifications.models import Message
from meetings.exports.letter import letter_pdf
from meetings.links import path_of
from meetings.models import Invitation
from meetings.notifications import INVITATION
from meetings.schedule import calendar, is_off


def invitation_envelope(message: Message) -> Envelope | None:
    """None when a newer letter to this party is on its way, or the letter has no point any more."""
    entry = Entry.objects.filter(pk=message.entry_id or 0).first()
    if entry is None:
        return None
    invitation = (
        Invitation.objects.select_related("meeting__letter", "institution", "association")
        .filter(pk=entry.subject_id)
        .first()
    )
    if invitation is None or entry.data.get("issue") != invitation.issue:
        return None
    file, method = calendar(invitation, made_at=message.created_at)
    enclosed = [Enclosed("rapat.ics", file, f"text/calendar; method={method}")]
    if is_off(invitation):
        return Envelope(invitation.email, invitation.addressee, "", tuple(enclosed))
    if timezone.now() >= invitation.meeting.over_at:
        return None
    letter = getattr(invitation.meeting, "letter", None)
    if letter is not None and not letter.is_draft:
        pdf = letter_pdf(invitation, made_at=message.created_at)
        enclosed.append(Enclosed("surat-undangan.pdf", pdf, "application/pdf"))
    return Envelope(invitation.email, invitation.addressee, path_of(invitation), tuple(enclosed))


register(INVITATION, invitation_envelope)
