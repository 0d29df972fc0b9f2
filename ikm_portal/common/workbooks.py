"""Workbooks that the portal gives: a table to fill, or a filled one with marks in it. Text stays
text: nothing that a stranger wrote becomes a formula, and no digit is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ikm_portal.common.exports import safe_cell
from ikm_portal.common.sheets import MAX_ROWS, Column

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = PatternFill("solid", fgColor="7A1F2B")
_NEEDED = PatternFill("solid", fgColor="4A0F18")
_WRONG = PatternFill("solid", fgColor="FFE08A")
_AUTHOR = "Portal IKM Lampung"


def start_table(
    title: str,
    columns: Sequence[Column],
    *,
    lists: Mapping[str, Sequence[str]] | None = None,
    extra: str = "",
) -> tuple[Workbook, Any]:
    """A sheet with its headings. `lists`: what may be chosen in a column, kept on a hidden sheet;
    `extra`: the heading of a last column for the portal's own words."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title
    ranges = _hidden_lists(book, lists or {})
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        head = sheet.cell(1, number, column.title)
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = _NEEDED if column.needed else _HEAD
        head.alignment = Alignment(wrap_text=True, vertical="center")
        needed = _("Wajib diisi.") + " " if column.needed else ""
        head.comment = note(f"{needed}{column.note}")
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = "@"
        allowed = _allowed(column, ranges.get(column.key, ""))
        if allowed is not None:
            allowed.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
            sheet.add_data_validation(allowed)
    if extra:
        sheet.cell(1, len(columns) + 1, extra).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(len(columns) + 1)].width = 60
    sheet.freeze_panes = "B2"
    return book, sheet


def _hidden_lists(book: Workbook, lists: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Column key → the cells that hold its choices."""
    if not lists:
        return {}
    hidden = book.create_sheet("Daftar")
    hidden.sheet_state = "hidden"
    ranges: dict[str, str] = {}
    written: dict[int, str] = {}  # the same list for two columns stands there once
    for key, values in lists.items():
        if id(values) not in written:
            letter = get_column_letter(len(written) + 1)
            for line, value in enumerate(values, 1):
                hidden[f"{letter}{line}"] = value
            written[id(values)] = f"Daftar!${letter}$1:${letter}${max(len(values), 1)}"
        ranges[key] = written[id(values)]
    return ranges


def _allowed(column: Column, cells: str) -> DataValidation | None:
    """A drop-down list. It helps and does not forbid: the portal understands more than the list."""
    if cells:
        formula = cells
    elif column.choices:
        formula = '"' + ",".join(column.choices) + '"'
    else:
        return None
    found = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=False)
    found.promptTitle, found.prompt = column.title[:32], str(column.note)[:250]
    found.showInputMessage = True
    return found


def write_marked(
    sheet: Any,
    line: int,
    columns: Sequence[Column],
    cells: Mapping[str, Any],
    problems: Iterable[Any],
) -> None:
    """A line with what is wrong: the cell in yellow, its reason as a note, and in words in the
    last column, for who prints it. A problem has `column`, `words`, `suggestion`."""
    problems = list(problems)
    wrong = {problem.column: problem for problem in problems}
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(line, number)
        write(cell, cells.get(column.key))
        if problem := wrong.get(column.key):
            cell.fill = _WRONG
            cell.comment = note(_told(problem.words, problem.suggestion))
    titles = {column.key: f"{column.title}: " for column in columns}
    told = [
        titles.get(problem.column, "") + _told(problem.words, problem.suggestion)
        for problem in problems
    ]
    write(sheet.cell(line, len(columns) + 1), " ".join(told))


def _told(words: str, suggestion: str) -> str:
    return f"{words} {_('Mungkin: %(value)s') % {'value': suggestion}}" if suggestion else words


def write(cell: Any, value: Any) -> None:
    """Text stays text: nothing that a stranger wrote becomes a formula."""
    cell.value = safe_cell(value)
    if isinstance(value, str):
        cell.data_type = "s"
    cell.number_format = "@"


def note(words: str) -> Comment:
    return Comment(words, _AUTHOR, height=110, width=260)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """With `;` and a byte order mark, so that Excel in Indonesia opens it in columns."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def file_response(content: bytes, name: str) -> HttpResponse:
    """A download; what it is follows from the name's end."""
    kind = CONTENT_TYPE if name.endswith(".xlsx") else "text/csv; charset=utf-8"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
