"""What advice aims at: one scheme, or one bank's product of a scheme, judged by codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from financing.kur import engine, products
from financing.kur.facts import PURPOSES, Facts
from financing.kur.product_words import CHECKS, PAPERS
from financing.kur.rules import OF_SCHEME
from financing.kur.rules.base import FAILED, UNKNOWN, Changes, Stood
from financing.kur.rules.booking import OtherBank
from financing.kur.ruleset import RuleSet
from financing.kur.words import Sentence

Costs = dict[str, Sentence]
"""Rule code -> what is lost or comes on top, as a part of a sentence."""


@dataclass(frozen=True)
class Target:
    """``product`` None: the scheme itself."""

    rules: RuleSet
    scheme: str
    product: products.ProductRules | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Rule codes in the order of ``codes``."""
        own = tuple("bank_" + name for name in CHECKS) if self.product else ()
        return tuple(rule.code for rule in OF_SCHEME[self.scheme]) + own

    def codes(self, facts: Facts, on: date) -> list[int]:
        out = engine.judge(facts, self.rules, self.scheme, on)
        if self.product is not None:
            out += products.judge(facts, self.product, self.rules, on)
        return out

    def named(self, facts: Facts, on: date, *wanted: int) -> list[str]:
        """Codes of the rules with one of these outcomes."""
        pairs = zip(self.names, self.codes(facts, on), strict=True)
        return [name for name, code in pairs if code in wanted]

    def verdict(self, facts: Facts, on: date) -> str:
        codes = self.codes(facts, on)
        terms = engine.terms_of(self.rules, self.scheme, on)
        scheme = engine.verdict_of(codes[: len(terms)], terms)
        return products.combine(scheme, codes[len(terms) :])

    def accepts(self, facts: Facts, on: date, unknown: frozenset[str]) -> bool:
        """Nothing fails, and nothing is unknown that was not unknown before."""
        codes = self.codes(facts, on)
        if FAILED in codes:
            return False
        return all(
            name in unknown for name, code in zip(self.names, codes, strict=True) if code == UNKNOWN
        )

    def costs(self, facts: Facts, on: date, after: Facts, day: date) -> Costs:
        """What the change from (facts, on) to (after, day) takes away or adds, rule by rule."""
        found = {}
        for rule, was, now in zip(
            OF_SCHEME[self.scheme], self._stood(facts, on), self._stood(after, day), strict=True
        ):
            told = rule.cost(was, now)
            if told is not None:
                found[rule.code] = told
        return found

    def _stood(self, facts: Facts, on: date) -> list[Stood]:
        terms = engine.terms_of(self.rules, self.scheme, on)
        codes = engine.judge(facts, self.rules, self.scheme, on)
        return [Stood(facts, t, code) for t, code in zip(terms, codes, strict=True)]

    def moves(self, name: str, facts: Facts, on: date) -> Iterable[Changes]:
        """Honest changes that would make this failing rule pass."""
        if name.startswith("bank_"):
            return list(self._bank_moves(name.removeprefix("bank_"), facts, on))
        for rule, t in zip(
            OF_SCHEME[self.scheme], engine.terms_of(self.rules, self.scheme, on), strict=True
        ):
            if rule.code == name:
                return [move for move in rule.moves(facts, t) if move]
        return []

    def points(self, field: str, facts: Facts, on: date) -> set[int]:
        """Values of a number around which any outcome may change (v and v + 1)."""
        out: set[int] = set()
        for rule, t in zip(
            OF_SCHEME[self.scheme], engine.terms_of(self.rules, self.scheme, on), strict=True
        ):
            if engine.settled(rule, t) is None:
                out.update(rule.points(field, facts, t))
        p = self.product
        if p is not None:
            limits: dict[str, tuple[int | None, ...]] = {
                "amount": (p.min_amount and p.min_amount - 1, p.max_amount),
                "months": (p.min_months and p.min_months - 1, p.max_months, p.max_months_ki),
            }
            out.update(point for point in limits.get(field, ()) if point is not None)
        return out

    def _bank_moves(self, check: str, facts: Facts, on: date) -> Iterable[Changes]:
        p = self.product
        if p is None:
            return
        if check == "one_bank":
            t = products.one_bank_terms(self.rules, self.scheme, on)
            if t is not None:
                held = {"active_kur_bank": facts.active_kur_bank}
                held["spouse_kur_bank"] = facts.spouse_kur_bank
                for move in OtherBank().moves(facts, t):
                    if all(held.get(field) != p.bank for field in move):
                        yield move
        elif check == "amount" and facts.amount is not None:
            low = p.min_amount is not None and facts.amount < p.min_amount
            yield {"amount": p.min_amount if low else p.max_amount}
        elif check == "months" and facts.months is not None:
            high = p.max_months
            if facts.purpose == "ki" and p.max_months_ki is not None:
                high = p.max_months_ki
            low = p.min_months is not None and facts.months < p.min_months
            yield {"months": p.min_months if low else high}
            later = p.max_months_ki
            if not low and facts.purpose != "ki" and later is not None and facts.months <= later:
                yield {"purpose": "ki"}
        elif check == "purpose":
            parts = facts.investment_amount is not None
            for purpose in PURPOSES:
                if purpose in p.purposes and (purpose != "split" or parts):
                    yield {"purpose": purpose}
        elif check == "papers":
            for paper in p.papers:
                if getattr(facts, PAPERS[paper][0]) is False:
                    yield {PAPERS[paper][0]: True}
                    return
