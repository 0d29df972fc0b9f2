"""One line of the workbook, understood cell by cell. No database, no clock."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from associations.actions.readings import Problem, Reading
from associations.imports import cells
from associations.imports.cells import Raw, Unread
from associations.imports.columns import NEEDED
from ikm_portal.common.nik import Nik


@dataclass(frozen=True)
class Known:
    """What lies outside the line. `product`: the association's own, where the cell is empty."""

    today: datetime.date
    places: Mapping[str, list[tuple[str, str]]]
    labels: Mapping[str, str]
    product: str


def _texts(most: int) -> Callable[[Raw], Any]:
    return partial(cells.text, most=most)


_PLAIN: dict[str, Callable[[Raw], Any]] = {
    "name": cells.name,
    "sex": cells.sex,
    "phone": cells.phone,
    "is_married": cells.yes_no,
    "address": _texts(255),
    "npwp": cells.npwp,
    "firm_name": partial(cells.name, most=150),
    "product": _texts(120),
    "workers": cells.workers,
    "yearly_sales": cells.money,
    "firm_address": _texts(255),
    "nib": cells.nib,
    "sku": _texts(40),
    "pirt": _texts(40),
    "halal": _texts(40),
    "as_ktp": cells.yes_no,
}
_NOTHING = {"-", "--", "–", "—", ".", "n/a", "na", "tidak ada", "belum ada", "belum punya", "nihil"}


def check(raw: Mapping[str, Raw], known: Known, *, line: int = 0) -> Reading:
    """`values` are ready for JSON: days as 1980-08-17, places as codes."""
    given = {key: value for key, value in raw.items() if not _is_nothing(key, value)}
    reading = Reading(line=line, cells=dict(raw))
    told: Nik | None = None
    for key, value in given.items():
        try:
            if key == "nik":
                told = cells.nik(value, today=known.today)
                reading.values[key] = told.value
            else:
                reading.values[key] = _read(key, value, known)
        except Unread as problem:
            reading.problems.append(Problem(key, str(problem), problem.suggestion))
    for column in NEEDED:
        if column.key not in given:
            reading.problems.append(_missing(column.key, reading, told, known))
    if told is not None:
        _compare(reading, told, known)
    reading.values.setdefault("product", known.product)
    return reading


def _is_nothing(key: str, value: Raw) -> bool:
    """A dash in a cell means empty, except where something must stand."""
    needed = any(column.key == key for column in NEEDED)
    return not str(value).strip() or (not needed and str(value).strip().lower() in _NOTHING)


def _read(key: str, value: Raw, known: Known) -> Any:
    if key in ("region", "firm_region"):
        return cells.place(value, known.places)
    if key == "birth_date":
        day = cells.date(value, today=known.today)
        if not 1900 < day.year <= known.today.year - 15:
            raise Unread(_("Periksa tahun lahirnya."))
        return day.isoformat()
    if key == "started_on":
        day = cells.date(value, today=known.today, coarse=True)
        if day > known.today:
            raise Unread(_("Tanggal ini belum terjadi."))
        if day.year < 1930:
            raise Unread(_("Periksa tahunnya."))
        return day.isoformat()
    return _PLAIN[key](value)


def _missing(key: str, reading: Reading, told: Nik | None, known: Known) -> Problem:
    """Where something likely is known it is offered, never filled in."""
    suggestion = ""
    if key == "region" and told is not None:
        suggestion = known.labels.get(told.region_code, "")
    if key == "firm_name" and reading.values.get("name"):
        suggestion = _("Usaha %(name)s") % {"name": reading.values["name"]}
    return Problem(key, _("Isi bagian ini."), suggestion)


def _compare(reading: Reading, told: Nik, known: Known) -> None:
    """Sex and birth date also stand in the NIK: where both are given they agree, or somebody has
    looked at the KTP."""
    values, wrong = reading.values, {problem.column for problem in reading.problems}
    looked = values.pop("as_ktp", False)
    by_nik = {"birth_date": told.birth_date.isoformat(), "sex": told.sex}
    words = {
        "birth_date": _("NIK memuat tanggal lahir lain. Periksa NIK dan tanggalnya."),
        "sex": _("NIK memuat jenis kelamin lain. Periksa NIK dan pilihannya."),
    }
    for key, value in by_nik.items():
        if key in wrong:
            continue
        if values.setdefault(key, value) != value and not looked:
            shown = told.birth_date.strftime("%d-%m-%Y") if key == "birth_date" else value
            reading.problems.append(Problem(key, words[key], shown))
    if told.birth_date.year > known.today.year - 15 and "birth_date" not in wrong and not looked:
        reading.problems.append(
            Problem("nik", _("Menurut NIK, orang ini belum 15 tahun. Periksa angkanya."))
        )
