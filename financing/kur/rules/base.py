"""What a rule is: a judgement of facts by terms, twice (one applicant; columns), and its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from financing.kur.facts import SCHEMES, Facts
from financing.kur.ruleset import Row, RuleSet
from financing.kur.words import NOT_KNOWN, Sentence, Words
from financing.kur.words import gettext_noop as _

if TYPE_CHECKING:
    from financing.kur.columns import Columns

Codes = npt.NDArray[np.uint8]
Changes = dict[str, Any]
"""Field -> new value. The key ``on`` stands for waiting until a date."""


class Outcome(IntEnum):
    """Fits three bits of a mask. ``NONE``: the rule has nothing to say here."""

    NONE = 0
    PASSED = 1
    FAILED = 2
    UNKNOWN = 3
    BANK_CHECKS = 4
    WARNING = 5


NONE, PASSED, FAILED, UNKNOWN, BANK, WARNING = (int(item) for item in Outcome)
BUSINESS = SCHEMES[:4]


@dataclass(frozen=True, slots=True)
class Terms:
    """A rule's thresholds for one scheme on one day. ``hard``: a failure may block a person."""

    scheme: str
    on: date
    row: Row | None
    hard: bool = False
    limit: Any = None
    low: Any = None
    extra: Any = None


@dataclass(frozen=True, slots=True)
class Stood:
    """How an applicant stands before one rule, and by what terms."""

    facts: Facts
    terms: Terms
    outcome: int


class Rule:
    """Subclasses keep ``judge`` and ``judge_columns`` the same: a test compares them.

    Both return raw outcomes; ``FAILED`` of a rule that is not ``hard`` becomes ``WARNING``.
    """

    code = ""
    label = ""
    schemes: tuple[str, ...] = SCHEMES
    missing = NONE
    """Outcome where the reference data hold no value for the day."""
    takes_null = False
    """Whether a value of ``None`` still means something; otherwise it ends the rule."""

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        raise NotImplementedError

    def judge(self, facts: Facts, t: Terms) -> int:
        raise NotImplementedError

    def judge_columns(self, c: Columns, t: Terms) -> Codes:
        raise NotImplementedError

    def value(self, facts: Facts, t: Terms) -> Any:
        """The applicant's value as plain JSON."""
        raise NotImplementedError

    def threshold(self, t: Terms) -> Any:
        return t.limit

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        """Value and threshold in words."""
        return words_of(self.value(facts, t)), words_of(self.threshold(t))

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        """The sentence for the applicant, for a rule that has a row."""
        raise NotImplementedError

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        """Fields that would settle an unknown outcome."""
        return ()

    def moves(self, facts: Facts, t: Terms) -> Iterable[Changes]:
        """Honest changes that make a failed rule pass; empty if there are none."""
        return ()

    def cost(self, before: Stood, after: Stood) -> Sentence | None:
        """What a change takes from the applicant by this rule, as a part of a sentence."""
        if before.outcome in (NONE, PASSED) and after.outcome in (BANK, WARNING):
            return Sentence(_("bank lalu memeriksa: {label}"), {"label": Sentence(self.label)})
        return None

    def points(self, field: str, facts: Facts, t: Terms) -> Iterable[int]:
        """Values v of a number at which the outcome may differ between v and v + 1."""
        return ()


def simple(rules: RuleSet, scheme: str, on: date, key: str, **values: Any) -> Terms:
    """Terms of a rule that rests on one value."""
    row = rules.get(scheme, key, on)
    limit = row.value if row else None
    return Terms(scheme, on, row, bool(row and row.verified), limit, **values)


def words_of(value: Any) -> Words:
    if value is None:
        return NOT_KNOWN
    if isinstance(value, bool):
        return Sentence(_("ya") if value else _("tidak"))
    return str(value)


def select(cases: list[tuple[npt.NDArray[np.bool_], int]], default: int, size: int) -> Codes:
    """First case that holds decides, as an if/elif chain does."""
    out = np.full(size, default, np.uint8)
    for mask, outcome in reversed(cases):
        held = -mask.view(np.int8)  # all bits or none: a sixth of what an indexed write costs
        out ^= (out ^ np.uint8(outcome)) & held.view(np.uint8)
    return out


def need(*pairs: tuple[str, Any]) -> tuple[str, ...]:
    """Names of those that are not known."""
    return tuple(name for name, value in pairs if value is None)
