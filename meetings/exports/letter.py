"""The letter of invitation in the form of offices: head, place and day, number, Yth., closing.

An office writes in Indonesian, whatever language the person at the screen reads.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.utils import translation

from ikm_portal.common.pdf import OFFICE, Paper
from ikm_portal.common.templatetags.portal import tanggal
from meetings.enums import MeetingState
from meetings.models import Invitation, InvitationLetter, Meeting
from meetings.notula import when_and_where
from meetings.queries import open_before

CITY = "Bandar Lampung"
GOVERNMENT = "Pemerintah Provinsi Lampung"


def letter_pdf(invitation: Invitation, *, made_at: datetime.datetime) -> bytes:
    """As A4. Without a number typed in by the office the paper says that it is a draft."""
    with translation.override(settings.LANGUAGE_CODE):
        return _letter(invitation, made_at)


def _letter(invitation: Invitation, made_at: datetime.datetime) -> bytes:
    meeting = invitation.meeting
    letter = getattr(meeting, "letter", None) or InvitationLetter(meeting=meeting)
    paper = Paper(
        f"Undangan {meeting.title}",
        made_at=made_at,
        sender=f"{GOVERNMENT}\n{OFFICE}",
        address=CITY,
        is_letter=True,
    )
    if letter.is_draft:
        paper.line("KONSEP. Belum bernomor, belum sah sebagai surat dinas.", bold=True)
        paper.gap()
    day = tanggal(letter.dated_on) if letter.dated_on else "……………………"
    paper.line(f"{CITY}, {day}", align="R")
    paper.gap()
    paper.labels(
        [
            ("Nomor", letter.number or "……………………"),
            ("Sifat", letter.nature),
            ("Lampiran", letter.enclosures or "-"),
            ("Hal", f"Undangan {meeting.title}"),
        ]
    )
    paper.gap()
    paper.line(f"Yth. {invitation.addressee}")
    if str(invitation.party) not in invitation.addressee:
        paper.line(str(invitation.party))
    paper.line("di tempat")
    paper.gap()
    paper.paragraph(letter.opening or _usual_opening(meeting))
    paper.labels(when_and_where(meeting), indent=8)
    paper.gap()
    _agenda(paper, meeting)
    paper.paragraph(
        "Mohon kehadiran dijawab melalui tautan yang dikirim bersama surat ini. "
        "Demikian disampaikan. Atas perhatian dan kehadirannya diucapkan terima kasih."
    )
    _signed(paper, letter)
    if copies := [line.strip() for line in letter.copies.splitlines() if line.strip()]:
        paper.gap()
        paper.line("Tembusan:")
        for number, copy in enumerate(copies, start=1):
            paper.line(f"{number}. {copy}")
    return paper.content()


def _usual_opening(meeting: Meeting) -> str:
    return (
        "Dalam rangka memajukan industri kecil dan menengah di Provinsi Lampung, kami mengundang "
        f"Saudara untuk hadir dalam {meeting.title}, yang akan diadakan pada:"
    )


def _agenda(paper: Paper, meeting: Meeting) -> None:
    lines = []
    for item in meeting.agenda.all():
        words = item.title
        if item.speaker:
            words += f" ({item.speaker})"
        if item.minutes:
            words += f", {item.minutes} menit"
        lines.append(words)
    if meeting.state == MeetingState.PLANNED and (count := open_before(meeting).count()):
        lines.append(f"Tindak lanjut {count} komitmen rapat sebelumnya yang belum selesai")
    if not lines:
        return
    paper.line("Acara:")
    for number, words in enumerate(lines, start=1):
        paper.line(f"{number}. {words}")
    paper.gap()


def _signed(paper: Paper, letter: InvitationLetter) -> None:
    position = letter.signer_position or "Kepala Dinas"
    name = letter.signer_name
    if name and letter.signer_nip:
        name += f"\nNIP {letter.signer_nip}"
    paper.signature("", f"{position},", name)
