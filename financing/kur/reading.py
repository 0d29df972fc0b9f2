"""Reads facts from plain JSON. Each bad value is answered with a sentence naming its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from financing.kur.facts import COUNTS, CREDITS, NO_BANK, Facts
from financing.kur.fields import BY_NAME, Field
from financing.kur.words import BadInput, Sentence, rupiah
from financing.kur.words import gettext_noop as _

# Carried by files for people's sake; the engine does not look at them.
LABELS = frozenset({"id", "name", "sex", "note", "association"})
# Kemendagri province codes.
# fmt: off
PROVINCES = frozenset({
    "11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "31", "32", "33", "34", "35",
    "36", "51", "52", "53", "61", "62", "63", "64", "65", "71", "72", "73", "74", "75", "76",
    "81", "82", "91", "92", "93", "94", "95", "96",
})
# fmt: on
LAMPUNG = frozenset({*(f"18.{n:02}" for n in range(1, 14)), "18.71", "18.72"})
_REGION = re.compile(r"\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?", re.ASCII)
_BANK = re.compile(r"[a-z0-9][a-z0-9-]{0,29}", re.ASCII)
_YES = {True: True, False: False, "ya": True, "tidak": False}


class BadFact(BadInput):
    """``field`` names the fact; ``str()`` is the sentence to show beside it."""


def read_facts(data: object, on: date) -> Facts:
    """Facts from a JSON object. ``on``: the day of the check; no birth or start lies after it.

    ``null`` or a missing key means not known. Raises ``BadFact`` for the first bad value.
    """
    if not isinstance(data, Mapping):
        raise BadFact(_("Data satu pemohon harus berupa objek JSON."))
    values: dict[str, Any] = {}
    for key, raw in data.items():
        if key in LABELS:
            continue
        field = BY_NAME.get(key) if isinstance(key, str) else None
        if field is None:
            raise BadFact(_("Isian “{key}” tidak dikenal."), str(key)[:40], key=_clip(key))
        if raw is not None:
            values[key] = _READ[field.kind](field, raw)
    facts = Facts(**values)
    if problem := inconsistency(facts, on):
        raise problem
    return facts


def changed(facts: Facts, on: date, **values: Any) -> Facts:
    """Copy with other values; raises ``BadFact`` if they contradict the rest."""
    copy = replace(facts, **values)
    if problem := inconsistency(copy, on):
        raise problem
    return copy


def inconsistency(facts: Facts, on: date) -> BadFact | None:
    """First contradiction between the answers, or none."""
    for name in ("birth_date", "business_started_on"):
        day = getattr(facts, name)
        if day is not None and day > on:
            return BadFact(_("{field}: tanggalnya masih di depan."), name, field=_ask(name))
    for name in ("amount", "months"):
        number = getattr(facts, name)
        if number is not None and number < 1:
            return BadFact(_("{field}: isi lebih dari nol."), name, field=_ask(name))
    born, start = facts.birth_date, facts.business_started_on
    if born and start and start < born:
        name = "business_started_on"
        return BadFact(_("{field}: lebih dulu dari tanggal lahir."), name, field=_ask(name))
    counted = sum(getattr(facts, name) or 0 for name in COUNTS)
    if facts.kur_total is not None and counted > facts.kur_total:
        return BadFact(_("Jumlah semua KUR lebih kecil dari rinciannya."), "kur_total")
    owed, ever = facts.kur_outstanding, facts.kur_cumulative
    if facts.kur_total == 0 and (owed or ever or facts.active_kur_bank not in (None, NO_BANK)):
        return BadFact(_("Belum pernah KUR, tetapi ada KUR yang disebut."), "kur_total")
    if owed and facts.active_kur_bank == NO_BANK:
        return BadFact(_("Ada sisa utang KUR, tetapi tidak ada banknya."), "active_kur_bank")
    if owed is not None and ever is not None and owed > ever:
        return BadFact(_("Sisa utang KUR lebih besar dari semua KUR."), "kur_outstanding")
    part, amount = facts.investment_amount, facts.amount
    if facts.purpose == "split" and amount is not None and part is not None and part >= amount:
        return BadFact(
            _("Bagian investasi harus lebih kecil dari seluruh pinjaman."), "investment_amount"
        )
    return None


def whole(value: object) -> int | None:
    """An int from 12, 12.0 or '12'; None for anything else (fractions, NaN, signs in text…)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value == value and abs(value) < 1e15 and value == int(value) else None
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,20}", value.strip(), re.ASCII):
        return int(value)
    return None


def _clip(value: object) -> str:
    """A hostile key or value, short and harmless enough to be quoted."""
    text = "".join(char if char.isprintable() else "?" for char in str(value)[:41])
    return text if len(text) < 41 else text[:40] + "…"


def _ask(name: str) -> Sentence:
    return Sentence(BY_NAME[name].question)


def _bad(field: Field, template: str, **values: str) -> BadFact:
    return BadFact(template, field.name, field=Sentence(field.question), **values)


def _number(field: Field, raw: object) -> int:
    number = whole(raw)
    if number is None:
        raise _bad(field, _("{field}: isi dengan angka bulat."))
    if not field.low <= number <= field.high:
        low, high = str(field.low), str(field.high)
        if field.kind == "rupiah":
            low, high = rupiah(field.low), rupiah(field.high)
        raise _bad(field, _("{field}: angkanya harus {low} sampai {high}."), low=low, high=high)
    return number


def _yes(field: Field, raw: object) -> bool:
    if isinstance(raw, bool | str) and raw in _YES:
        return _YES[raw]
    raise _bad(field, _("{field}: jawab ya atau tidak."))


def _choice(field: Field, raw: object) -> str:
    if isinstance(raw, str) and raw in dict(field.choices):
        return raw
    names = ", ".join(value for value, _word in field.choices)
    raise _bad(field, _("{field}: pilih salah satu: {names}."), names=names)


def _choices(field: Field, raw: object) -> frozenset[str]:
    if isinstance(raw, list | tuple | set | frozenset) and all(
        isinstance(item, str) and item in CREDITS for item in raw
    ):
        return frozenset(raw)
    raise _bad(field, _("{field}: isi daftar dari: {names}."), names=", ".join(CREDITS))


def _date(field: Field, raw: object) -> date:
    day = raw if type(raw) is date else None
    if isinstance(raw, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", raw, re.ASCII):
        try:
            day = date.fromisoformat(raw)
        except ValueError:
            day = None
    if day is None or day.year < 1900:
        raise _bad(field, _("{field}: tulis tanggal seperti 2024-03-31."))
    return day


def _region(field: Field, raw: object) -> str:
    if (
        isinstance(raw, str)
        and _REGION.fullmatch(raw)
        and raw[:2] in PROVINCES
        and (raw[:2] != "18" or len(raw) == 2 or raw[:5] in LAMPUNG)
    ):
        return raw
    raise _bad(field, _("{field}: kode wilayah tidak dikenal; contoh 18.71."))


def _kbli(field: Field, raw: object) -> str:
    if isinstance(raw, str) and re.fullmatch(r"(?!00)\d{5}", raw, re.ASCII):
        return raw
    raise _bad(field, _("{field}: kode KBLI terdiri dari 5 angka; contoh 10794."))


def _bank(field: Field, raw: object) -> str:
    if isinstance(raw, str) and _BANK.fullmatch(raw.strip().lower()):
        return raw.strip().lower()
    raise _bad(field, _("{field}: isi kode bank, atau “{none}”."), none=NO_BANK)


_READ = {
    "rupiah": _number,
    "months": _number,
    "count": _number,
    "kol": _number,
    "yesno": _yes,
    "choice": _choice,
    "choices": _choices,
    "date": _date,
    "region": _region,
    "kbli": _kbli,
    "bank": _bank,
}
