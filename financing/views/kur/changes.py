"""What changed between periods of the rules, read off the rules themselves."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from financing.kur.explain import Point, explain
from financing.kur.ruleset import RuleSet

LAMPUNG = "18"


@dataclass(frozen=True)
class Change:
    """One line that reads differently from a day on, and the schemes it does so for."""

    schemes: tuple[str, ...]
    before: Point
    after: Point


@dataclass(frozen=True)
class Turn:
    """A day on which something changed. `regulation`: the one in force from then on."""

    day: datetime.date
    regulation: str
    changes: tuple[Change, ...]


@lru_cache(maxsize=4)
def turns(rules: RuleSet) -> tuple[Turn, ...]:
    """Newest first; days on which nothing changed in Lampung are left out."""
    first = rules.first_day()
    found = (_turn(rules, day) for day in rules.boundaries(first))
    return tuple(sorted((t for t in found if t.changes), key=lambda t: t.day, reverse=True))


def _turn(rules: RuleSet, day: datetime.date) -> Turn:
    old = explain(rules, day - datetime.timedelta(days=1), LAMPUNG)
    new = explain(rules, day, LAMPUNG)
    same: dict[tuple[str, str, str, str], list[tuple[str, Point, Point]]] = {}
    for earlier, page in zip(old, new, strict=True):
        for before, after in zip(earlier.points, page.points, strict=True):
            if str(before.text) != str(after.text):
                key = (after.key, str(before.text), str(after.text), after.mark)
                same.setdefault(key, []).append((page.name, before, after))
    changes = tuple(
        Change(tuple(name for name, _before, _after in alike), alike[0][1], alike[0][2])
        for alike in same.values()
    )
    named = (c.after.regulation for c in changes if c.after.regulation)
    return Turn(day, next(named, ""), changes)


def periods(
    rules: RuleSet, today: datetime.date, editions: Sequence[datetime.date] = ()
) -> list[datetime.date]:
    """First day of each period until today, oldest first; also of each edition after the first."""
    first = rules.first_day()
    days = {first, *rules.boundaries(first), *sorted(editions)[1:]}
    return sorted(day for day in days if first <= day <= today)
