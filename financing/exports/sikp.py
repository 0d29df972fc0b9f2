"""Candidates as SIKP lays them out: as workbook with the doubts beside, or as bare CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from financing.models import Referral
from financing.sikp import COLUMNS, doubts, row_of
from ikm_portal.common.sheets import Column
from ikm_portal.common.workbooks import csv_bytes, saved, start_table, write


def sikp_workbook(cases: Iterable[Referral]) -> bytes:
    """Every cell is text, so that no digit is lost. The second sheet says how sure each column is,
    the third what to look at before sending."""
    cases = list(cases)
    heads = [Column(column.name, column.name, column.rule) for column in COLUMNS]
    book, sheet = start_table("calon", heads)
    for line, case in enumerate(cases, 2):
        for number, value in enumerate(row_of(case), 1):
            write(sheet.cell(line, number), value)
    about: list[Sequence[Any]] = [[_("Kolom"), _("Aturan yang terlihat"), _("Seberapa pasti")]]
    about += [[column.name, str(column.rule), str(column.sure.label)] for column in COLUMNS]
    look: list[Sequence[Any]] = [
        [
            _("Kode"),
            _("Kolom"),
            _("Periksa"),
        ]
    ]
    look += doubts(cases)
    for title, rows in ((_("Kolom"), about), (_("Periksa"), look)):
        page = book.create_sheet(title)
        for line, row in enumerate(rows, 1):
            for number, value in enumerate(row, 1):
                write(page.cell(line, number), value)
    return saved(book)


def sikp_csv(cases: Iterable[Referral]) -> bytes:
    """Digits with an apostrophe in front, as the treasury's own files have them: a spreadsheet
    would otherwise round a NIK and drop leading zeros."""
    rows = [[column.name for column in COLUMNS]]
    rows += [
        [
            f"'{value}" if column.digits and value else value
            for column, value in zip(COLUMNS, row_of(case), strict=True)
        ]
        for case in cases
    ]
    return csv_bytes(rows)
