"""Letters and minutes as they look on paper, beside kept pictures.

All days, names and codes are fixed: the same papers come out on every machine and every day.
"""

from __future__ import annotations

import datetime

import pytest
from PIL import Image, ImageChops

from meetings.exports.letter import letter_pdf
from meetings.exports.minutes import matrix_pdf, minutes_pdf
from meetings.exports.papers import sheet_pdf
from meetings.models import (
    AgendaItem,
    Attendance,
    Commitment,
    Invitation,
    InvitationLetter,
    Meeting,
    Minutes,
    Question,
)
from meetings.notula import digest, gather
from tests.meetings.drawing import differing, kept_pages, looks_as_kept, pages_of

AT = datetime.datetime(2026, 5, 25, 3, 0, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 6, 2)


@pytest.fixture
def meeting(cast):
    made = Meeting.objects.create(
        slug="rapat-tercetak",
        title="Rapat sinergi IKM kopi",
        place="Ruang Abung, Balai Keratun, Bandar Lampung",
        chair="Hendra Kepala",
        recorder="Sinta",
        starts_at=datetime.datetime(2026, 5, 19, 2, 0, tzinfo=datetime.UTC),
        ends_at=datetime.datetime(2026, 5, 19, 5, 0, tzinfo=datetime.UTC),
        is_public=True,
        state="held",
    )
    AgendaItem.objects.create(meeting=made, order=1, title="Pembukaan", minutes=10)
    AgendaItem.objects.create(
        meeting=made, order=2, title="KUR untuk IKM", speaker="Bank uji", minutes=45
    )
    for order, name in enumerate(["Rina Wati", "Budi Santoso"], start=1):
        Attendance.objects.create(
            meeting=made, name=name, position="Staf", party="Dinas uji", order=order
        )
    question = Question.objects.create(
        meeting=made, number=1, asker_name="Mirhan", words="Kapan ada pelatihan kemasan?"
    )
    Question.objects.create(meeting=made, number=2, asker_name="Siti", words="Berapa bunga KUR?")
    Commitment.objects.create(
        meeting=made,
        question=question,
        institution=cast.inst_perkebunan,
        person="Gusti",
        what="Mengadakan pelatihan kemasan",
        due_on=DAY,
    )
    return made


@pytest.fixture
def letter(cast, meeting):
    InvitationLetter.objects.create(
        meeting=meeting,
        number="500.10.3/0123/V.07/2026",
        dated_on=datetime.date(2026, 5, 11),
        enclosures="1 berkas",
        signer_position="Kepala Dinas",
        signer_name="Hendra Kepala",
        signer_nip="19700101 199503 1 001",
        copies="Gubernur Lampung\nSekretaris Daerah",
    )
    return Invitation.objects.create(
        meeting=meeting, institution=cast.inst_perkebunan, addressee="Kepala Dinas Perkebunan"
    )


@pytest.fixture
def minutes(cast, meeting):
    written = Minutes(
        meeting=meeting,
        opening="Rapat dibuka Kepala Dinas pukul 09.00 WIB.",
        discussion="1. Mirhan: Kapan ada pelatihan kemasan?\n2. Siti: Berapa bunga KUR?",
        conclusion="Pelatihan kemasan diadakan sebelum 2 Juni 2026.",
        approved_by=cast.head,
        approved_at=AT,
        proof_code="0123456789abcdef0123",
    )
    written.sealed = gather(meeting, written)
    written.digest = digest(written.sealed)
    written.save()
    return written


def test_the_letter_looks_as_it_did(letter):
    looks_as_kept(letter_pdf(letter, made_at=AT), "letter")


def test_the_draft_of_a_letter_looks_as_it_did(letter):
    letter.meeting.letter.delete()
    letter.refresh_from_db()
    looks_as_kept(letter_pdf(letter, made_at=AT), "draft")


def test_the_minutes_look_as_they_did(minutes):
    looks_as_kept(minutes_pdf(minutes, made_at=AT), "minutes")


def test_the_matrix_looks_as_it_did(meeting):
    looks_as_kept(matrix_pdf(meeting, made_at=AT), "matrix")


def test_the_sheet_to_sign_looks_as_it_did(meeting):
    looks_as_kept(sheet_pdf(meeting, made_at=AT), "sheet")


class TestWhatWouldBeFound:
    """The comparison itself: each of these is another paper, and is taken for one."""

    @pytest.mark.parametrize("name", ["letter", "draft", "matrix", "minutes", "sheet"])
    def test_an_empty_page(self, name):
        for page in kept_pages(name):
            assert len(differing(page, Image.new("L", page.size, 255))) > 20

    def test_a_page_of_another_paper(self):
        (letter,), (draft,) = kept_pages("letter"), kept_pages("draft")
        assert differing(letter, draft)

    def test_text_a_line_lower(self):
        (page,) = kept_pages("letter")
        assert differing(page, ImageChops.offset(page, 0, 5))

    def test_one_digit_of_the_number(self, letter):
        letter.meeting.letter.number = "500.10.3/0124/V.07/2026"
        (page,), (kept,) = pages_of(letter_pdf(letter, made_at=AT)), kept_pages("letter")
        found = differing(kept, page)
        assert found
        assert len({line for line, _column in found}) <= 2  # that line alone

    def test_a_signature_that_is_missing(self, letter):
        letter.meeting.letter.signer_name = ""
        (page,), (kept,) = pages_of(letter_pdf(letter, made_at=AT)), kept_pages("letter")
        assert differing(kept, page)

    def test_a_proof_code_of_another_paper(self, minutes):
        minutes.proof_code = "0123456789abcdef0124"
        drawn = pages_of(minutes_pdf(minutes, made_at=AT))
        assert any(differing(a, b) for a, b in zip(kept_pages("minutes"), drawn, strict=True))
