"""Rule values in words, for staff and for everybody: what a value says, what a draft changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from financing.kur.keys import KEYS
from financing.kur.rehearsal import differences
from financing.kur.ruleset import Row, RuleSet
from financing.kur.words import percent, rupiah
from financing.models.rules import SCHEMES

_SCHEMES = dict(SCHEMES)
_FOREVER = 9999


def key_label(key: str) -> str:
    """The rule's name; a key that the engine does not compare has only its code."""
    return _(KEYS[key][0]) if key in KEYS else key.replace("_", " ")


def scheme_label(scheme: str) -> str:
    return str(_SCHEMES.get(scheme, scheme))


def value_words(key: str, value: Any, unit: str = "") -> str:
    """One value as a person reads it."""
    if value is None:
        return _("tidak ada ketentuan")
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, int | float):
        return _number(key, value, unit)
    if isinstance(value, list):
        return "; ".join(_item(item) for item in value)
    return str(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def shape_of(key: str) -> str:
    """What the value must look like, in words; empty where anything goes."""
    return _(KEYS[key][1][1]) if key in KEYS else ""


def _number(key: str, value: float, unit: str) -> str:
    shape = KEYS[key][1][1] if key in KEYS else ""
    if unit.startswith("IDR") or shape.startswith("rupiah"):
        return rupiah(int(value))
    if unit == "months" or shape.startswith("bulan"):
        return _("%(n)s bulan") % {"n": value}
    if unit.startswith("pct"):
        return percent(value)
    if unit == "years" or shape.startswith("tahun"):
        return _("%(n)s tahun") % {"n": value}
    if unit == "times" or shape.startswith("berapa kali"):
        return _("%(n)s kali") % {"n": value}
    return str(value)


def _item(item: Any) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    if "nth_from" in item:
        first, last = item["nth_from"], item.get("nth_to")
        which = str(first) if first == last else f"{first}–{last}" if last else f"{first}+"
        return _("KUR ke-%(which)s: %(rate)s") % {"which": which, "rate": _rate(item)}
    if "year" in item:
        return f"{item['year']}: {_rate(item)}"
    return json.dumps(item, ensure_ascii=False)


def _rate(item: Mapping[str, Any]) -> str:
    rate = item.get("rate_pct")
    if rate is not None:
        return percent(rate)
    candidates = [percent(one) for one in item.get("candidates", [])]
    return _(" atau ").join(candidates) if candidates else _("belum diketahui")


def days_words(row: Row) -> str:
    start = date_format(row.valid_from, "j F Y")
    if row.valid_to.year == _FOREVER:
        return _("sejak %(start)s") % {"start": start}
    return _("%(start)s sampai %(end)s") % {
        "start": start,
        "end": date_format(row.valid_to, "j F Y"),
    }


@dataclass(frozen=True)
class Change:
    """One rule that reads otherwise. `before` or `after` is None for one that came or went."""

    before: Row | None
    after: Row | None

    @property
    def row(self) -> Row:
        row = self.after or self.before
        assert row is not None  # noqa: S101 - made from a row
        return row

    @property
    def label(self) -> str:
        return key_label(self.row.key)

    @property
    def scheme(self) -> str:
        return scheme_label(self.row.scheme)

    @property
    def old(self) -> str:
        return _told(self.before)

    @property
    def new(self) -> str:
        return _told(self.after)

    @property
    def same_value(self) -> bool:
        """Only its days, source, confidence or note changed."""
        return (
            self.before is not None
            and self.after is not None
            and self.before.value == self.after.value
        )

    @property
    def region(self) -> str:
        return self.row.region

    @property
    def regulation(self) -> str:
        return ", ".join(part for part in (self.row.regulation, self.row.article) if part)


def _told(row: Row | None) -> str:
    if row is None:
        return ""
    return f"{value_words(row.key, row.value, row.unit)} ({days_words(row)})"


def changes(before: RuleSet, after: RuleSet) -> list[Change]:
    """What a draft changes, rule by rule, in the order of schemes and rules."""
    gone, come = differences(before, after)
    old = _by_name(gone)
    found = []
    for name, rows in _by_name(come).items():
        earlier = old.pop(name, [])
        for place, row in enumerate(rows):
            found.append(Change(earlier[place] if place < len(earlier) else None, row))
        found += [Change(row, None) for row in earlier[len(rows) :]]
    found += [Change(row, None) for rows in old.values() for row in rows]
    return sorted(found, key=lambda change: _name(change.row))


def _by_name(rows: Iterable[Row]) -> dict[tuple[str, ...], list[Row]]:
    named: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        named.setdefault(_name(row), []).append(row)
    return named


def _name(row: Row) -> tuple[str, ...]:
    condition = json.dumps(row.condition or {}, sort_keys=True)
    return row.scheme, row.key, row.region, condition, row.valid_from.isoformat()
