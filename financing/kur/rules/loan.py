"""Rules about the loan itself: amount, months, split purpose, rate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np

from financing.kur.facts import PURPOSES, Facts
from financing.kur.rules.base import (
    BANK,
    BUSINESS,
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
from financing.kur.ruleset import RuleSet
from financing.kur.words import NOT_KNOWN, Sentence, Words, phrase, rupiah
from financing.kur.words import gettext_noop as _

KMK, KI, SPLIT = range(3)
assert PURPOSES == ("kmk", "ki", "split")  # noqa: S101 - the codes above follow it


class Amount(Rule):
    """plafon_min_exclusive < amount <= plafon_max_inclusive."""

    code, label = "amount", _("Jumlah pinjaman")
    missing = BANK

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        low = rules.get(scheme, "plafon_min_exclusive", on)
        return simple(rules, scheme, on, "plafon_max_inclusive", low=low.value or 0 if low else 0)

    def judge(self, facts: Facts, t: Terms) -> int:
        if facts.amount is None:
            return UNKNOWN
        return PASSED if t.low < facts.amount <= t.limit else FAILED

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        inside = (c.amount > t.low) & (c.amount <= t.limit)
        return select([(c.amount < 0, UNKNOWN), (inside, PASSED)], FAILED, c.size)

    def value(self, facts: Facts, t: Terms) -> Any:
        return facts.amount

    def threshold(self, t: Terms) -> Any:
        return {"above": t.low, "up_to": t.limit}

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        value = NOT_KNOWN if facts.amount is None else rupiah(facts.amount)
        if not t.low:
            return value, phrase(_("paling besar {high}"), high=rupiah(t.limit))
        text = _("di atas {low}, paling besar {high}")
        return value, phrase(text, low=rupiah(t.low), high=rupiah(t.limit))

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        values = {"low": rupiah(t.low), "high": rupiah(t.limit)}
        if facts.amount is None:
            return Sentence(_("Berapa yang ingin dipinjam? Batasnya {high}."), values)
        values["amount"] = rupiah(facts.amount)
        if outcome == PASSED:
            return Sentence(_("Pinjaman {amount} sesuai dengan batas skema ini."), values)
        if facts.amount > t.limit:
            return Sentence(
                _("Pinjaman {amount} terlalu besar. Skema ini paling besar {high}."), values
            )
        return Sentence(
            _("Pinjaman {amount} terlalu kecil. Skema ini untuk pinjaman di atas {low}."), values
        )

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        return need(("amount", facts.amount))

    def moves(self, facts: Facts, t: Terms) -> Iterable[Changes]:
        if facts.amount is not None:
            yield {"amount": t.limit if facts.amount > t.limit else t.low + 1}

    def points(self, field: str, facts: Facts, t: Terms) -> Iterable[int]:
        return (t.low, t.limit) if field == "amount" and t.limit else ()


class Months(Rule):
    """Longest term by purpose; for PMI also not beyond the work contract."""

    code, label = "months", _("Lama cicilan")
    missing = BANK

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        work = rules.get(scheme, "tenor_max_working_capital_months", on)
        build = rules.get(scheme, "tenor_max_investment_months", on)
        hard = all(row is None or row.verified for row in (work, build))
        limits = None
        if work is not None and work.value is not None:
            limits = (work.value, build.value if build and build.value else work.value)
        return Terms(scheme, on, work, hard, limits, extra=scheme == "pmi")

    def judge(self, facts: Facts, t: Terms) -> int:
        months, (work, build) = facts.months, t.limit
        if t.extra:
            if months is None:
                return UNKNOWN
            if months > work:
                return FAILED
            if facts.contract_months is None:
                return UNKNOWN
            return PASSED if months <= facts.contract_months else FAILED
        if facts.purpose == "split":
            later = facts.investment_months
            if (months is not None and months > work) or (later is not None and later > build):
                return FAILED
            return UNKNOWN if months is None or later is None else PASSED
        if months is None:
            return UNKNOWN
        if facts.purpose is None:
            if months <= min(work, build):
                return PASSED
            return FAILED if months > max(work, build) else UNKNOWN
        return PASSED if months <= (work if facts.purpose == "kmk" else build) else FAILED

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        work, build = t.limit
        unknown = c.months < 0
        if t.extra:
            return select(
                [
                    (unknown, UNKNOWN),
                    (c.months > work, FAILED),
                    (c.contract_months < 0, UNKNOWN),
                    (c.months <= c.contract_months, PASSED),
                ],
                FAILED,
                c.size,
            )
        split, asked = c.purpose == SPLIT, c.purpose < 0
        limit = np.where(c.purpose == KMK, work, build)
        return select(
            [
                (split & ((c.months > work) | (c.investment_months > build)), FAILED),
                (split & (unknown | (c.investment_months < 0)), UNKNOWN),
                (split, PASSED),
                (unknown, UNKNOWN),
                (asked & (c.months <= min(work, build)), PASSED),
                (asked & (c.months > max(work, build)), FAILED),
                (asked, UNKNOWN),
                (c.months <= limit, PASSED),
            ],
            FAILED,
            c.size,
        )

    def value(self, facts: Facts, t: Terms) -> Any:
        if facts.purpose == "split":
            return {"kmk": facts.months, "ki": facts.investment_months}
        return facts.months

    def threshold(self, t: Terms) -> Any:
        return {"kmk": t.limit[0], "ki": t.limit[1]}

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        work, build = t.limit
        months, later = str(facts.months), str(facts.investment_months)
        value: Words = phrase(_("{months} bulan"), months=months)
        if facts.months is None:
            value = NOT_KNOWN
        elif facts.purpose == "split" and facts.investment_months is not None:
            text = _("{months} bulan dan {later} bulan (investasi)")
            value = phrase(text, months=months, later=later)
        if t.extra:
            text = _("paling lama {work} bulan dan tidak melewati kontrak kerja")
            return value, phrase(text, work=str(work))
        text = _("modal kerja {work} bulan, investasi {build} bulan")
        return value, phrase(text, work=str(work), build=str(build))

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        work, build = t.limit
        values = {"work": str(work), "build": str(build), "months": str(facts.months)}
        if outcome == PASSED:
            return Sentence(_("Lama cicilan {months} bulan masih dalam batas."), values)
        if outcome == UNKNOWN and t.extra:
            return Sentence(_("Isi lama cicilan dan lama kontrak kerja."), values)
        if outcome == UNKNOWN:
            return Sentence(
                _("Isi lama cicilan: modal kerja sampai {work} bulan, investasi {build} bulan."),
                values,
            )
        if t.extra:
            return Sentence(
                _("Cicilan {months} bulan terlalu lama: batas {work} bulan dan lama kontrak."),
                values,
            )
        if facts.purpose == "kmk":
            return Sentence(
                _("Cicilan {months} bulan terlalu lama. Modal kerja paling lama {work} bulan."),
                values,
            )
        if facts.purpose == "ki":
            return Sentence(
                _("Cicilan {months} bulan terlalu lama. Investasi paling lama {build} bulan."),
                values,
            )
        return Sentence(
            _("Cicilan terlalu lama: modal kerja {work} bulan, investasi {build} bulan."), values
        )

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        names = need(("months", facts.months))
        if t.extra:
            return names + need(("contract_months", facts.contract_months))
        if facts.purpose == "split":
            return names + need(("investment_months", facts.investment_months))
        return names + need(("purpose", facts.purpose))

    def moves(self, facts: Facts, t: Terms) -> Iterable[Changes]:
        work, build = t.limit
        months, later = facts.months, facts.investment_months
        if t.extra:
            yield {"months": min(work, facts.contract_months or work)}
        elif facts.purpose == "split":
            fix: Changes = {}
            if months is not None and months > work:
                fix["months"] = work
            if later is not None and later > build:
                fix["investment_months"] = build
            yield fix
            # Only a reading of what the money is for, here and below; the sentence says so.
            yield from ({"purpose": "kmk"}, {"purpose": "ki"})
        elif months is not None:
            yield {"months": {"kmk": work, "ki": build}.get(facts.purpose or "", min(t.limit))}
            if facts.purpose == "kmk" and months <= build:
                yield {"purpose": "ki"}
                part = facts.investment_amount
                if part and facts.amount is not None and part < facts.amount:
                    wished = {} if later is not None else {"investment_months": months}
                    yield {"purpose": "split", "months": work} | wished

    def points(self, field: str, facts: Facts, t: Terms) -> Iterable[int]:
        if field == "months":
            extra = (facts.contract_months,) if t.extra and facts.contract_months else ()
            return (*t.limit, *extra)
        return (t.limit[1],) if field == "investment_months" else ()


class Split(Rule):
    """Working capital and investment in one go."""

    code, label = "split", _("Modal kerja dan investasi sekaligus")
    schemes = BUSINESS

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        return simple(rules, scheme, on, "concurrent_working_capital_and_investment_allowed")

    def judge(self, facts: Facts, t: Terms) -> int:
        if facts.purpose != "split":
            return NONE
        return PASSED if t.limit else FAILED

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        return select([(c.purpose != SPLIT, NONE)], PASSED if t.limit else FAILED, c.size)

    def value(self, facts: Facts, t: Terms) -> Any:
        return facts.purpose == "split"

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        if outcome == PASSED:
            return Sentence(_("Boleh memakai untuk modal kerja dan investasi sekaligus."))
        return Sentence(_("Tidak boleh untuk modal kerja dan investasi sekaligus."))

    def moves(self, facts: Facts, t: Terms) -> Iterable[Changes]:
        return ({"purpose": "kmk"}, {"purpose": "ki"})
