"""The list that the board shows, as Excel and as PDF: the same rows, and the filter's words."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from ikm_portal.common.exports import safe_cell
from ikm_portal.common.pdf import Paper
from ikm_portal.common.templatetags.portal import angka, tanggal, waktu
from ikm_portal.dashboards.board.filters import Filter

MOST_IN_EXCEL = 50_000
MOST_IN_PDF = 1_000  # about forty pages; more is for a spreadsheet

HEAD: tuple[str | Promise, ...] = (
    gettext_lazy("Kode"),
    gettext_lazy("Yang diminta"),
    gettext_lazy("Jenis"),
    gettext_lazy("Dari"),
    gettext_lazy("Kabupaten/kota"),
    gettext_lazy("Dijawab oleh"),
    gettext_lazy("Keadaan"),
    gettext_lazy("Diminta pada"),
    gettext_lazy("Batas jawab"),
    gettext_lazy("Umur (hari)"),
    gettext_lazy("Untuk berapa orang"),
    gettext_lazy("Biaya (rupiah)"),
    gettext_lazy("Sumber anggaran"),
)
_WIDTHS = (11, 44, 22, 34, 24, 20, 24, 13, 13, 11, 11, 16, 20)  # letters
_ON_PAPER = (0, 1, 2, 3, 4, 5, 6, 8, 9)


class TooMany(Exception):
    """Its text is a sentence for the person."""


def with_all(rows: QuerySet[Any]) -> QuerySet[Any]:
    """What a line reads, the newest first."""
    return rows.select_related("kind", "association", "institution").order_by("-pk")


def line(row: Any, asked: Filter) -> tuple[Any, ...]:
    """Nobody's name stands in it: for a member "Anggota"."""
    return (
        row.code,
        row.subject,
        row.kind.name,
        row.association.name if row.association else _("Anggota"),
        asked.form.places.get(row.place, ""),
        row.institution.short_name if row.institution else "",
        row.get_state_display(),
        timezone.localdate(row.created_at),
        row.due_on,
        age_of(row, asked.today),
        row.people,
        row.cost,
        row.get_budget_display(),
    )


def age_of(row: Any, today: datetime.date) -> int:
    return (today - timezone.localdate(row.created_at)).days


def excel(user: Any, asked: Filter) -> bytes:
    """Raises TooMany."""
    rows = _bounded(user, asked, MOST_IN_EXCEL)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Permintaan"))
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHIJKLM", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([str(name) for name in HEAD])
    for row in rows:
        sheet.append([_plain(cell) for cell in line(row, asked)])
    about = book.create_sheet(_("Saringan"))
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 24, 60
    for pair in _about(asked, len(rows)):
        about.append([_plain(cell) for cell in pair])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(cell: Any) -> Any:
    """No cell that a spreadsheet runs or that XML can't hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", safe_cell(cell)) if isinstance(cell, str) else cell


def paper(user: Any, asked: Filter) -> bytes:
    """Raises TooMany."""
    rows = _bounded(user, asked, MOST_IN_PDF)
    sheet = Paper(_("Permintaan dukungan"), made_at=timezone.now())
    sheet.pairs([(name, str(value)) for name, value in _about(asked, len(rows))])
    sheet.gap()
    if rows:
        sheet.table(
            [str(HEAD[n]) for n in _ON_PAPER],
            [list(_shown(line(row, asked))) for row in rows],
            widths=(5, 9, 6, 7, 6, 6, 6, 5, 3),
            right=[8],
        )
    return sheet.content()


def _shown(cells: tuple[Any, ...]) -> Iterator[str]:
    for number in _ON_PAPER:
        cell = cells[number]
        yield (
            tanggal(cell) if isinstance(cell, datetime.date) else str("" if cell is None else cell)
        )


def _bounded(user: Any, asked: Filter, most: int) -> list[Any]:
    rows = list(with_all(asked.rows(user))[: most + 1])
    if len(rows) > most:
        raise TooMany(
            _("Lebih dari %(most)s permintaan. Persempit saringannya.") % {"most": angka(most)}
        )
    return rows


def _about(asked: Filter, count: int) -> Iterable[tuple[str, Any]]:
    yield _("Dibuat pada"), waktu(timezone.now())
    yield from asked.words
    yield _("Jumlah permintaan"), count
