"""The address on the poster at the door: made from the office's keys, like the invitations' links.

Whoever stands in front of the poster may write down who has come, from three hours before the
meeting until a day after it: what was written without a signal must still find its way in.
"""

from __future__ import annotations

import datetime
import hmac

from django.urls import reverse
from django.utils import timezone

from ikm_portal.common.crypto import blind_indexes
from meetings.enums import MeetingState
from meetings.models import Meeting

_LENGTH = 20  # hex digits: 80 bits, and a QR code that a cheap phone still reads
BEFORE = datetime.timedelta(hours=3)
AFTER = datetime.timedelta(days=1)


def _codes(meeting: Meeting) -> list[str]:
    key = f"{meeting.pk}/{meeting.created_at.isoformat()}"
    return [found[:_LENGTH] for found in blind_indexes(key, "meeting-door")]


def path_of(meeting: Meeting) -> str:
    return reverse("meetings:arrive", args=[meeting.slug, _codes(meeting)[0]])


def opens(meeting: Meeting, code: str) -> bool:
    """Whether `code` is the one on this meeting's poster."""
    return any(hmac.compare_digest(code.encode(), known.encode()) for known in _codes(meeting))


def is_open(meeting: Meeting) -> bool:
    running = meeting.state in {MeetingState.PLANNED, MeetingState.HELD}
    now = timezone.now()
    return running and meeting.starts_at - BEFORE <= now <= meeting.over_at + AFTER
