"""The rate: told, never a reason to refuse."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from financing.kur.facts import Facts
from financing.kur.rules.base import (
    BANK,
    PASSED,
    WARNING,
    Codes,
    Rule,
    Stood,
    Terms,
    need,
    select,
    simple,
)
from financing.kur.ruleset import RuleSet
from financing.kur.words import Sentence, Words, percent
from financing.kur.words import gettext_noop as _


class Rate(Rule):
    """Tells the rate; never blocks. Tiers by number of earlier KUR, regional rates on top."""

    code, label = "rate", _("Bunga setahun")

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        regional = {}
        for region, row in rules.regional(scheme, "interest_by_year", on).items():
            rate = next((i["rate_pct"] for i in row.value if i["year"] == on.year), None)
            if rate is not None:
                regional[region] = rate
        return simple(rules, scheme, on, "interest_by_nth", extra=regional)

    def judge(self, facts: Facts, t: Terms) -> int:
        if t.extra:
            if facts.region_code is None:
                return BANK
            if facts.region_code[:2] in t.extra:
                return PASSED
        if any(tier["rate_pct"] is None for tier in t.limit):
            return WARNING
        last = t.limit[-1]["nth_to"]
        if len(t.limit) == 1 and last is None:
            return PASSED
        low, high = facts.kur_count(t.scheme)
        if last is not None and low + 1 > last:
            return WARNING
        return PASSED if low == high else BANK

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        cases = []
        if t.extra:
            inside = np.isin(c.province, [int(code) for code in t.extra])
            cases = [(c.province < 0, BANK), (inside, PASSED)]
        if any(tier["rate_pct"] is None for tier in t.limit):
            return select(cases, WARNING, c.size)
        last = t.limit[-1]["nth_to"]
        if len(t.limit) == 1 and last is None:
            return select(cases, PASSED, c.size)
        low, high = c.kur_count(t.scheme)
        if last is not None:
            cases.append((low + 1 > last, WARNING))
        return select([*cases, (low == high, PASSED)], BANK, c.size)

    def rate_of(self, facts: Facts, t: Terms) -> Any:
        """Percent a year for this applicant, or None where it is not settled."""
        if t.extra and facts.region_code and facts.region_code[:2] in t.extra:
            return t.extra[facts.region_code[:2]]
        low, high = facts.kur_count(t.scheme)
        if len(t.limit) > 1 and low != high:
            return None
        for tier in t.limit:
            if tier["nth_to"] is None or low + 1 <= tier["nth_to"]:
                return tier["rate_pct"]
        return None

    def value(self, facts: Facts, t: Terms) -> Any:
        return self.rate_of(facts, t)

    def threshold(self, t: Terms) -> Any:
        out: dict[str, Any] = {"by_nth": t.limit}
        if t.extra:
            out["by_region"] = t.extra
        return out

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        rate = self.rate_of(facts, t)
        tiers = [percent(tier["rate_pct"]) for tier in t.limit if tier["rate_pct"] is not None]
        return (
            Sentence(_("belum pasti")) if rate is None else percent(rate),
            " / ".join(tiers) or Sentence(_("sumber berbeda-beda")),
        )

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        rate = self.rate_of(facts, t)
        if rate is None:
            options = [c for tier in t.limit for c in tier.get("candidates", ())]
            if options:
                text = _("Bunga belum pasti ({rates} setahun). Tanyakan ke bank.")
                return Sentence(text, {"rates": " / ".join(percent(o) for o in options)})
            return Sentence(_("Bunga tergantung sudah berapa kali Anda mendapat KUR."))
        values = {"rate": percent(rate)}
        if outcome == BANK:
            return Sentence(
                _("Bunga {rate} setahun, dihitung dari sisa utang; bisa lain di daerah tertentu."),
                values,
            )
        return Sentence(_("Bunga {rate} setahun, dihitung dari sisa utang (efektif)."), values)

    def cost(self, before: Stood, after: Stood) -> Sentence | None:
        earlier, later = self._told(before), self._told(after)
        if earlier is None or earlier == later:
            return None
        if later is None:
            return Sentence(_("bunganya lalu belum pasti"))
        if later < earlier:
            return None
        return Sentence(_("bunganya menjadi {rate} setahun"), {"rate": percent(later)})

    def _told(self, stood: Stood) -> Any:
        t = stood.terms
        return None if t.row is None or t.limit is None else self.rate_of(stood.facts, t)

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        return need(("region_code", facts.region_code)) if t.extra else ()
