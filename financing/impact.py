"""What a change of rules does to people: the same cases judged by two sets of rules."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from associations.models import Business
from financing.enums import RehearsalLevel
from financing.kur.columnar import NOT_YET
from financing.kur.columns import Columns
from financing.kur.facts import SCHEMES, Facts
from financing.kur.matcher import Matcher
from financing.kur.products import ProductRules
from financing.kur.ruleset import RuleSet
from financing.models import Application, Rehearsal, RehearsalLine
from financing.rulebook import built


@dataclass(frozen=True)
class Case:
    """A file, or a member without one. `place`: where a run goes on after it."""

    place: list[Any]
    facts: Facts
    business: Business
    application: Application | None


@dataclass(frozen=True)
class Judged:
    """One case. `before` and `after`: a verdict (place in VERDICTS) a scheme, then a product."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    only_words: bool  # some finding reads differently, nobody gains or loses


class Judges:
    """The rules before and after, compiled against the products of the moment."""

    def __init__(
        self, before: RuleSet, after: RuleSet, products: Sequence[Mapping[str, Any]],
        on: datetime.date,
    ) -> None:  # fmt: skip
        offers = [ProductRules.from_json(item) for item in products]
        self.before, self.after = Matcher(offers, before, on), Matcher(offers, after, on)

    @classmethod
    def of(
        cls,
        *,
        before: tuple[int, str],
        after: tuple[int, str],
        products: Sequence[Mapping[str, Any]],
        on: datetime.date,
    ) -> Judges | None:
        """By (edition, version); None when an edition does not say that any more."""
        old, new = built(*before), built(*after)
        if old is None or new is None:
            return None
        return cls(old, new, products, on)

    @classmethod
    def same(
        cls, rules: RuleSet, products: Sequence[Mapping[str, Any]], on: datetime.date
    ) -> Judges:
        return cls(rules, rules, products, on)

    def compare(self, people: Sequence[Facts]) -> list[Judged]:
        if not people:
            return []
        columns = Columns.from_facts(people)
        old, old_masks = _verdicts(self.before, columns)
        new, new_masks = _verdicts(self.after, columns)
        crossed = ((old == NOT_YET) != (new == NOT_YET)).any(axis=1)
        words = (old_masks != new_masks).any(axis=1) & ~crossed
        return [
            Judged(tuple(before), tuple(after), bool(only))
            for before, after, only in zip(old.tolist(), new.tolist(), words, strict=True)
        ]


def _verdicts(matcher: Matcher, columns: Columns) -> tuple[Any, Any]:
    """(case, scheme and product) verdicts, and (case, scheme) masks of the findings."""
    verdicts, masks = [], []
    for part in matcher.run(columns):
        schemes = [part.scheme_verdicts[scheme] for scheme in SCHEMES]
        verdicts.append(np.column_stack([*schemes, part.verdicts]))
        masks.append(np.column_stack([part.schemes[scheme] for scheme in SCHEMES]))
    return np.concatenate(verdicts), np.concatenate(masks)


def lines_of(rehearsal: Rehearsal, case: Case, judged: Judged) -> Iterator[RehearsalLine]:
    """One line for each number that this case is counted in."""
    for gains in (True, False):
        found = [
            place
            for place, (old, new) in enumerate(zip(judged.before, judged.after, strict=True))
            if (old == NOT_YET, new == NOT_YET) == (gains, not gains)
        ]
        if not found:
            continue
        yield _line(rehearsal, case, gains, RehearsalLevel.FILE)
        banks = set()
        for place in found:
            if place < len(SCHEMES):
                yield _line(rehearsal, case, gains, RehearsalLevel.SCHEME, scheme=SCHEMES[place])
                continue
            product = rehearsal.products[place - len(SCHEMES)]
            about = {"scheme": product["scheme"], "product_id": product["pk"]}
            bank = product["bank_pk"]
            yield _line(rehearsal, case, gains, RehearsalLevel.PRODUCT, bank_id=bank, **about)
            if bank not in banks:
                banks.add(bank)
                yield _line(rehearsal, case, gains, RehearsalLevel.BANK, bank_id=bank)


def _line(
    rehearsal: Rehearsal, case: Case, gains: bool, level: RehearsalLevel, **about: Any
) -> RehearsalLine:
    return RehearsalLine(
        rehearsal=rehearsal,
        application=case.application,
        business=case.business,
        level=level,
        gains=gains,
        kabupaten_id=case.business.kabupaten_code,
        sex=case.business.owner.sex,
        **about,
    )
