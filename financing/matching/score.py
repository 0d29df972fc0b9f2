"""Points of a product for an applicant, part by part, under published weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Part(StrEnum):
    """What is looked at. Each part earns 0 to 100 points before it is weighed."""

    FIT = "fit"  # amount and months asked for, held against the product's own limits
    NEAR = "near"  # a branch in the applicant's own kabupaten or city
    SPEED = "speed"  # working days that the bank needs
    COST = "cost"  # yearly rate in per cent of what is still owed
    ROOM = "room"  # what the bank still has to lend


FAST, SLOW = 5, 30  # working days that earn all points, and none
DEAR = Decimal(12)  # per cent a year that earns none; free credit would earn all
PLENTY = 10  # so many loans of this size left earn all points
UNKNOWN = 50  # a figure that nobody gave neither helps nor hurts
ELSEWHERE = 40  # the bank serves the kabupaten from a branch in another one


@dataclass(frozen=True)
class Weights:
    """Whole points of each part; together a hundred. Raises ValueError when they are not."""

    fit: int
    near: int
    speed: int
    cost: int
    room: int

    def __post_init__(self) -> None:
        if min(self.of(part) for part in Part) < 0 or sum(self.of(part) for part in Part) != 100:
            raise ValueError("weights are at least 0 and together 100")

    def of(self, part: Part) -> int:
        value: int = getattr(self, part.value)
        return value


@dataclass(frozen=True)
class Wish:
    """What the applicant asks for: rupiah and months, None when not told yet."""

    amount: int | None
    months: int | None


@dataclass(frozen=True)
class Offer:
    """A product in front of one applicant.

    min_amount, max_amount: rupiah. max_months: for the applicant's purpose. rate: per cent a year,
    effective. days: working days until an answer. left: rupiah that the bank can still lend, None
    when the bank told no figure. loans_left: how many debtors more, None when not limited or told.
    """

    min_amount: int
    max_amount: int
    max_months: int
    rate: Decimal
    days: int
    same_place: bool
    left: int | None = None
    loans_left: int | None = None


@dataclass(frozen=True)
class Score:
    """`points`: 0–100 of each part. `total`: 0–10,000, so that no rounding decides an order."""

    points: Mapping[Part, int]
    weights: Weights
    total: int

    @property
    def of_hundred(self) -> int:
        return (self.total + 50) // 100

    def earned(self, part: Part) -> int:
        """Points out of a hundred that this part brings in, rounded for reading."""
        return (self.points[part] * self.weights.of(part) + 50) // 100


def score(wish: Wish, offer: Offer, weights: Weights) -> Score:
    """The same wish, offer and weights always give the same points."""
    points = {
        Part.FIT: _fit(wish, offer),
        Part.NEAR: 100 if offer.same_place else ELSEWHERE,
        Part.SPEED: _between(SLOW - offer.days, SLOW - FAST),
        Part.COST: _between(DEAR - offer.rate, DEAR),
        Part.ROOM: _room(wish, offer),
    }
    total = sum(points[part] * weights.of(part) for part in Part)
    return Score(points, weights, total)


def _fit(wish: Wish, offer: Offer) -> int:
    """All points inside the limits; outside, as much as the limit is of what was asked."""
    points = 100
    if wish.amount:
        if wish.amount > offer.max_amount:
            points = points * offer.max_amount // wish.amount
        elif wish.amount < offer.min_amount:
            points = points * wish.amount // offer.min_amount
    if wish.months and wish.months > offer.max_months:
        points = points * offer.max_months // wish.months
    return points


def _room(wish: Wish, offer: Offer) -> int:
    if offer.left is None or not wish.amount:
        return UNKNOWN
    loans = offer.left // wish.amount
    if offer.loans_left is not None:
        loans = min(loans, offer.loans_left)
    return _between(loans, PLENTY)


def _between(part: int | Decimal, whole: int | Decimal) -> int:
    return max(0, min(100, int(100 * part / whole)))
