"""Workbooks that the portal gives: an empty one to fill, and a filled one with marks in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from associations.actions.readings import Reading
from associations.imports.columns import COLUMNS, EXAMPLE, MARKS
from associations.imports.knowing import place_label
from associations.queries import kecamatan_of_lampung
from ikm_portal.common.workbooks import CONTENT_TYPE, saved, start_table, write_marked

__all__ = ["CONTENT_TYPE", "empty_workbook", "marked_workbook"]


def empty_workbook() -> bytes:
    """With one example line, which is never read as a member."""
    book, sheet = _start()
    for number, column in enumerate(COLUMNS, 1):
        cell = sheet.cell(2, number, EXAMPLE.get(column.key))
        cell.font = Font(italic=True, color="777777")
    return saved(book)


def marked_workbook(readings: Iterable[Reading]) -> bytes:
    """The lines with what is wrong, to be repaired and sent again."""
    book, sheet = _start(extra=MARKS)
    for line, reading in enumerate(readings, 2):
        write_marked(sheet, line, COLUMNS, reading.cells, reading.problems)
    return saved(book)


def _start(*, extra: str = "") -> tuple[Workbook, Any]:
    places = [place_label(name, kabupaten) for _code, name, kabupaten in kecamatan_of_lampung()]
    lists = {"region": places, "firm_region": places}
    book, sheet = start_table("Anggota", COLUMNS, lists=lists, extra=extra)
    for line in range(2, 302):  # cells of their own: a column's format is lost on pasting
        for number, column in enumerate(COLUMNS, 1):
            if column.key in ("nik", "phone", "npwp", "nib"):
                sheet.cell(line, number).number_format = "@"
    return book, sheet
