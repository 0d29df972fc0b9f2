"""From facts to what the page of /kur/cek/ shows: verdicts, reasons, ways, products."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from financing.findings import rules_of
from financing.kur import products
from financing.kur.advice import Advice, Option, advise
from financing.kur.engine import check_all
from financing.kur.explain import NAMES
from financing.kur.facts import Facts
from financing.kur.fields import ALL
from financing.kur.findings import VERDICT_WORDS, Finding, SchemeResult
from financing.kur.instalments import schedule
from financing.kur.rules import ALL as RULES
from financing.kur.rules import Outcome
from financing.kur.ruleset import RuleSet
from financing.kur.targets import Target
from financing.models import Product

TONES = {
    "eligible": "good",
    "eligible_with_warnings": "waiting",
    "unknown": "info",
    "not_yet": "bad",
}
ICONS = {
    "eligible": "check-circle",
    "eligible_with_warnings": "info",
    "unknown": "question",
    "not_yet": "close",
}
_ORDER = list(TONES)
_MARKS = {
    Outcome.PASSED: "good",
    Outcome.FAILED: "bad",
    Outcome.UNKNOWN: "info",
    Outcome.BANK_CHECKS: "neutral",
    Outcome.WARNING: "waiting",
}
_LABELS = {rule.code: rule.label for rule in RULES}
# Asked in the second step even where no scheme waits for them: they decide on banks and schemes.
_ALWAYS = ("region_code", "in_group", "is_migrant_worker")
_OF_GROUPS = {"group_size", "has_offtaker", "has_group_letter", "is_beginner", "has_ketua_letter"}
MOST_WAYS = 4


@dataclass(frozen=True)
class Line:
    """One finding with its value and limit in words."""

    finding: Finding

    @property
    def tone(self) -> str:
        return _MARKS[self.finding.outcome]

    @property
    def value(self) -> object:
        return self.finding.officer.values.get("value")

    @property
    def limit(self) -> object:
        return self.finding.officer.values.get("threshold")

    @property
    def outcome(self) -> object:
        return self.finding.officer.values.get("outcome")


@dataclass(frozen=True)
class Way:
    """Things to do together, and what that changes: labels of rules."""

    option: Option

    @property
    def steps(self) -> list[object]:
        return [change.sentence for change in self.option.changes]

    @property
    def breaks(self) -> list[str]:
        return [_LABELS[code] for code in self.option.breaks]

    @property
    def leaves(self) -> list[str]:
        return [_LABELS[code] for code in self.option.leaves]

    @property
    def warns(self) -> list[str]:
        return [_LABELS[code] for code in self.option.warns if code not in self.option.breaks]


@dataclass(frozen=True)
class SchemeAnswer:
    result: SchemeResult
    advice: Advice

    @property
    def name(self) -> str:
        return NAMES[self.result.scheme]

    @property
    def verdict(self) -> str:
        return VERDICT_WORDS[self.result.verdict]

    @property
    def tone(self) -> str:
        return TONES[self.result.verdict]

    @property
    def icon(self) -> str:
        return ICONS[self.result.verdict]

    @cached_property
    def lines(self) -> list[Line]:
        return [Line(finding) for finding in self.result.findings]

    def _of(self, outcome: Outcome) -> list[Line]:
        return [line for line in self.lines if line.finding.outcome == outcome]

    @property
    def failed(self) -> list[Line]:
        return self._of(Outcome.FAILED)

    @property
    def warned(self) -> list[Line]:
        return self._of(Outcome.WARNING)

    @property
    def unknown(self) -> list[Line]:
        return self._of(Outcome.UNKNOWN)

    @property
    def checked(self) -> list[Line]:
        return self._of(Outcome.BANK_CHECKS)

    @property
    def ways(self) -> list[Way]:
        return [Way(option) for option in self.advice.options[:MOST_WAYS]]

    @property
    def away(self) -> tuple[int, int]:
        """Steps of the shortest way (many where there is none), and how much is failed."""
        steps = [len(option.changes) for option in self.advice.options]
        return min(steps, default=9), len(self.result.failed)

    @property
    def not_enough(self) -> list[Way]:
        """Single changes that are not enough: all of them where nothing is, else harmful ones."""
        partial = self.advice.partial
        shown = partial if not self.advice.options else [o for o in partial if o.breaks]
        return [Way(option) for option in shown[:MOST_WAYS]]

    @property
    def better(self) -> list[Way]:
        return [Way(option) for option in self.advice.settles[:MOST_WAYS]]


@dataclass(frozen=True)
class Offer:
    """A bank's product for these answers. `instalment`: rupiah a month, an estimate."""

    product: Product
    match: products.Match
    instalment: int | None

    @property
    def verdict(self) -> str:
        return VERDICT_WORDS[self.match.verdict]

    @property
    def tone(self) -> str:
        return TONES[self.match.verdict]

    @property
    def asks(self) -> list[str]:
        """What the bank's own limits leave open."""
        return [name for finding in self.match.tell().findings for name in finding.asks]

    @property
    def against(self) -> list[Finding]:
        """The bank's own limits first: they are what sets this product apart."""
        result = self.match.tell()
        own = [f for f in result.findings if f.outcome == Outcome.FAILED]
        return own or list(result.scheme.failed)


def answers_for(facts: Facts, rules: RuleSet, on: datetime.date) -> list[SchemeAnswer]:
    """Best fit first, then the fewest steps away; equals stand in the order of their size."""
    found = [
        SchemeAnswer(result, advise(facts, Target(rules, result.scheme), on))
        for result in check_all(facts, rules, on)
    ]
    return sorted(found, key=lambda answer: (_ORDER.index(answer.result.verdict), answer.away))


def open_fields(
    answers: list[SchemeAnswer], facts: Facts, offers: Iterable[Offer] = ()
) -> tuple[str, ...]:
    """What is worth asking next: for schemes that are still possible, in the order of the list.

    `offers`: products that may fit; what only their bank wants to know is asked too.
    """
    possible = [a for a in answers if a.result.verdict != "not_yet"] or answers
    wanted = {name for a in possible if a.result.scheme != "pmi" for name in a.result.questions}
    if facts.is_migrant_worker:
        wanted |= {name for a in possible for name in a.result.questions}
    wanted |= {name for offer in offers for name in offer.asks}
    wanted |= set(_ALWAYS)
    if not facts.in_group:
        wanted -= _OF_GROUPS
    ordered = ["region_code", *(field.name for field in ALL if field.name != "region_code")]
    return tuple(n for n in ordered if n in wanted and getattr(facts, n) is None)


def offers_for(
    facts: Facts, found: list[Product], rules: RuleSet, on: datetime.date
) -> dict[str, list[Offer]]:
    """Products by how they fit: "fits" (with notes too), "open" (answers missing), "not"."""
    groups: dict[str, list[Offer]] = {"fits": [], "open": [], "not": []}
    matches = products.match_all(facts, map(rules_of, found), rules, on)
    for product, match in zip(found, matches, strict=True):
        paid = None
        if facts.amount is not None and facts.months is not None:
            paid = schedule(facts.amount, facts.months, product.rate).instalment
        group = {"not_yet": "not", "unknown": "open"}.get(match.verdict, "fits")
        groups[group].append(Offer(product, match, paid))
    return groups
