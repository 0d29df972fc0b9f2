"""The lists that the board shows, as Excel and as PDF: the same rows, and the filter's words."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from ikm_portal.common.exports import safe_cell
from ikm_portal.common.pdf import Paper
from ikm_portal.common.templatetags.portal import angka, tanggal, waktu
from ikm_portal.dashboards.board.filters import Filter
from ikm_portal.dashboards.board.promises import promises, with_parties

MOST_IN_EXCEL = 50_000
MOST_IN_PDF = 1_000  # about forty pages; more is for a spreadsheet


class TooMany(Exception):
    """Its text is a sentence for the person."""


@dataclass(frozen=True)
class Listing:
    """What a list holds, for both of its files."""

    title: str | Promise
    head: tuple[str | Promise, ...]
    letters: tuple[int, ...]  # widths in a spreadsheet
    on_paper: tuple[int, ...]  # the columns that the PDF has room for
    widths: tuple[int, ...]  # of these, as parts of the line
    right: tuple[int, ...]  # of these, the ones with numbers
    rows: Callable[[Any, Filter], QuerySet[Any]]
    line: Callable[[Any, Filter], tuple[Any, ...]]


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


REQUESTS = Listing(
    title=gettext_lazy("Permintaan dukungan"),
    head=(
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
    ),
    letters=(11, 44, 22, 34, 24, 20, 24, 13, 13, 11, 11, 16, 20),
    on_paper=(0, 1, 2, 3, 4, 5, 6, 8, 9),
    widths=(5, 9, 6, 7, 6, 6, 6, 5, 3),
    right=(8,),
    rows=lambda user, asked: with_all(asked.rows(user)),
    line=line,
)

PROMISES = Listing(
    title=gettext_lazy("Janji"),
    head=(
        gettext_lazy("Nomor"),
        gettext_lazy("Janji"),
        gettext_lazy("Penanggung jawab"),
        gettext_lazy("Rapat"),
        gettext_lazy("Asosiasi penanya"),
        gettext_lazy("Diberikan pada"),
        gettext_lazy("Tenggat"),
        gettext_lazy("Keadaan"),
        gettext_lazy("Terlambat"),
        gettext_lazy("Selesai pada"),
        gettext_lazy("Bukti"),
    ),
    letters=(9, 50, 24, 34, 30, 14, 14, 26, 11, 14, 50),
    on_paper=(0, 1, 2, 4, 6, 7, 8),
    widths=(3, 11, 7, 8, 5, 6, 4),
    right=(0,),
    rows=lambda user, asked: with_parties(promises(user, asked)),
    line=lambda one, asked: (
        one.pk,
        one.what,
        one.institution.short_name,
        one.meeting.title if one.meeting else "",
        one.question.association.name if one.question and one.question.association else "",
        one.given_on,
        one.due_on,
        str(one.outcome),
        _("ya") if one.is_late(asked.today) else _("tidak"),
        one.done_on,
        one.evidence,
    ),
)


def excel(listing: Listing, user: Any, asked: Filter) -> bytes:
    """Raises TooMany."""
    rows = _bounded(listing, user, asked, MOST_IN_EXCEL)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(listing.title)[:31])
    sheet.freeze_panes = "A2"
    for number, width in enumerate(listing.letters, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([str(name) for name in listing.head])
    for row in rows:
        sheet.append([_plain(cell) for cell in listing.line(row, asked)])
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


def paper(listing: Listing, user: Any, asked: Filter) -> bytes:
    """Raises TooMany."""
    rows = _bounded(listing, user, asked, MOST_IN_PDF)
    sheet = Paper(str(listing.title), made_at=timezone.now())
    sheet.pairs([(name, str(value)) for name, value in _about(asked, len(rows))])
    sheet.gap()
    if rows:
        sheet.table(
            [str(listing.head[n]) for n in listing.on_paper],
            [list(_shown(listing, listing.line(row, asked))) for row in rows],
            widths=listing.widths,
            right=list(listing.right),
        )
    return sheet.content()


def _shown(listing: Listing, cells: tuple[Any, ...]) -> Iterator[str]:
    for number in listing.on_paper:
        cell = cells[number]
        yield (
            tanggal(cell) if isinstance(cell, datetime.date) else str("" if cell is None else cell)
        )


def _bounded(listing: Listing, user: Any, asked: Filter, most: int) -> list[Any]:
    rows = list(listing.rows(user, asked)[: most + 1])
    if len(rows) > most:
        raise TooMany(
            _("Lebih dari %(most)s baris. Persempit saringannya.") % {"most": angka(most)}
        )
    return rows


def _about(asked: Filter, count: int) -> Iterable[tuple[str, Any]]:
    yield _("Dibuat pada"), waktu(timezone.now())
    yield from asked.words
    yield _("Jumlah baris"), count
