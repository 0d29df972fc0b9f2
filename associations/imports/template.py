"""Workbooks that the portal gives: an empty one to fill, and a filled one with marks in it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from associations.actions.readings import Reading
from associations.imports.columns import COLUMNS, EXAMPLE, MARKS
from associations.imports.knowing import place_label
from associations.imports.workbook import MAX_ROWS
from associations.queries import kecamatan_of_lampung
from ikm_portal.common.exports import safe_cell

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = PatternFill("solid", fgColor="7A1F2B")
_NEEDED = PatternFill("solid", fgColor="4A0F18")
_WRONG = PatternFill("solid", fgColor="FFE08A")
_PLACES = ("region", "firm_region")
_AUTHOR = "Portal IKM Lampung"


def empty_workbook() -> bytes:
    """With one example line, which is never read as a member."""
    book, sheet = _start()
    for number, column in enumerate(COLUMNS, 1):
        cell = sheet.cell(2, number, EXAMPLE.get(column.key))
        cell.font = Font(italic=True, color="777777")
    return _bytes(book)


def marked_workbook(readings: Iterable[Reading]) -> bytes:
    """The lines with what is wrong: the cell in yellow, its reason as a note, and in words in the
    last column, for who prints it. To be repaired and sent again."""
    book, sheet = _start(extra=MARKS)
    for line, reading in enumerate(readings, 2):
        wrong = {problem.column: problem for problem in reading.problems}
        for number, column in enumerate(COLUMNS, 1):
            cell = sheet.cell(line, number)
            _write(cell, reading.cells.get(column.key))
            if problem := wrong.get(column.key):
                cell.fill = _WRONG
                cell.comment = _note(_told(problem.words, problem.suggestion))
        titles = {column.key: f"{column.title}: " for column in COLUMNS}
        told = [
            titles.get(problem.column, "") + _told(problem.words, problem.suggestion)
            for problem in reading.problems
        ]
        _write(sheet.cell(line, len(COLUMNS) + 1), " ".join(told))
    return _bytes(book)


def _told(words: str, suggestion: str) -> str:
    return f"{words} {_('Mungkin: %(value)s') % {'value': suggestion}}" if suggestion else words


def _write(cell: Any, value: Any) -> None:
    """Text stays text: nothing that a stranger wrote becomes a formula."""
    cell.value = safe_cell(value)
    if isinstance(value, str):
        cell.data_type = "s"
    cell.number_format = "@"


def _note(words: str) -> Comment:
    return Comment(words, _AUTHOR, height=110, width=260)


def _start(*, extra: str = "") -> tuple[Workbook, Any]:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Anggota"
    places = book.create_sheet("Daftar")
    places.sheet_state = "hidden"
    for line, (_code, name, kabupaten) in enumerate(kecamatan_of_lampung(), 1):
        places.cell(line, 1, place_label(name, kabupaten))
    for number, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(number)
        head = sheet.cell(1, number, column.title)
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = _NEEDED if column.needed else _HEAD
        head.alignment = Alignment(wrap_text=True, vertical="center")
        needed = _("Wajib diisi.") + " " if column.needed else ""
        head.comment = _note(f"{needed}{column.note}")
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = "@"
        allowed = _allowed(column, places.max_row)
        if allowed is not None:
            allowed.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
            sheet.add_data_validation(allowed)
    if extra:
        sheet.cell(1, len(COLUMNS) + 1, extra).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(len(COLUMNS) + 1)].width = 60
    for line in range(2, 302):  # cells of their own: a column's format is lost on pasting
        for number, column in enumerate(COLUMNS, 1):
            if column.key in ("nik", "phone", "npwp", "nib"):
                sheet.cell(line, number).number_format = "@"
    sheet.freeze_panes = "B2"
    return book, sheet


def _allowed(column: Any, places: int) -> DataValidation | None:
    """A drop-down list. It helps and does not forbid: the portal understands more than the list."""
    if column.key in _PLACES:
        formula = f"Daftar!$A$1:$A${max(places, 1)}"
    elif column.choices:
        formula = '"' + ",".join(column.choices) + '"'
    else:
        return None
    found = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=False)
    found.promptTitle, found.prompt = column.title[:32], str(column.note)[:250]
    found.showInputMessage = True
    return found


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
