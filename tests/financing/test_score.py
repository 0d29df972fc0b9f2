"""Points of a product: each part by itself, at its edges, and what never counts."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from financing.matching.score import Offer, Part, Weights, Wish, score

WEIGHTS = Weights(fit=30, near=20, speed=20, cost=20, room=10)
WISH = Wish(amount=25_000_000, months=24)
BEST = Offer(
    min_amount=10_000_001,
    max_amount=100_000_000,
    max_months=36,
    rate=Decimal(0),
    days=5,
    same_place=True,
    left=250_000_000,
    loans_left=10,
)


def points(part, *, wish=WISH, **changes):
    return score(wish, dataclasses.replace(BEST, **changes), WEIGHTS).points[part]


def test_the_best_there_is_earns_a_hundred():
    told = score(WISH, BEST, WEIGHTS)
    assert (told.total, told.of_hundred) == (10_000, 100)
    assert [told.earned(part) for part in Part] == [30, 20, 20, 20, 10]


@pytest.mark.parametrize(
    ("amount", "months", "earned"),
    [
        (10_000_001, 36, 100),
        (100_000_000, 1, 100),
        (200_000_000, 36, 50),
        (5_000_000, 36, 49),  # 5,000,000 of 10,000,001
        (25_000_000, 72, 50),
        (200_000_000, 72, 25),
        (None, None, 100),
    ],
)
def test_fit_is_whole_inside_the_limits_and_falls_outside(amount, months, earned):
    assert points(Part.FIT, wish=Wish(amount, months)) == earned


@pytest.mark.parametrize(
    ("days", "earned"), [(1, 100), (5, 100), (6, 96), (14, 64), (29, 4), (30, 0), (90, 0)]
)
def test_speed(days, earned):
    assert points(Part.SPEED, days=days) == earned


@pytest.mark.parametrize(
    ("rate", "earned"), [("0", 100), ("3", 75), ("6", 50), ("9", 25), ("12", 0), ("36", 0)]
)
def test_cost(rate, earned):
    assert points(Part.COST, rate=Decimal(rate)) == earned


def test_a_branch_elsewhere_counts_less_but_counts():
    assert points(Part.NEAR, same_place=False) == 40


@pytest.mark.parametrize(
    ("left", "loans", "earned"),
    [
        (None, None, 50),
        (0, None, 0),
        (24_999_999, None, 0),
        (25_000_000, None, 10),
        (10**12, None, 100),
        (10**12, 3, 30),
    ],
)
def test_room_is_counted_in_loans_of_this_size(left, loans, earned):
    assert points(Part.ROOM, left=left, loans_left=loans) == earned


def test_room_of_nothing_asked_yet_is_unknown():
    assert points(Part.ROOM, wish=Wish(None, None)) == 50


@pytest.mark.parametrize("parts", [(30, 20, 20, 20, 11), (-10, 40, 30, 30, 10), (0, 0, 0, 0, 0)])
def test_weights_are_a_hundred(parts):
    with pytest.raises(ValueError, match="together 100"):
        Weights(*parts)


rupiah = st.integers(0, 10**15)
offers = st.builds(
    Offer,
    min_amount=st.integers(1, 10**9),
    max_amount=st.integers(1, 10**9),
    max_months=st.integers(1, 120),
    rate=st.decimals(0, 36, places=2),
    days=st.integers(1, 90),
    same_place=st.booleans(),
    left=st.none() | rupiah,
    loans_left=st.none() | st.integers(0, 10**6),
)
wishes = st.builds(Wish, st.none() | st.integers(1, 10**12), st.none() | st.integers(1, 999))


@given(wishes, offers)
def test_points_stay_within_bounds_and_add_up(wish, offer):
    told = score(wish, offer, WEIGHTS)
    assert all(0 <= told.points[part] <= 100 for part in Part)
    assert told.total == sum(told.points[part] * WEIGHTS.of(part) for part in Part)


@given(wishes, offers, st.integers(1, 30))
def test_a_slower_or_dearer_bank_never_gains(wish, offer, more):
    before = score(wish, offer, WEIGHTS).total
    assert score(wish, dataclasses.replace(offer, days=offer.days + more), WEIGHTS).total <= before
    assert score(wish, dataclasses.replace(offer, rate=offer.rate + more), WEIGHTS).total <= before
