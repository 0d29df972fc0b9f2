"""What a branch takes home: its running cases to fill in, the lines to repair, the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.actions.readings import Reading
from financing.enums import Outcome
from financing.models import Branch, Referral, ResultFile
from financing.queries.results import KINDS, missing_rows
from financing.result_columns import (
    APPROVE,
    COLUMNS,
    DECLINE,
    MARKS,
    reason_choices,
)
from ikm_portal.common.sheets import MAX_ROWS
from ikm_portal.common.workbooks import csv_bytes, saved, start_table, write, write_marked

KIND_WORDS = {
    "approve": gettext_lazy("Disetujui"),
    "decline": gettext_lazy("Ditolak"),
    "contract": gettext_lazy("Akad"),
    "disburse": gettext_lazy("Cair"),
}


def running_cases(branch: Branch) -> list[dict[str, Any]]:
    """The branch's running cases, soonest deadline first, at most as many as a file may bring back.
    No NIK, no phone. What the portal knows already is filled in."""
    found = (
        Referral.objects.filter(branch=branch)
        .active()
        .order_by("due_on", "id")
        .select_related("application", "owner", "product", "decision")
        .defer("owner__nik", "owner__phone", "owner__npwp")
    )
    return [_cells(case) for case in found[:MAX_ROWS]]


def _cells(case: Referral) -> dict[str, Any]:
    decision = getattr(case, "decision", None)
    cells: dict[str, Any] = {
        "code": case.application.code,
        "name": case.owner.name,
        "product": case.product.name,
        "asked": case.amount,
        "state": str(case.get_state_display()),
    }
    if decision is not None and decision.outcome == Outcome.APPROVE:
        cells |= {
            "decision": APPROVE,
            "amount": decision.amount,
            "months": decision.months,
            "rate": f"{decision.rate.normalize():f}".replace(".", ","),
        }
    if case.contracted_on:
        cells |= {
            "contract_number": case.contract_number,
            "contracted_on": f"{case.contracted_on:%d-%m-%Y}",
        }
    return cells


def cases_workbook(cases: Iterable[dict[str, Any]]) -> bytes:
    """To be filled and sent back."""
    book, sheet = start_table("Hasil", COLUMNS, lists={"reason": reason_choices()})
    for line, cells in enumerate(cases, 2):
        for number, column in enumerate(COLUMNS, 1):
            write(sheet.cell(line, number), cells.get(column.key))
    return saved(book)


def cases_csv(cases: Iterable[dict[str, Any]]) -> bytes:
    rows = [[column.title for column in COLUMNS]]
    rows += [[cells.get(column.key, "") for column in COLUMNS] for cells in cases]
    return csv_bytes(rows)


def marked_workbook(readings: Iterable[Reading]) -> bytes:
    """The lines with what is wrong in yellow, to be repaired and sent again."""
    book, sheet = start_table("Hasil", COLUMNS, lists={"reason": reason_choices()}, extra=MARKS)
    for line, reading in enumerate(readings, 2):
        write_marked(sheet, line, COLUMNS, reading.cells, reading.problems)
    return saved(book)


def report_tables(file: ResultFile) -> list[tuple[str, list[Sequence[Any]]]]:
    """(title, rows with a heading): the sums of both sides, each line, the cases that are not in
    the file. No names, none of the bank's words."""
    latest = file.report.get("done") or file.report.get("checked") or {}
    sums: list[Sequence[Any]] = [
        [_("Hasil"), _("Berkas: kasus"), _("Berkas: rupiah"), _("Portal: kasus"),
         _("Portal: rupiah"), _("Selisih kasus"), _("Selisih rupiah")]
    ]  # fmt: skip
    for kind in KINDS:
        theirs, theirs_rp, ours, ours_rp = latest.get("kinds", {}).get(kind, [0, 0, 0, 0])
        sums.append([str(KIND_WORDS[kind]), theirs, theirs_rp, ours, ours_rp, ours - theirs,
                     ours_rp - theirs_rp])  # fmt: skip
    lines: list[Sequence[Any]] = [
        [_("Baris"), _("Kode"), _("Nasib"), _("Keputusan di berkas"), _("Jumlah disetujui"),
         _("Nomor akad"), _("Jumlah cair"), _("Catatan")]
    ]  # fmt: skip
    words = {"approve": APPROVE, "decline": DECLINE}
    lines += [
        [line.line, line.code, str(line.get_state_display()),
         words.get(line.said.get("decision", ""), ""), line.said.get("amount"),
         line.said.get("contract_number"), line.said.get("disbursed_amount"), line.note]
        for line in file.lines.order_by("line")
    ]  # fmt: skip
    missing: list[Sequence[Any]] = [[_("Kode"), _("Keadaan"), _("Diminta")]]
    missing += missing_rows(latest)
    return [(_("Pencocokan"), sums), (_("Baris"), lines), (_("Tidak ada di berkas"), missing)]


def report_workbook(file: ResultFile) -> bytes:
    tables = report_tables(file)
    book, sheet = start_table(tables[0][0], [])
    for number, (title, rows) in enumerate(tables):
        page = sheet if not number else book.create_sheet(title)
        for line, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                write(page.cell(line, column), value)
    return saved(book)


def report_csv(file: ResultFile) -> bytes:
    rows: list[Sequence[Any]] = []
    for title, table in report_tables(file):
        rows += [[title], *table, []]
    return csv_bytes(rows)
