"""The minutes as PDF and as a Word file, the follow-up matrix as PDF. All from sealed content."""

from __future__ import annotations

import datetime
import io
import textwrap
from typing import Any
from urllib.parse import urljoin

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from docx import Document
from docx.shared import Cm

from ikm_portal.common.pdf import OFFICE
from ikm_portal.common.templatetags.portal import tanggal, waktu
from ikm_portal.documents.enums import State
from ikm_portal.documents.images import shrunk
from ikm_portal.documents.refusal import Refused
from meetings.exports.letter import GOVERNMENT
from meetings.exports.papers import official
from meetings.models import Commitment, Meeting, Minutes
from meetings.notula import MATRIX_HEAD, gather, in_fours, matrix

DRAFT = "KONSEP. Belum disahkan."
ANNEX = "Lampiran: foto rapat"
GONE = "Foto ini tidak disimpan lagi."
_PARTS = [
    ("1. Pembukaan", "opening"),
    ("2. Pembahasan", "discussion"),
    ("3. Kesimpulan", "conclusion"),
]


def content_of(minutes: Minutes) -> dict[str, Any]:
    """What was sealed, or how it would read now."""
    return minutes.sealed or gather(minutes.meeting, minutes)


def photos_of(minutes: Minutes, content: dict[str, Any]) -> list[tuple[str, bytes | None]]:
    """Title and picture of the annex; None for a photo that is kept no more. Looked up by what was
    sealed: another picture under the same title is not found."""
    kept = {
        one.document.sha256: one.document
        for one in minutes.meeting.files.select_related("document")
        if one.document.state == State.OK
    }
    found: list[tuple[str, bytes | None]] = []
    for title, digest in content.get("photos", []):
        try:
            with kept[digest].open() as file:
                picture = shrunk(file.read(), long_side=1000, most_bytes=120_000)
        except (KeyError, FileNotFoundError, Refused):
            found.append((title, None))
        else:
            found.append((title, picture))
    return found


def proof_address(minutes: Minutes) -> str:
    return urljoin(settings.SITE_URL, reverse("meetings:proof", args=[minutes.proof_code]))


def _proof(minutes: Minutes) -> str:
    return (
        f"Disahkan {waktu(minutes.approved_at)}. Pindai untuk memeriksa keasliannya.\n"
        f"{proof_address(minutes)}\nSidik: {in_fours(minutes.digest)}"
    )


def minutes_pdf(minutes: Minutes, *, made_at: datetime.datetime) -> bytes:
    """Approved minutes give the same bytes each time: they carry the moment of their approval."""
    content = content_of(minutes)
    with translation.override(settings.LANGUAGE_CODE):
        paper = official("NOTULA", minutes.approved_at or made_at)
        if minutes.approved_at is None:
            paper.line(DRAFT, bold=True)
            paper.gap()
        paper.labels([("Rapat", content["title"]), *((a, b) for a, b in content["facts"])])
        for title, rows in (("Acara", content["agenda"]), ("Peserta", content["present"])):
            if rows:
                paper.heading(title)
                for number, words in enumerate(rows, start=1):
                    paper.line(f"{number}. {words}")
        for title, name in _PARTS:
            paper.heading(title)
            paper.paragraph(content[name] or "–")
        paper.heading("4. Tindak lanjut")
        if content["matrix"]:
            paper.table(MATRIX_HEAD, content["matrix"], widths=(4, 4, 3, 2, 2))
        else:
            paper.paragraph("–")
        if minutes.proof_code:
            paper.qr(proof_address(minutes), caption=_proof(minutes))
        paper.signature("", "Pimpinan rapat,", "")
        paper.signature("", "Pencatat,", minutes.meeting.recorder)
        for number, (title, photo) in enumerate(photos_of(minutes, content), start=1):
            if number == 1:
                paper.new_page()
                paper.heading(ANNEX)
            if photo is None:
                paper.paragraph(f"{number}. {title}. {GONE}")
            else:
                paper.photo(photo, caption=f"{number}. {title}")
        return paper.content()


def minutes_docx(minutes: Minutes) -> bytes:
    """The same, to go on working with in Word. What counts is the PDF and the page behind the code:
    a Word file can be rewritten by everybody, and says so."""
    content = content_of(minutes)
    with translation.override(settings.LANGUAGE_CODE):
        file = Document()
        file.core_properties.title = f"Notula {content['title']}"
        file.core_properties.author = str(OFFICE)
        file.core_properties.language = "id"
        file.add_paragraph(f"{GOVERNMENT}\n{OFFICE}")
        file.add_heading("NOTULA", level=0)
        if minutes.approved_at is None:
            file.add_paragraph(DRAFT).runs[0].bold = True
        facts = file.add_table(rows=0, cols=2)
        for name, value in [["Rapat", content["title"]], *content["facts"]]:
            _fill(facts.add_row().cells, [name, value])
        for title, rows in (("Acara", content["agenda"]), ("Peserta", content["present"])):
            if rows:
                file.add_heading(title, level=1)
                for words in rows:
                    file.add_paragraph(_plain(words), style="List Number")
        for title, name in _PARTS:
            file.add_heading(title, level=1)
            for words in (content[name] or "–").split("\n"):
                file.add_paragraph(_plain(words))
        file.add_heading("4. Tindak lanjut", level=1)
        table = file.add_table(rows=1, cols=len(MATRIX_HEAD), style="Table Grid")
        _fill(table.rows[0].cells, MATRIX_HEAD)
        for row in content["matrix"]:
            _fill(table.add_row().cells, row)
        if minutes.proof_code:
            picture = io.BytesIO()
            segno.make(proof_address(minutes), error="m", micro=False).save(
                picture, kind="png", scale=6
            )
            picture.seek(0)
            file.add_picture(picture, width=Cm(3))
            file.add_paragraph(_proof(minutes))
        annexed = photos_of(minutes, content)
        if annexed:
            file.add_page_break()
            file.add_heading(ANNEX, level=1)
        for number, (title, photo) in enumerate(annexed, start=1):
            if photo is not None:
                file.add_picture(io.BytesIO(photo), width=Cm(12))
            file.add_paragraph(_plain(f"{number}. {title}. {'' if photo else GONE}".strip(" ")))
        out = io.BytesIO()
        file.save(out)
        return out.getvalue()


def _fill(cells: Any, values: list[str]) -> None:
    for cell, value in zip(cells, values, strict=True):
        cell.text = _plain(value)


def _plain(words: str) -> str:
    """XML takes no control characters."""
    return "".join(char for char in words if char.isprintable() or char in "\n\t")


def _remark(promise: Commitment, today: datetime.date) -> str:
    """Where it can be seen, or by how many days it is late."""
    if promise.is_late(today):
        return f"Terlambat {(today - promise.due_on).days} hari"
    return textwrap.shorten(promise.evidence, 160, placeholder=" …") or "–"


def matrix_pdf(meeting: Meeting, *, made_at: datetime.datetime) -> bytes:
    """How things stand today."""
    with translation.override(settings.LANGUAGE_CODE):
        paper = official("Matriks tindak lanjut", made_at)
        paper.labels([("Rapat", meeting.title), ("Keadaan per", tanggal(made_at))])
        paper.gap()
        today = timezone.localdate(made_at)
        rows = matrix(meeting, lambda promise: _remark(promise, today))
        if rows:
            paper.table([*MATRIX_HEAD, "Keterangan"], rows, widths=(8, 8, 6, 5, 5, 8))
        else:
            paper.paragraph("Belum ada pertanyaan atau janji yang dicatat.")
        return paper.content()
