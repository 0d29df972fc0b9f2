"""The minutes: written from the records, sealed when approved, proved by a code."""

from __future__ import annotations

import datetime
import io
import re

import pytest
from django.db import IntegrityError, connection, transaction
from docx import Document
from pypdf import PdfReader

from ikm_portal.audit.engine import CannotMove, NotAllowed
from ikm_portal.audit.models import Entry
from meetings.actions import commitments, minutes
from meetings.exports.minutes import matrix_pdf, minutes_docx, minutes_pdf
from meetings.models import AgendaItem, Attendance, Minutes
from meetings.notula import digest


@pytest.fixture
def held(cast, synergy, question, promised):
    """A held meeting: two questions, one with a promise; one promise of its own; four people."""
    synergy.recorder = "Sinta"
    synergy.save()
    AgendaItem.objects.create(meeting=synergy, order=1, title="Kebutuhan IKM kopi")
    commitments.take_question(
        meeting=synergy, asker_name="Ngadiman", words="Berapa bunga KUR?", by=cast.staff
    )
    promised(person="Gusti")
    promised(question=None, what="Membawa daftar berkas", institution=cast.inst_bri)
    for order, name in enumerate(["Rina", "Budi", "Citra"], start=1):
        Attendance.objects.create(
            meeting=synergy, name=name, institution=cast.inst_perkebunan, order=order
        )
    Attendance.objects.create(
        meeting=synergy, name="Kusnardi", party="Setda", order=4, name_is_public=True
    )
    return synergy


@pytest.fixture
def approved(cast, held):
    minutes.draft(meeting=held, by=cast.staff)
    return minutes.approve(meeting=held, by=cast.head)


def words(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_records_become_a_text_and_no_words_are_lost(cast, held):
    Minutes.objects.create(meeting=held, conclusion="Disepakati bersama.")
    written = minutes.draft(meeting=held, by=cast.staff)
    assert written.opening == "Rapat dibuka dan dipimpin Kepala. Hadir 4 orang dari 2 pihak."
    assert "1. Ketua Asosiasi Kopi (Asosiasi Kopi Bubuk Uji): Kapan" in written.discussion
    assert "2. Ngadiman: Berapa bunga KUR?" in written.discussion
    assert written.conclusion == "Disepakati bersama."
    with pytest.raises(minutes.CannotWrite, match="sudah terisi"):
        minutes.draft(meeting=held, by=cast.staff)
    with pytest.raises(NotAllowed):
        minutes.draft(meeting=held, by=cast.reader)


def test_only_the_approver_seals_and_only_once(cast, held):
    with pytest.raises(minutes.CannotWrite, match="masih kosong"):
        minutes.approve(meeting=held, by=cast.head)
    minutes.draft(meeting=held, by=cast.staff)
    for person in (cast.staff, cast.reader, cast.manager_kopi):
        with pytest.raises(CannotMove):
            minutes.approve(meeting=held, by=person)
    assert Minutes.objects.get().sealed is None
    done = minutes.approve(meeting=held, by=cast.head)
    held.refresh_from_db()
    assert held.state == "recorded"
    entry = Entry.objects.get(action="meetings.meeting.record")
    assert entry.data["digest"] == done.digest == digest(done.sealed)
    with pytest.raises(CannotMove):
        minutes.approve(meeting=held, by=cast.head)
    with pytest.raises(minutes.CannotWrite):
        minutes.draft(meeting=held, by=cast.staff)


def test_what_was_approved_stays_while_promises_go_on(cast, held, approved):
    before = minutes_pdf(approved, made_at=approved.approved_at)
    said = words(before)
    for piece in (
        "NOTULA",
        "Pencatat : Sinta",
        "1. Kebutuhan IKM kopi",
        "Kusnardi, Setda",
        "Dinas Perkebunan: 3 orang",
        "Mengadakan pelatihan kemasan",
        "Dinas Perkebunan (Gusti)",
        "Belum ada janji",
        "Membawa daftar berkas",
        f"http://testserver/bukti/notula/{approved.proof_code}/",
    ):
        assert piece in said, piece
    assert "KONSEP" not in said
    assert "Rina" not in said
    promise = held.commitments.get(what="Mengadakan pelatihan kemasan")
    commitments.start_work(commitment=promise, by=cast.guest)
    fresh = Minutes.objects.get()
    assert minutes_pdf(fresh, made_at=promise.created_at) == before
    assert "Dikerjakan" in words(matrix_pdf(held, made_at=promise.created_at))


def test_the_matrix_says_where_it_is_seen_how_late_it_is_and_who_never_answered(cast, held):
    """A yes that nobody said is called what it is, also on paper."""
    today = held.starts_at.date() + datetime.timedelta(days=60)
    seen, open_one = held.commitments.order_by("due_on", "id")
    commitments.finish(commitment=seen, evidence="Diadakan 3 Mei di aula.", by=cast.guest)
    type(seen).objects.filter(pk=seen.pk).update(
        state="confirmed", by_silence=True, asked_on=today, closed_on=today,
        asked_again_on=today + datetime.timedelta(days=1),
    )  # fmt: skip
    late = (today - open_one.due_on).days
    at = datetime.datetime.combine(today, datetime.time(9), tzinfo=datetime.UTC)
    said = words(matrix_pdf(held, made_at=at))
    for piece in ("Keterangan", "Dianggap ditepati", "Diadakan 3 Mei di aula.", f"{late} hari"):
        assert piece in said, piece


def test_the_word_file_opens_and_says_the_same(cast, held, approved):
    file = Document(io.BytesIO(minutes_docx(approved)))
    text = "\n".join(paragraph.text for paragraph in file.paragraphs)
    assert "2. Ngadiman: Berapa bunga KUR?" in text
    assert approved.proof_code in text
    matrix = [[cell.text for cell in row.cells] for row in file.tables[-1].rows]
    assert matrix[0] == ["Isu", "Tindak lanjut", "Penanggung jawab", "Tenggat", "Status"]
    assert matrix[1:] == approved.sealed["matrix"]
    assert len(matrix) == 4
    assert len(file.inline_shapes) == 1
    assert file.core_properties.title == f"Notula {held.title}"


def test_a_draft_says_that_it_is_one_and_carries_no_proof(cast, held):
    written = minutes.draft(meeting=held, by=cast.staff)
    written.discussion += "\x01 & <b>"
    said = words(minutes_pdf(written, made_at=held.created_at))
    assert "KONSEP. Belum disahkan." in said
    assert "bukti/notula" not in said
    file = Document(io.BytesIO(minutes_docx(written)))
    assert any("& <b>" in paragraph.text for paragraph in file.paragraphs)
    assert not file.inline_shapes


def test_the_code_proves_the_paper_and_names_nobody(cast, held, approved, client):
    page = client.get(f"/bukti/notula/{approved.proof_code}/").content.decode()
    assert "Notula ini asli" in page
    assert held.title in page
    assert " ".join(re.findall("....", approved.digest[:32])) in page
    for hidden in ("Rina", "Kusnardi", "Sinta", "Ngadiman", "Kepala"):
        assert hidden not in page
    wrong = client.get(f"/bukti/notula/{'0' * 20}/")
    assert (wrong.status_code, "Notula ini asli" in wrong.content.decode()) == (404, False)


def test_a_rewritten_row_no_longer_proves_itself(cast, held, approved, client):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meetings_minutes SET sealed = jsonb_set(sealed, '{conclusion}', '\"Lain\"')"
        )
    assert client.get(f"/bukti/notula/{approved.proof_code}/").status_code == 404


def test_the_database_wants_seal_code_and_approval_together(cast, held, approved):
    for change in ({"sealed": None}, {"digest": ""}, {"proof_code": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Minutes.objects.update(**change)


def test_everybody_may_take_what_was_approved_of_a_public_meeting(cast, held, client):
    address = f"/rapat/{held.slug}/notula.pdf"
    minutes.draft(meeting=held, by=cast.staff)
    assert client.get(address).status_code == 404
    minutes.approve(meeting=held, by=cast.head)
    assert client.get(address).content.startswith(b"%PDF-")
    assert "notula.docx" in client.get(f"/rapat/{held.slug}/").content.decode()
