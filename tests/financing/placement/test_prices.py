"""The default order by score less congestion prices, and how near the placement comes with it."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import numpy as np
import pytest

from financing.bench.population import SHARES, as_json, population
from financing.placement import ceiling, fast, optimum, points, stable
from financing.placement.instance import Applicant, Instance, Offer, Pair, Price
from financing.placement.prices import LEAST_PEOPLE, congestion
from financing.placement.report import answer

PEOPLE = 2_000


def crowd(seed: int, people: int = 150, offers: int = 8, ranked: float = 0.0):
    rng = random.Random(seed)
    applicants = [
        Applicant(f"a{n:03}", rng.randint(1, 9) * 1_000_000, rng.randint(0, 10**6))
        for n in range(people)
    ]
    listed = [
        Offer(
            f"o{n}",
            rng.choice([None, rng.randint(10, 90) * 1_000_000]),
            rng.choice([None, rng.randint(1, 15)]),
        )
        for n in range(offers)
    ]
    pairs = [
        Pair(a.id, o.id, rng.randint(0, 100), rng.randint(1, 3) if rng.random() < ranked else None)
        for a in applicants
        for o in listed
        if rng.random() < 0.6
    ]
    return applicants, listed, pairs


@pytest.fixture(scope="module")
def published():
    return {share: population(PEOPLE, share) for share in SHARES}


@pytest.mark.parametrize("share", SHARES)
def test_it_places_nearly_as_many_as_anybody_could_and_more_than_first_come(published, share):
    market = published[share]
    whole = Instance.from_json(as_json(market))
    told = answer(whole, "stable")
    assert told["bound"] == ceiling.most(market)
    assert told["bound"] >= len(told["placed"]) >= 0.95 * told["bound"]
    assert len(told["placed"]) >= told["first_come"]


def test_neither_the_prices_nor_the_order_of_the_queue_is_idle(published):
    """The negative control: without them the same measure fails."""
    market = published[1.0]
    most = ceiling.most(market)
    assert (fast.place(market).placed >= 0).sum() < 0.95 * most
    by_day = replace(market, priority=market.priority % 100)
    taken = fast.place(by_day, *fast.congestion(by_day)).placed >= 0
    assert taken.sum() < (fast.place(market, *fast.congestion(market)).placed >= 0).sum()


def test_prices_are_the_same_however_the_market_arrives(published):
    for seed in range(5):
        parts = crowd(seed)
        found = congestion(Instance.of(*parts))
        rng = random.Random(seed)
        assert congestion(Instance.of(*(rng.sample(part, len(part)) for part in parts))) == found
        assert any(price != Price() for price in found.values())
        market = fast.Market.of(Instance.of(*parts))
        assert list(found.values()) == [
            Price(*both) for both in zip(*fast.congestion(market), strict=True)
        ]


def test_a_name_moves_no_price():
    """Other names in the same queue: nothing but amounts, scores and quotas is looked at."""
    for seed in range(5):
        applicants, offers, pairs = crowd(seed)
        whole = Instance.of(applicants, offers, pairs)
        names = {a.id: f"z{len(applicants) - n:03}" for n, a in enumerate(applicants)}
        turn = {a.id: n for n, a in enumerate(whole.applicants)}
        other = Instance.of(
            [Applicant(names[a.id], a.amount, turn[a.id]) for a in applicants],
            offers,
            [replace(p, applicant=names[p.applicant]) for p in pairs],
        )
        assert congestion(other) == congestion(whole)


def test_prices_are_bounded():
    """Nobody pays more than a place and the highest score are worth; nobody is paid."""
    for seed in range(20):
        applicants, offers, pairs = crowd(seed)
        amounts = {a.id: a.amount for a in applicants}
        for offer, price in congestion(Instance.of(applicants, offers, pairs)).items():
            asked = [amounts[p.applicant] for p in pairs if p.offer == offer]
            assert price.million >= 0 <= price.person
            assert price.of(min(asked)) <= 2 * max(p.score for p in pairs) + 1e-3


def test_where_there_is_enough_nothing_has_a_price():
    applicants, offers, pairs = crowd(1)
    plenty = [Offer(o.id, 10**12, 10**6) for o in offers]
    assert set(congestion(Instance.of(applicants, plenty, pairs)).values()) == {Price()}


def test_what_somebody_ranks_moves_no_price_and_is_kept():
    applicants, offers, pairs = crowd(3)
    found = congestion(Instance.of(applicants, offers, pairs))
    rng = random.Random(3)
    stated = [replace(p, rank=rng.randint(1, 9)) if p.applicant < "a030" else p for p in pairs]
    whole = Instance.of(applicants, offers, stated)
    assert congestion(whole) == found
    told = answer(whole, "stable")
    assert set(told["prices"]) == {o.id for o in offers}
    for a in applicants:
        mine = whole.priced(found).wishes[a.id]
        if a.id < "a030":
            assert mine == whole.wishes[a.id]
            assert [p.rank for p in mine] == sorted(p.rank for p in mine)
        else:
            net = [p.score - found[p.offer].of(a.amount) for p in mine]
            assert net == sorted(net, reverse=True)


def test_an_unranked_offer_comes_after_those_that_were_ranked():
    pairs = [Pair("a", "x", 90), Pair("a", "y", 10, 2), Pair("a", "z", 5, 1)]
    whole = Instance.of([Applicant("a", 1)], [Offer("x"), Offer("y"), Offer("z")], pairs)
    assert [p.offer for p in whole.wishes["a"]] == ["z", "y", "x"]


def test_few_people_have_no_prices_so_that_none_moves_them():
    parts = crowd(1, people=LEAST_PEOPLE - 1)
    assert congestion(Instance.of(*parts)) == {}
    assert answer(Instance.of(*parts), "stable")["prices"] == {}


def test_an_earlier_rounds_prices_are_taken_as_given():
    parts = crowd(2, people=20)
    dear = {"o0": Price(1_000, 1_000)}
    whole = Instance.of(*parts)
    told = answer(whole, "stable", prices=dear)
    assert list(told["prices"]) == ["o0"]
    assert all(mine[-1].offer == "o0" for mine in whole.priced(dear).wishes.values()
               if "o0" in {p.offer for p in mine})  # fmt: skip


def test_with_given_prices_nobody_has_envy_and_more_quota_hurts_nobody():
    for seed in range(200):
        rng = random.Random(seed)
        applicants, offers, pairs = crowd(seed, people=9, offers=4, ranked=0.3)
        given = {o.id: Price(rng.randint(0, 9), rng.randint(0, 40)) for o in offers}
        whole = Instance.of(applicants, offers, pairs).priced(given)
        result, _books = stable.place(whole)
        turn = {a.id: n for n, a in enumerate(whole.applicants)}
        depth = {a: [p.offer for p in mine] for a, mine in whole.wishes.items()}
        for a, mine in depth.items():
            better = mine[: mine.index(result[a])] if a in result else mine
            assert not [b for b, o in result.items() if o in better and turn[b] > turn[a]]
        more = [
            replace(o, quota_rp=o.quota_rp and o.quota_rp + rng.randint(0, 9) * 1_000_000)
            for o in offers
        ]
        after, _books = stable.place(Instance.of(applicants, more, pairs).priced(given))
        for a, mine in depth.items():
            places = [mine.index(r[a]) if a in r else len(mine) for r in (after, result)]
            assert places[0] <= places[1]


@pytest.mark.parametrize("seed", range(4))
def test_the_answer_is_the_same_to_the_byte(seed):
    parts = crowd(seed, ranked=0.2)
    rng = random.Random(seed)
    told = [
        json.dumps(answer(Instance.of(*some), "stable"))
        for some in (parts, parts, [rng.sample(part, len(part)) for part in parts])
    ]
    assert len(set(told)) == 1


def test_the_ceiling_is_the_linear_programmes():
    for seed in range(6):
        whole = Instance.of(*crowd(seed))
        assert ceiling.most(fast.Market.of(whole)) == optimum.solve(whole).bound
    for seed in range(100):
        whole = Instance.of(*crowd(seed, people=7, offers=3))
        assert ceiling.most(fast.Market.of(whole)) >= optimum.solve(whole).bound


def test_points_of_the_published_order():
    assert [points.few_points(n) for n in (0, 1, 2, 3, 4, 99)] == [20, 20, 12, 6, 0, 0]
    assert [points.day_points(n) for n in (-1, 0, 7, 60, 61)] == [0, 0, 7, 60, 60]
    assert [points.amount_class(n) for n in (1, 5_000_000, 5_000_001)] == [0, 0, 1]
    assert points.amount_class(10**12) == len(points.CLASSES)


def test_the_published_population_is_the_same_each_time_and_stands_in_that_order(published):
    market = published[0.9]
    classes = [points.amount_class(amount) for amount in market.amounts.tolist()]
    assert (market.priority // 100).tolist() == classes
    earned = points.MOST_DAYS + max(points.FEW) - market.priority % 100
    assert 0 <= earned.min() < earned.max() <= points.MOST_DAYS + max(points.FEW)
    again = population(PEOPLE, 0.9)
    assert np.array_equal(again.scores, market.scores)
    assert np.array_equal(again.offers, market.offers)
