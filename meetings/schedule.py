"""A meeting as a calendar file (RFC 5545): one UID for ever, SEQUENCE grows with each change."""

from __future__ import annotations

import datetime
import uuid
from email.utils import parseaddr
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event, vCalAddress, vText

from ikm_portal.common.pdf import OFFICE
from meetings.enums import InvitationState, MeetingState
from meetings.models import Invitation, Meeting

_NAMES = uuid.UUID("6f0f8d0e-4a62-5b7e-9f11-2a6f3a0f5c19")
_LASTS = datetime.timedelta(hours=2)  # where no end was planned


def uid(meeting: Meeting) -> str:
    """Stays when place, time, title or the portal's address change."""
    return f"{uuid.uuid5(_NAMES, f'{meeting.pk}/{meeting.created_at.isoformat()}')}@ikm.lampung"


def is_off(invitation: Invitation) -> bool:
    """The party is no longer to come: the meeting or its own invitation was called off."""
    return (
        invitation.state == InvitationState.WITHDRAWN
        or invitation.meeting.state == MeetingState.CANCELLED
    )


def calendar(invitation: Invitation, *, made_at: datetime.datetime) -> tuple[bytes, str]:
    """(file, method). Times in UTC: WIB knows no summer time, and every program reads UTC."""
    meeting, off = invitation.meeting, is_off(invitation)
    method = "CANCEL" if off else "REQUEST"
    event = Event()
    event.add("uid", uid(meeting))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", made_at.astimezone(datetime.UTC))
    event.add("dtstart", meeting.starts_at.astimezone(datetime.UTC))
    event.add("dtend", (meeting.ends_at or meeting.starts_at + _LASTS).astimezone(datetime.UTC))
    event.add("summary", meeting.title)
    event.add("location", meeting.place)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    if meeting.is_public:
        page = reverse("meetings:detail", args=[meeting.slug])
        event.add("url", urljoin(settings.SITE_URL, page))
    event["organizer"] = _person(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], str(OFFICE))
    if invitation.email:
        attendee = _person(invitation.email, invitation.addressee)
        attendee.params["role"] = vText("REQ-PARTICIPANT")
        attendee.params["rsvp"] = vText("FALSE")  # the answer goes by the link in the letter
        event.add("attendee", attendee, encode=False)
    made = Calendar()
    made.add("prodid", "-//Disperindag Provinsi Lampung//Portal IKM//ID")
    made.add("version", "2.0")
    made.add("method", method)
    made.add_component(event)
    return made.to_ical(), method


def _person(address: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params["cn"] = vText(name.replace('"', "'"))
    return person
