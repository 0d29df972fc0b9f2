"""How long a bank really takes, with those counted who still wait. Plain Python, no database.

The average of the cases that are closed flatters a bank: it leaves out whoever waits the longest.
Kaplan and Meier (1958) count an open case as "not before this day". A case that the bank let lapse
in silence is one that never got a decision: it stays among those who wait, for ever. To end it on
the day of its release would say that those released would have been served like the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

# Published on /kur/: below this many cases with an outcome no figure is shown.
ENOUGH = 10
# Referrals sent within so many days count; what a bank did years ago says little.
WINDOW_DAYS = 730
HALF, EIGHT_OF_TEN = Fraction(1, 2), Fraction(8, 10)


class End(StrEnum):
    DECIDED = "decided"
    OPEN = "open"  # still at the bank, or taken back by the applicant: not before this day
    SILENT = "silent"  # released because the bank did not answer: never


class Promise(StrEnum):
    KEPT = "kept"
    BROKEN = "broken"
    RUNNING = "running"
    NONE = "none"  # taken back in time: says nothing of the bank


@dataclass(frozen=True)
class Case:
    """`days`: working days from the day of sending to the decision, or to the last day known."""

    days: int
    end: End
    promise: Promise


@dataclass(frozen=True)
class Told:
    """What is said of a bank, a branch or a product. Days are working days.

    `median` and `p80` are None where so many have no decision yet: then it is more than `longest`.
    """

    cases: int
    decided: int
    silent: int
    kept: int
    broken: int
    median: int | None
    p80: int | None
    longest: int

    @property
    def enough(self) -> bool:
        return self.kept + self.broken >= ENOUGH


def tell(cases: Iterable[Case] | Mapping[Case, int]) -> Told:
    """`cases` one by one, or {case: how often}."""
    counted: Counter[Case] = Counter(cases)
    ends: Counter[End] = Counter()
    promises: Counter[Promise] = Counter()
    for case, count in counted.items():
        ends[case.end] += count
        promises[case.promise] += count
    curve = kaplan_meier(counted)
    return Told(
        cases=sum(ends.values()),
        decided=ends[End.DECIDED],
        silent=ends[End.SILENT],
        kept=promises[Promise.KEPT],
        broken=promises[Promise.BROKEN],
        median=reached(curve, HALF),
        p80=reached(curve, EIGHT_OF_TEN),
        longest=max((case.days for case in counted), default=0),
    )


def kaplan_meier(cases: Counter[Case]) -> list[tuple[int, Fraction]]:
    """(day, share with a decision by then) at each day with a decision, exact.

    A case that is open on the day of a decision was still at risk on it, as usual.
    """
    decided: Counter[int] = Counter()
    leaving: Counter[int] = Counter()
    for case, count in cases.items():
        if case.end == End.DECIDED:
            decided[case.days] += count
        if case.end != End.SILENT:
            leaving[case.days] += count
    at_risk, waiting = sum(cases.values()), Fraction(1)
    curve = []
    for day in sorted(leaving):
        if decided[day]:
            waiting *= Fraction(at_risk - decided[day], at_risk)
            curve.append((day, 1 - waiting))
        at_risk -= leaving[day]
    return curve


def reached(curve: list[tuple[int, Fraction]], share: Fraction) -> int | None:
    """The first day by which this share has a decision; None when it never comes to that."""
    return next((day for day, decided in curve if decided >= share), None)
