"""A line of a bank's file, understood cell by cell. No database; `today` is given."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from associations.actions.readings import Problem, Reading
from associations.imports import cells
from associations.imports.cells import Raw, Unread
from financing.enums import DeclineReason
from financing.result_columns import APPROVE, DECLINE, LAYOUT, READ
from ikm_portal.common.sheets import Book, read_csv, read_workbook

_APPROVE = {"setuju", "disetujui", "setujui", "acc", "approve", "approved", "terima", "diterima"}
_DECLINE = {"tolak", "ditolak", "decline", "declined", "reject", "rejected"}
# Days before the portal began are a slip of the year.
_FIRST_YEAR = 2000


def read_results(content: bytes, name: str) -> Book:
    """A workbook, or a CSV where the file's name says so. Raises Refused."""
    if name.lower().endswith(".csv"):
        return read_csv(content, LAYOUT)
    return read_workbook(content, LAYOUT)


def checker() -> Callable[[dict[str, Any], int], Reading]:
    """`check_result` as the actions call it, today."""
    today = timezone.localdate()
    return lambda raw, line: check_result(raw, line=line, today=today)


def check_result(raw: Mapping[str, Raw], *, line: int, today: datetime.date) -> Reading:
    """`values` are ready for JSON: days as 2026-11-24, the rate as text."""
    reading = Reading(line=line, cells=dict(raw))
    given = {
        key: value
        for key, value in raw.items()
        if key in READ and str(value).strip() not in ("", "-")
    }
    for key, value in given.items():
        try:
            reading.values[key] = _read(key, value, today)
        except Unread as problem:
            reading.problems.append(Problem(key, str(problem), problem.suggestion))
    _compare(reading, given)
    return reading


def _read(key: str, value: Raw, today: datetime.date) -> Any:
    if key in ("contracted_on", "disbursed_on"):
        day = cells.date(value, today=today)
        if day.year < _FIRST_YEAR:
            raise Unread(_("Periksa tahunnya."))
        if day > today:
            raise Unread(_("Tanggal tidak boleh di masa depan."))
        return day.isoformat()
    return _PLAIN[key](value)


def _code(value: Raw) -> str:
    """ "abcd 2345" is ABCD-2345. Whether there is such a case is not for this place to say."""
    code = re.sub(r"[\s\-–]", "", str(value)).upper()[:40]
    return f"{code[:4]}-{code[4:]}" if len(code) == 8 else code


def _decision(value: Raw) -> str:
    written = cells.text(value, 60).lower()
    if written in _APPROVE:
        return "approve"
    if written in _DECLINE:
        return "decline"
    near = difflib.get_close_matches(written, [APPROVE, DECLINE], n=1)
    raise Unread(_("Tulis setuju atau tolak."), near[0] if near else "")


def _reason(value: Raw) -> str:
    """The code, the label, or both as the list has them."""
    written = cells.text(value, 120)
    known = {str(reason.label).lower(): reason.value for reason in DeclineReason}
    known |= {reason.value: reason.value for reason in DeclineReason}
    for part in (written, re.split(r"\s+[–-]\s+", written)[0]):
        if part.lower() in known:
            return known[part.lower()]
    near = difflib.get_close_matches(written.lower(), known, n=1)
    raise Unread(_("Alasan ini tidak ada di daftar. Pilih dari daftar."),
                 known[near[0]] if near else "")  # fmt: skip


def _months(value: Raw) -> int:
    written = re.sub(r"\s*(?:bulan|bln)\.?$", "", cells.text(value, 30), flags=re.IGNORECASE)
    if not (written.isascii() and written.isdigit() and 1 <= int(written[:9]) <= 120):
        raise Unread(_("Jangka waktu harus 1 sampai 120 bulan."))
    return int(written)


def _rate(value: Raw) -> str:
    """Per cent a year, as text: 6, 6,25, "6 %"."""
    written = cells.text(value, 12).removesuffix("%").strip().replace(",", ".")
    try:
        rate = Decimal(written)
    except InvalidOperation:
        raise Unread(_("Tulis bunga dengan angka, misalnya 6 atau 6,25.")) from None
    if isinstance(value, float) and 0 < rate < 1:  # a cell in Excel's own per cent
        raise Unread(_("Tulis bunga dengan angka, misalnya 6 atau 6,25."),
                     f"{(rate * 100).normalize():f}".replace(".", ","))  # fmt: skip
    if (
        not rate.is_finite()
        or not 0 <= rate <= 36
        or -int(rate.normalize().as_tuple().exponent) > 2
    ):
        raise Unread(_("Bunga paling banyak 36 persen setahun, dua angka di belakang koma."))
    return str(rate)


_PLAIN: dict[str, Callable[[Raw], Any]] = {
    "code": _code,
    "decision": _decision,
    "reason": _reason,
    "words": partial(cells.text, most=1000),
    "amount": cells.money,
    "months": _months,
    "rate": _rate,
    "conditions": partial(cells.text, most=1000),
    "contract_number": partial(cells.text, most=60),
    "disbursed_amount": cells.money,
}


def _compare(reading: Reading, given: Mapping[str, Raw]) -> None:
    """What cannot stand together in one line."""

    def wrong(key: str, words: str) -> None:
        reading.problems.append(Problem(key, words))

    values = reading.values
    for one, other, words in (
        ("contract_number", "contracted_on", _("Isi tanggal akad.")),
        ("contracted_on", "contract_number", _("Isi nomor akad.")),
        ("disbursed_amount", "disbursed_on", _("Isi tanggal cair.")),
        ("disbursed_on", "disbursed_amount", _("Isi jumlah cair.")),
    ):
        if one in given and other not in given:
            wrong(other, words)
    if values.get("decision") == "decline":
        for key in ("amount", "contract_number", "disbursed_amount"):
            if key in given:
                wrong(key, _("Keputusannya tolak: kosongkan bagian ini."))
    elif "reason" in given and "decision" in values:
        wrong("reason", _("Keputusannya setuju: kosongkan bagian ini."))
    elif "reason" in given or ("amount" in given and "decision" not in given):
        wrong("decision", _("Tulis setuju atau tolak."))
    for key in ("amount", "disbursed_amount"):
        if values.get(key) == 0:
            wrong(key, _("Tulis jumlahnya dengan angka, misalnya 10.000.000 atau 10 juta."))
