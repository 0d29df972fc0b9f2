"""The stable placement on columns, for hundreds of thousands of people; same result as `stable`.

Everybody proposes at once to their best offer that is still open to them. Each offer that was
proposed to goes through its candidates by place in the queue and stops at the first who no longer
fits; those behind propose elsewhere. A stop only ever moves forward in the queue, so this ends,
and it ends where taking people one by one ends: the order of proposals does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from financing.placement import prices
from financing.placement.instance import MILLION, Instance
from financing.placement.stable import OPEN

Ints = npt.NDArray[np.integer[Any]]
CHUNK = 32_768  # rows whose offers are looked at together: bounds the memory
MOST_SUM = 1 << 62  # rupiah of all people together: beyond it whole numbers would run over


@dataclass(frozen=True)
class Market:
    """One row a person. Equal priorities go by row, so rows stand in the order of the ids.

    amounts: rupiah. priority: smaller first. starts: where each person's pairs begin, and the end.
    offers, scores, ranks: of the pairs, offers ascending within a person; a rank that is not a
    number was left to the portal. rp, count: quotas, ``OPEN`` where none.
    """

    amounts: npt.NDArray[np.int64]
    priority: npt.NDArray[np.float64]
    starts: npt.NDArray[np.int64]
    offers: Ints
    scores: npt.NDArray[np.float64]
    rp: npt.NDArray[np.int64]
    count: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.float64] | None = None

    @property
    def sizes(self) -> npt.NDArray[np.int64]:
        return np.diff(self.starts)

    @classmethod
    def of(cls, instance: Instance) -> Market:
        people = sorted(instance.applicants, key=lambda a: a.id)
        number = {offer.id: n for n, offer in enumerate(instance.offers)}
        lists = [sorted(instance.wishes[a.id], key=lambda p: p.offer) for a in people]
        pairs = [p for mine in lists for p in mine]
        return cls(
            np.array([a.amount for a in people], np.int64),
            np.array([a.priority for a in people], np.float64),
            np.cumsum([0, *map(len, lists)], dtype=np.int64),
            np.array([number[p.offer] for p in pairs], np.int32),
            np.array([p.score for p in pairs], np.float64),
            np.array([_limit(o.quota_rp) for o in instance.offers], np.int64),
            np.array([_limit(o.quota_count) for o in instance.offers], np.int64),
            np.array([np.nan if p.rank is None else p.rank for p in pairs], np.float64),
        )


@dataclass(frozen=True)
class Result:
    """By row: the offer, -1 for nobody's. By offer: the place in the queue (0 first), -1: open."""

    placed: npt.NDArray[np.int32]
    stopped: npt.NDArray[np.int64]


def _limit(quota: int | None) -> int:
    return OPEN if quota is None else quota


def congestion(market: Market) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Points per million rupiah and per person, as `prices.congestion` finds them."""
    queue = np.argsort(market.priority, kind="stable")
    queue = queue[market.sizes[queue] > 0]
    chosen = queue[prices.sample(market.sizes[queue])]
    sizes = market.sizes[chosen]
    pairs = _spread(market.starts[chosen], sizes)
    # The programme sees a person's pairs best first, whichever way the instance came in.
    order = np.lexsort(
        (market.offers[pairs], -market.scores[pairs], np.repeat(np.arange(len(chosen)), sizes))
    )
    limits = [np.where(q == OPEN, np.inf, q.astype(np.float64)) for q in (market.rp, market.count)]
    return prices.duals(
        amounts=market.amounts[chosen].astype(np.float64),
        sizes=sizes,
        offers=market.offers[pairs][order].astype(np.int32),
        scores=market.scores[pairs][order],
        rp=limits[0],
        count=limits[1],
        share=float(market.amounts[chosen].sum()) / float(market.amounts[queue].sum()),
    )


def _spread(starts: Ints, sizes: Ints) -> npt.NDArray[np.int64]:
    """Places of all pairs of some people, one person after another."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + sizes, sizes)


def place(
    market: Market,
    million: npt.NDArray[np.float64] | None = None,
    person: npt.NDArray[np.float64] | None = None,
) -> Result:
    """million, person: the prices of each offer in points, none when missing."""
    if float(market.amounts.astype(np.float64).sum()) > MOST_SUM:
        raise OverflowError("amounts together are beyond whole numbers of 64 bits")
    queue = np.argsort(market.priority, kind="stable")
    run = _Run(market, queue, _keys(market, million, person))
    run.settle()
    placed = np.empty(len(queue), np.int32)
    placed[queue] = run.at
    return Result(placed, np.where(run.stop == len(queue), -1, run.stop))


def _keys(market: Market, million: Any, person: Any) -> npt.NDArray[np.float64]:
    """What makes a pair better than another one of the same person: smaller is better."""
    key: npt.NDArray[np.float64] = -market.scores
    if million is not None or person is not None:
        none = np.zeros(len(market.rp))
        asked = np.repeat(market.amounts, market.sizes)
        rate, flat = (none if x is None else x for x in (million, person))
        key = (rate[market.offers] * asked / MILLION + flat[market.offers]) - market.scores
    if market.ranks is None or np.isnan(market.ranks).all():
        return key
    owner = np.repeat(np.arange(len(market.amounts)), market.sizes)
    unranked = np.isnan(market.ranks)
    rank = np.where(unranked, 0, market.ranks)
    key = np.where(unranked, key, -market.scores)
    out = np.empty(len(key))
    out[np.lexsort((market.offers, key, rank, unranked, owner))] = np.arange(len(key))
    return out


class _Run:
    """Rows are places in the queue. `at`: where each one stands; `stop`: by offer, the first
    place in the queue that is too late."""

    def __init__(self, market: Market, queue: Ints, keys: npt.NDArray[np.float64]) -> None:
        self.rp, self.count = market.rp, market.count
        self.amounts = market.amounts[queue]
        self.starts, self.sizes = market.starts[queue], market.sizes[queue]
        self.offers, self.keys = market.offers, keys
        kind = np.int16 if len(market.rp) < 1 << 15 else np.int32
        self.at: Ints = np.full(len(queue), -1, kind)
        self.stop = np.full(len(market.rp), len(queue), np.int64)

    def settle(self) -> None:
        movers: Ints = np.flatnonzero(self.sizes)
        while len(movers):
            movers = self._choose(movers)
            asked = np.zeros(len(self.stop), np.bool_)
            asked[self.at[movers]] = True
            movers = self._cut(asked) if len(movers) else movers

    def _choose(self, rows: Ints) -> Ints:
        """Each row takes its best offer that has not stopped before it; who found one."""
        for start in range(0, len(rows), CHUNK):
            some = rows[start : start + CHUNK]
            sizes = self.sizes[some]
            places = np.arange(sizes.max())
            index = np.minimum(self.starts[some, None] + places, len(self.offers) - 1)
            offers = self.offers[index]
            shut = (places >= sizes[:, None]) | (self.stop[offers] <= some[:, None])
            keys = self.keys[index]
            keys[shut] = np.inf
            best = keys.argmin(axis=1)
            at = np.arange(len(some))
            self.at[some] = np.where(shut[at, best], -1, offers[at, best])
        return rows[self.at[rows] >= 0]

    def _cut(self, asked: npt.NDArray[np.bool_]) -> Ints:
        """Goes through the offers that were asked; who has to look elsewhere."""
        inside = np.flatnonzero(np.append(asked, False)[self.at])
        order = np.argsort(self.at[inside], kind="stable")
        turns: Ints = inside[order]
        of: Ints = self.at[turns]
        sums = np.cumsum(self.amounts[turns])
        first = np.flatnonzero(np.r_[True, of[1:] != of[:-1]])
        length = np.diff(np.r_[first, len(of)])
        before = np.repeat(np.r_[0, sums][first], length)
        number = np.arange(len(of)) - np.repeat(first, length)
        over = np.flatnonzero((sums - before > self.rp[of]) | (number >= self.count[of]))
        # Candidates stand in the order of the queue: the first of an offer's is its stop.
        np.minimum.at(self.stop, of[over], turns[over])
        return np.sort(turns[turns >= self.stop[of]])
