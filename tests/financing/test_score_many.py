"""Points in columns are the points of one applicant, and the order is the page's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np

from financing.matching.many import Ranking, best
from financing.matching.score import Offer, Weights, Wish, score

WEIGHTS = Weights(fit=35, near=15, speed=20, cost=20, room=10)
OFFERS = [
    Offer(1_000_000, 10_000_000, 24, Decimal(3), 5, same_place=True, left=20_000_000),
    Offer(10_000_001, 100_000_000, 36, Decimal("6.5"), 14, same_place=False, left=None),
    Offer(5_000_000, 50_000_000, 12, Decimal(12), 40, same_place=False, left=9, loans_left=2),
]
NEAR = [{1871}, {1801, 1871}, set()]


def test_columns_and_one_by_one_agree():
    rng = np.random.default_rng(1)
    rows = 500
    amounts = rng.choice([-1, 1, 5_000_000, 10_000_000, 60_000_000, 400_000_000], rows)
    months = rng.choice([-1, 6, 24, 48], rows)
    places = rng.choice([-1, 1801, 1871, 3273], rows)
    found = Ranking(OFFERS, NEAR, WEIGHTS).totals(amounts, months, places)
    assert len(np.unique(found)) > 10
    for row in range(rows):
        amount, term, place = int(amounts[row]), int(months[row]), int(places[row])
        wish = Wish(None if amount < 0 else amount, None if term < 0 else term)
        for n, offer in enumerate(OFFERS):
            here = replace(offer, same_place=place in NEAR[n])
            assert found[row, n] == score(wish, here, WEIGHTS).total


def test_only_allowed_offers_are_first_and_equal_ones_go_by_their_order():
    totals = np.array([[5, 9, 9], [5, 9, 9], [7, 1, 2], [0, 0, 0]], np.uint16)
    allowed = np.array([[1, 1, 1], [1, 0, 1], [0, 0, 0], [0, 1, 1]], bool)
    points, first = best(totals, allowed)
    assert first.tolist() == [1, 2, -1, 1]
    assert points.tolist() == [[5, 9, 9], [5, 0, 9], [0, 0, 0], [0, 0, 0]]
