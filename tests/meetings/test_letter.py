"""The letter in the form of offices, read back from the PDF line by line."""

from __future__ import annotations

import datetime
import io

from pypdf import PdfReader

from meetings.actions import inviting
from meetings.exports.letter import letter_pdf
from meetings.models import AgendaItem, InvitationLetter

AT = datetime.datetime(2026, 11, 24, 3, 0, tzinfo=datetime.UTC)


def letter(cast, planned, **more):
    if more:
        InvitationLetter.objects.create(meeting=planned, **more)
    AgendaItem.objects.create(meeting=planned, order=1, title="Pembukaan", minutes=10)
    (made,) = inviting.invite_parties(
        meeting=planned, institutions=[cast.inst_perkebunan], by=cast.staff
    )
    return made


def lines_of(content: bytes) -> list[str]:
    """As they stand on the paper, from top to bottom."""
    pages = PdfReader(io.BytesIO(content)).pages
    text = "\n".join(page.extract_text(extraction_mode="layout") for page in pages)
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def in_order(lines: list[str], *wanted: str) -> None:
    at = 0
    for words in wanted:
        found = [n for n, line in enumerate(lines[at:], start=at) if words in line]
        assert found, (words, lines[at:])
        at = found[0]


def test_the_parts_stand_in_their_order(cast, planned):
    made = letter(
        cast,
        planned,
        number="500.10.3/0123/V.07/2026",
        dated_on=datetime.date(2026, 11, 24),
        enclosures="1 berkas",
        signer_position="Kepala Dinas",
        signer_name="Hendra Kepala",
        signer_nip="19700101 199503 1 001",
        copies="Gubernur Lampung\nSekretaris Daerah",
    )
    content = letter_pdf(made, made_at=AT)
    lines = lines_of(content)
    in_order(
        lines,
        "Pemerintah Provinsi Lampung",
        "Dinas Perindustrian dan Perdagangan",
        "Bandar Lampung, 24 November 2026",
        "Nomor : 500.10.3/0123/V.07/2026",
        "Sifat : Biasa",
        "Lampiran : 1 berkas",
        "Hal : Undangan Rapat sinergi, garam & kopi",
        "Yth. Kepala Dinas Perkebunan",
        "di tempat",
        "Dalam rangka memajukan industri",
        "Hari, tanggal :",
        "Pukul : 09.00 WIB – 12.00 WIB",
        "Tempat : Ruang Abung",
        "1. Pembukaan, 10 menit",
        "terima kasih",
        "Kepala Dinas,",
        "Hendra Kepala",
        "NIP 19700101 199503 1 001",
        "Tembusan:",
        "1. Gubernur Lampung",
        "2. Sekretaris Daerah",
        "Halaman 1 dari 1",
    )
    assert not any("KONSEP" in line for line in lines)
    assert letter_pdf(made, made_at=AT) == content


def test_without_a_number_it_is_a_draft_in_indonesian(cast, planned, client):
    made = letter(cast, planned)
    client.force_login(cast.staff)
    from django.contrib.auth.models import Permission

    rights = Permission.objects.filter(codename__in=["view_invitation", "view_meeting"])
    cast.staff.user_permissions.add(*rights.filter(content_type__app_label="meetings"))
    answer = client.get(
        f"/admin/meetings/invitation/{made.pk}/surat.pdf", HTTP_ACCEPT_LANGUAGE="en"
    )
    lines = lines_of(answer.content)
    in_order(lines, "KONSEP", "Nomor : …", "Yth. Kepala Dinas Perkebunan", "Halaman 1 dari 1")
    assert not any("Page 1" in line for line in lines)
