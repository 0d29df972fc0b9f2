"""Papers for the day itself: the poster at the door, the sheet to sign. In Indonesian."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from urllib.parse import urljoin

from django.conf import settings
from django.utils import translation

from ikm_portal.common.pdf import OFFICE, Paper
from meetings.door import path_of
from meetings.exports.letter import CITY, GOVERNMENT
from meetings.models import Meeting
from meetings.notula import when_and_where

_SPARE = 15  # empty lines for who comes unannounced and has no phone


def poster_pdf(meeting: Meeting, *, made_at: datetime.datetime) -> bytes:
    """To hang at the door: the code leads to the list of who has come."""
    with translation.override(settings.LANGUAGE_CODE):
        paper = Paper(
            "Daftar hadir", made_at=made_at, sender=f"{GOVERNMENT}\n{OFFICE}", address=CITY
        )
        paper.line(meeting.title, bold=True, size=20)
        paper.gap()
        for _name, value in when_and_where(meeting)[:3]:
            paper.line(value, size=14)
        paper.gap(8)
        address = urljoin(settings.SITE_URL, path_of(meeting))
        paper.qr(address, size=110)
        paper.line("Pindai dengan kamera HP, lalu isi nama Anda.", bold=True, size=16)
        paper.line("Tanpa HP? Petugas di pintu mencatat Anda.", size=14)
        return paper.content()


def sheet_pdf(meeting: Meeting, *, made_at: datetime.datetime) -> bytes:
    """Who has come so far, or before the day who said that they would; then empty lines. Phone
    numbers are written by hand: the portal keeps none of them for this."""
    with translation.override(settings.LANGUAGE_CODE):
        paper = Paper(
            "Daftar hadir", made_at=made_at, sender=f"{GOVERNMENT}\n{OFFICE}", address=CITY
        )
        paper.labels([("Rapat", meeting.title), *when_and_where(meeting)])
        paper.gap()
        rows = list(_people(meeting))
        rows += [("", "", "")] * _SPARE
        paper.table(
            ["No.", "Nama", "Jabatan", "Instansi", "HP", "Tanda tangan"],
            [(str(n), *row, "", "\n\n") for n, row in enumerate(rows, start=1)],
            widths=(1, 4, 4, 4, 3, 4),
        )
        return paper.content()


def official(title: str, made_at: datetime.datetime) -> Paper:
    return Paper(title, made_at=made_at, sender=f"{GOVERNMENT}\n{OFFICE}", address=CITY)


def _people(meeting: Meeting) -> Iterator[tuple[str, str, str]]:
    came = list(meeting.attendance.select_related("institution", "association"))
    for person in came:
        yield person.name, person.position, person.whence
    if not came:
        expected = meeting.invitations.filter(state__in=["coming", "replaced"])
        for invitation in expected.select_related("institution", "association"):
            yield invitation.attendee_name, invitation.attendee_position, str(invitation.party)
