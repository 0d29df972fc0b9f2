"""The trail of a promise in words."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ikm_portal.audit.models import Entry
from meetings.models import Commitment

_TITLES: dict[str, tuple[str | Promise, str]] = {
    "meetings.commitment.promise": (_("Janji dicatat"), "neutral"),
    "meetings.commitment.start": (_("Mulai dikerjakan"), "info"),
    "meetings.commitment.wait": (_("Menunggu pihak lain"), "waiting"),
    "meetings.commitment.finish": (_("Selesai, dengan bukti"), "info"),
    "meetings.commitment.confirm": (_("Penanya: ya, ditepati"), "good"),
    "meetings.commitment.reopen": (_("Penanya: belum selesai"), "bad"),
    "meetings.commitment.ask_again": (_("Penanya ditanya lagi"), "waiting"),
    "meetings.commitment.lapse": (_("Penanya tidak menjawab: dianggap ditepati"), "good"),
    "meetings.commitment.break": (_("Dinyatakan tidak ditepati"), "bad"),
}


def commitment_story(commitment: Commitment) -> list[dict[str, Any]]:
    """Oldest first, ready for ui/history.html. No names: the page is public."""
    return [
        {
            "at": entry.at,
            "title": _TITLES[entry.action][0],
            "note": entry.note,
            "tone": _TITLES[entry.action][1],
        }
        for entry in Entry.objects.about(commitment)
        if entry.action in _TITLES
    ]
