"""Congestion prices: what a place at an offer costs in points, because others need it too.

A linear programme places a sample of the people under a part of each quota; the duals of the
quotas are the prices, averaged over several parts so that one lucky corner of the programme
decides nothing. They serve a default order of preferences alone (score less price): whoever ranks
the offers is ranked as told. Only amounts, scores, quotas and places in the queue are looked at;
nothing about a person is known here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from financing.placement.instance import MILLION, Instance, Price
from financing.placement.solver import programme, solver

SAMPLE_PEOPLE, SAMPLE_PAIRS = 2_000, 30_000
# With fewer people who left the order to the portal, one of them would move the prices.
LEAST_PEOPLE = 100
PARTS = (0.9, 0.8, 0.7, 0.6, 0.5)  # of each quota: one programme each
DECIMALS = 6  # beyond the last digits of a solver, so that any machine gives the same order


def congestion(instance: Instance) -> dict[str, Price]:
    """The prices of every offer; none where too few people left the order to the portal."""
    left_open = sum(any(p.rank is None for p in mine) for mine in instance.wishes.values())
    if left_open < LEAST_PEOPLE:
        return {}
    people = [a for a in instance.applicants if instance.wishes[a.id]]
    number = {offer.id: n for n, offer in enumerate(instance.offers)}
    sizes = np.array([len(instance.wishes[a.id]) for a in people])
    chosen = sample(sizes)
    pairs = [p for n in chosen for p in instance.wishes[people[n].id]]
    found = duals(
        amounts=np.array([people[n].amount for n in chosen], np.float64),
        sizes=sizes[chosen],
        offers=np.array([number[p.offer] for p in pairs], np.int32),
        scores=np.array([p.score for p in pairs], np.float64),
        rp=np.array([np.inf if o.quota_rp is None else o.quota_rp for o in instance.offers]),
        count=np.array(
            [np.inf if o.quota_count is None else o.quota_count for o in instance.offers]
        ),
        share=float(sum(people[n].amount for n in chosen)) / sum(a.amount for a in people),
    )
    return {
        offer.id: Price(float(million), float(person))
        for offer, million, person in zip(instance.offers, *found, strict=True)
    }


def sample(sizes: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Every so many-th of the queue, so that each part of it is there; all when few.

    ``sizes``: pairs of each person in the order of the queue.
    """
    pairs = max(1, int(sizes.sum()))
    most = max(1, min(SAMPLE_PEOPLE, len(sizes), SAMPLE_PAIRS * len(sizes) // pairs))
    return (np.arange(most) * len(sizes) // most).astype(np.int64)


def duals(
    *,
    amounts: npt.NDArray[np.float64],
    sizes: npt.NDArray[Any],
    offers: npt.NDArray[np.int32],
    scores: npt.NDArray[np.float64],
    rp: npt.NDArray[np.float64],
    count: npt.NDArray[np.float64],
    share: float,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Points per million rupiah and per person, by offer.

    amounts, sizes: rupiah and number of pairs of each person of the sample; offers, scores: of
    their pairs, one person after another. rp, count: whole quotas, infinite where none; share: the
    part of all demand that the sample asks for.
    """
    many, people, pairs = len(rp), len(amounts), len(offers)
    none = np.zeros(many)
    if not pairs:
        return none, none
    spread = float(np.abs(scores).max()) or 1.0
    person = np.repeat(np.arange(people), sizes)
    asked = amounts[person] / MILLION
    ones = np.ones(pairs)
    start = np.full(people + 2 * many, np.inf)
    highs = solver()
    highs.passModel(
        programme(
            # To be placed is worth as much as the highest score on top of one's own.
            costs=1 + scores / spread,
            upper=(amounts[person] <= rp[offers]).astype(np.float64),
            limits=start,
            rows=np.stack([person, people + offers, people + many + offers], axis=1),
            values=np.stack([ones, asked, ones], axis=1),
        )
    )
    rows, lower = np.arange(len(start), dtype=np.int32), np.full(len(start), -np.inf)
    total = np.zeros(2 * many)
    for part in PARTS:
        limits = np.r_[np.ones(people), rp * (share * part / MILLION), count * (share * part)]
        highs.changeRowsBounds(len(rows), rows, lower, limits)
        highs.run()
        total += np.maximum(np.array(highs.getSolution().row_dual)[people:], 0)
    prices = np.round(total / len(PARTS) * spread, DECIMALS)
    return prices[:many], prices[many:]
