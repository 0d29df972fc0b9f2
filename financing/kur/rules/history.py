"""Rules about earlier KUR: how often, how much is still owed, how much in all, at which bank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from financing.kur.facts import FARMING, PRODUCTION, SECTORS, Facts
from financing.kur.rules.base import (
    BANK,
    FAILED,
    NONE,
    PASSED,
    UNKNOWN,
    Changes,
    Codes,
    Rule,
    Terms,
    need,
    select,
    simple,
)
from financing.kur.ruleset import VERIFIED, RuleSet
from financing.kur.words import NOT_KNOWN, Sentence, Words, phrase, rupiah
from financing.kur.words import gettext_noop as _

FARM_CODES = [SECTORS.index(name) for name in FARMING]
PRODUCTION_CODES = [SECTORS.index(name) for name in sorted(PRODUCTION)]
_MANY = 10**6  # "no limit" as a number


def most(limit: int) -> Sentence:
    return phrase(_("paling besar {limit}"), limit=rupiah(limit))


class Access(Rule):
    """How many times the scheme may be had; farming and other sectors may differ."""

    code, label = "access", _("Berapa kali mendapat KUR")
    schemes = ("super_mikro", "mikro", "kecil")
    missing = BANK

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        farm = rules.get(scheme, "max_access", on, FARMING[0])
        other = rules.get(scheme, "max_access", on, "industri")
        if farm is None or other is None:
            return Terms(scheme, on, None)

        def number(row: Any) -> int:
            if row.value is None:
                # A verified "null" means no limit; where sources conflict, only the first is sure.
                return _MANY if row.confidence in VERIFIED else 1
            return int(row.value)

        limits = (number(farm), number(other))
        hard = farm.verified and other.verified
        return Terms(scheme, on, other, hard, limits, extra=other.value is None)

    def judge(self, facts: Facts, t: Terms) -> int:
        farm, other = t.limit
        low, high = facts.kur_count(t.scheme)
        if facts.sector is None:
            least, most = min(farm, other), max(farm, other)
        else:
            least = most = farm if facts.sector in FARMING else other
        if least == _MANY or (high is not None and high < least):
            return PASSED
        return FAILED if low >= most else UNKNOWN

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        farm, other = t.limit
        low, high = c.kur_count(t.scheme)
        farming, asked = np.isin(c.sector, FARM_CODES), c.sector < 0
        least = np.where(asked, min(farm, other), np.where(farming, farm, other))
        most = np.where(asked, max(farm, other), np.where(farming, farm, other))
        passed = (least == _MANY) | ((high >= 0) & (high < least))
        return select([(passed, PASSED), (low >= most, FAILED)], UNKNOWN, c.size)

    def value(self, facts: Facts, t: Terms) -> Any:
        low, high = facts.kur_count(t.scheme)
        return low if low == high else {"at_least": low, "at_most": high}

    def threshold(self, t: Terms) -> Any:
        return {
            name: None if limit == _MANY else limit
            for name, limit in zip(("farming", "other"), t.limit, strict=True)
        }

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        low, high = facts.kur_count(t.scheme)
        value = phrase(_("sudah {count} kali"), count=str(low)) if low == high else NOT_KNOWN
        farm, other = t.limit
        if farm == other:
            if farm == _MANY:
                return value, Sentence(_("tidak dibatasi"))
            return value, phrase(_("paling banyak {count} kali"), count=str(farm))
        limit = phrase(
            _("pertanian {farm} kali, usaha lain {other} kali"), farm=str(farm), other=str(other)
        )
        return value, limit

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        low, _high = facts.kur_count(t.scheme)
        values = {"count": str(low), "limit": self.shown(facts, t)[1]}
        if t.limit[1] == _MANY:
            return Sentence(_("Boleh mengajukan lagi: tidak dibatasi berapa kali."))
        if outcome == UNKNOWN:
            return Sentence(_("Berapa kali Anda pernah mendapat KUR? Batasnya: {limit}."), values)
        if outcome == PASSED:
            return Sentence(_("Anda masih boleh mengajukan KUR ini ({limit})."), values)
        if t.scheme == "super_mikro" and t.extra:
            return Sentence(
                _("Skema ini dulu untuk yang belum pernah KUR. Aturan sekarang belum jelas.")
            )
        if t.scheme == "super_mikro":
            return Sentence(_("Skema ini hanya untuk orang yang belum pernah mendapat KUR."))
        return Sentence(_("Anda sudah {count} kali mendapat KUR ini. Batas: {limit}."), values)

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        low, high = facts.kur_count(t.scheme)
        if low == high:
            return need(("sector", facts.sector))
        name = "kur_total" if t.scheme == "super_mikro" else "kur_" + t.scheme
        return (name, *need(("sector", facts.sector)))


class Outstanding(Rule):
    """What is owed on KUR plus the new loan."""

    code, label = "outstanding", _("Sisa utang KUR ditambah pinjaman baru")
    schemes: tuple[str, ...] = ("mikro",)
    takes_null = True
    field = "kur_outstanding"
    key = "max_outstanding_total"

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        t = simple(rules, scheme, on, self.key)
        # The row exists but says "not known": nothing can be compared, only warned about.
        return replace(t, hard=False) if t.limit is None else t

    def judge(self, facts: Facts, t: Terms) -> int:
        before, amount = getattr(facts, self.field), facts.amount
        if t.limit is None:
            return UNKNOWN if before is None else FAILED if before else PASSED
        if before is not None and amount is not None:
            return PASSED if before + amount <= t.limit else FAILED
        return FAILED if (before or 0) + (amount or 0) > t.limit else UNKNOWN

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        before, amount = getattr(c, self.field), c.amount
        if t.limit is None:
            return select([(before < 0, UNKNOWN), (before > 0, FAILED)], PASSED, c.size)
        total = np.maximum(before, 0) + np.maximum(amount, 0)
        return select(
            [(total > t.limit, FAILED), ((before < 0) | (amount < 0), UNKNOWN)], PASSED, c.size
        )

    def value(self, facts: Facts, t: Terms) -> Any:
        before = getattr(facts, self.field)
        return None if before is None or facts.amount is None else before + facts.amount

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        value = self.value(facts, t)
        return (
            NOT_KNOWN if value is None else rupiah(value),
            NOT_KNOWN if t.limit is None else most(t.limit),
        )

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        value, limit = self.shown(facts, t)
        values = {"total": value, "limit": limit}
        if outcome == PASSED:
            return Sentence(_("Sisa utang KUR ditambah pinjaman baru masih dalam batas."))
        if outcome == UNKNOWN:
            return Sentence(_("Berapa sisa utang KUR Anda? Isi 0 kalau sudah lunas."))
        return Sentence(_("Sisa utang KUR ditambah pinjaman baru {total}. Batas: {limit}."), values)

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        return need((self.field, getattr(facts, self.field)), ("amount", facts.amount))

    def moves(self, facts: Facts, t: Terms) -> Iterable[Changes]:
        owed, amount = facts.kur_outstanding, facts.amount
        if t.limit is None:
            return
        if amount is not None and (owed or 0) < t.limit:
            yield {"amount": t.limit - (owed or 0)}
        elif amount is not None and amount > t.limit:
            yield {"amount": t.limit}  # not enough by itself: the rest is then to be repaid
        if owed and amount is not None and amount <= t.limit:
            yield {"kur_outstanding": t.limit - amount}

    def points(self, field: str, facts: Facts, t: Terms) -> Iterable[int]:
        if t.limit is None:
            return ()
        if field == "amount":
            return (t.limit - (getattr(facts, self.field) or 0),)
        return (t.limit - (facts.amount or 0),) if field == self.field else ()


class Cumulative(Outstanding):
    """All KUR limits ever had plus the new loan."""

    code, label = "cumulative", _("Jumlah semua KUR yang pernah diterima")
    schemes = ("mikro", "kecil")
    field = "kur_cumulative"
    key = "max_cumulative_plafon"

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        value, limit = self.shown(facts, t)
        if outcome == PASSED:
            return Sentence(_("Jumlah semua KUR Anda masih dalam batas."))
        if outcome == UNKNOWN:
            return Sentence(_("Berapa jumlah semua KUR yang pernah Anda terima?"))
        if t.limit is None:
            return Sentence(
                _("Batas jumlah semua KUR belum diketahui pada aturan ini. Tanyakan ke bank.")
            )
        return Sentence(
            _("Semua KUR yang pernah diterima ditambah pinjaman baru {total}. Batas: {limit}."),
            {"total": value, "limit": limit},
        )

    def moves(self, facts: Facts, t: Terms) -> Iterable[Changes]:
        # What was had stays had: only the amount can change.
        before = facts.kur_cumulative or 0
        if t.limit is not None and facts.amount is not None and before < t.limit:
            yield {"amount": t.limit - before}


class Cycle(Rule):
    """Limit within one production cycle or planting season (production sectors)."""

    code, label = "cycle", _("Pinjaman dalam satu kali produksi")
    schemes = ("mikro",)

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        return simple(rules, scheme, on, "max_plafon_per_cycle_production")

    def judge(self, facts: Facts, t: Terms) -> int:
        amount, owed = facts.amount, facts.kur_outstanding
        if facts.sector is not None and facts.sector not in PRODUCTION:
            return NONE
        if facts.sector is not None and amount is not None and amount > t.limit:
            return FAILED
        if amount is None or amount > t.limit or owed is None:
            return UNKNOWN
        if owed == 0:
            return PASSED
        return UNKNOWN if facts.sector is None else BANK

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        asked, large = c.sector < 0, c.amount > t.limit
        return select(
            [
                (~asked & ~np.isin(c.sector, PRODUCTION_CODES), NONE),
                (~asked & large, FAILED),
                ((c.amount < 0) | large | (c.kur_outstanding < 0), UNKNOWN),
                (c.kur_outstanding == 0, PASSED),
                (asked, UNKNOWN),
            ],
            BANK,
            c.size,
        )

    def value(self, facts: Facts, t: Terms) -> Any:
        return facts.amount

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        value = NOT_KNOWN if facts.amount is None else rupiah(facts.amount)
        return value, most(t.limit)

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        values = {"limit": rupiah(t.limit)}
        if outcome == PASSED:
            return Sentence(_("Pinjaman dalam satu kali produksi masih dalam batas."))
        if outcome == BANK:
            return Sentence(
                _("Bank menghitung KUR lain dalam satu kali produksi. Batas {limit}."), values
            )
        if outcome == UNKNOWN:
            return Sentence(_("Isi bidang usaha, jumlah pinjaman, dan sisa utang KUR."))
        return Sentence(_("Dalam satu kali produksi paling besar {limit}."), values)

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        return need(
            ("sector", facts.sector),
            ("amount", facts.amount),
            ("kur_outstanding", facts.kur_outstanding),
        )

    def moves(self, facts: Facts, t: Terms) -> Iterable[Changes]:
        yield {"amount": t.limit}

    def points(self, field: str, facts: Facts, t: Terms) -> Iterable[int]:
        return (t.limit,) if field == "amount" else ()
