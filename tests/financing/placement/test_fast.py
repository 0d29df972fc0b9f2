"""The placement on columns is the placement one by one, to the last person."""

from __future__ import annotations

import random

import numpy as np
import pytest

from financing.placement import fast, stable
from financing.placement.instance import Applicant, Instance, Offer, Pair, Price


def market(seed: int, people: int, offers: int):
    rng = random.Random(seed)
    ranked = rng.choice([0, 0.5, 1])
    applicants = [
        Applicant(f"a{n:04}", rng.randint(1, 30) * 500_000, rng.choice([0, n, rng.random(), -1]))
        for n in range(rng.randint(1, people))
    ]
    listed = [
        Offer(
            f"o{n:03}",
            rng.choice([None, 0, rng.randint(0, 8 * people // offers) * 1_000_000]),
            rng.choice([None, None, rng.randint(0, people // offers + 1)]),
        )
        for n in range(rng.randint(1, offers))
    ]
    pairs = [
        Pair(
            a.id,
            o.id,
            rng.choice([rng.random(), rng.randint(0, 3)]),
            rng.randint(1, 4) if rng.random() < ranked else None,
        )
        for a in applicants
        for o in listed
        if rng.random() < 0.7
    ]
    return Instance.of(applicants, listed, pairs), rng


def same(whole: Instance, given: dict[str, Price]) -> bool:
    placed, books = stable.place(whole.priced(given))
    prices = [given.get(o.id, Price()) for o in whole.offers]
    got = fast.place(
        fast.Market.of(whole),
        np.array([p.million for p in prices]),
        np.array([p.person for p in prices]),
    )
    names = sorted(a.id for a in whole.applicants)
    ids = [o.id for o in whole.offers]
    mine = {a: ids[o] for a, o in zip(names, got.placed.tolist(), strict=True) if o >= 0}
    stops = [-1 if books[o].stopped is None else books[o].stopped for o in ids]
    return mine == placed and got.stopped.tolist() == stops


@pytest.mark.parametrize(("many", "people", "offers"), [(1000, 9, 5), (60, 200, 20)])
def test_columns_and_one_by_one_agree(many, people, offers):
    contested = 0
    for seed in range(many):
        whole, rng = market(seed, people, offers)
        given = {o.id: Price(rng.random() / 9, rng.random()) for o in whole.offers}
        assert same(whole, {})
        assert same(whole, given)
        contested += any(b.stopped is not None for b in stable.place(whole)[1].values())
    assert contested > many // 2


def test_the_comparison_sees_one_seat_more():
    """The negative control: columns of a slightly richer offer do not agree."""
    differing = 0
    for seed in range(100):
        whole, _rng = market(seed, 40, 5)
        placed, _books = stable.place(whole)
        columns = fast.Market.of(whole)
        richer = fast.place(
            fast.Market(**{**columns.__dict__, "rp": columns.rp + 5_000_000})
        ).placed
        differing += int((richer >= 0).sum()) != len(placed)
    assert differing > 20


def test_nobody_and_nothing():
    assert same(Instance.of([], [Offer("o", 5)], []), {})
    assert same(Instance.of([Applicant("a", 1)], [Offer("o", 5)], []), {})


def test_sums_beyond_whole_numbers_are_refused():
    people = [Applicant(f"a{n:05}", 10**15) for n in range(5000)]
    whole = Instance.of(people, [Offer("o", 5)], [Pair(people[0].id, "o")])
    with pytest.raises(OverflowError):
        fast.place(fast.Market.of(whole))
