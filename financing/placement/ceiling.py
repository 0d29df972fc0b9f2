"""How many people can be placed at most, by the linear programme of a market of any size.

Those who ask for the same amount and fit the same offers are one group: the programme over groups
has the same optimum as that over people, and is a hundred times smaller.
"""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from financing.placement.fast import Market
from financing.placement.instance import MILLION
from financing.placement.solver import programme, solver
from financing.placement.stable import OPEN

MOST_PAIRS = 400_000  # of a group and an offer
NEAR = 1e-4  # too high a ceiling is harmless, too low a one would be wrong


def most(market: Market) -> int | None:
    """No placement has more people, whatever the priorities; None where it would take too long."""
    owner = np.repeat(np.arange(len(market.amounts)), market.sizes)
    # A pair that cannot fit even alone is out: the relaxation would take a part of it.
    fits = (market.amounts[owner] <= market.rp[market.offers]) & (market.count[market.offers] > 0)
    offers = market.offers[fits].astype(np.int32)
    ends = np.cumsum(np.bincount(owner[fits], minlength=len(market.amounts))).tolist()
    groups: Counter[tuple[int, bytes]] = Counter()
    start = 0
    for amount, end in zip(market.amounts.tolist(), ends, strict=True):
        if end > start:
            groups[amount, offers[start:end].tobytes()] += 1
        start = end
    if not groups:
        return 0
    if sum(len(key) for _amount, key in groups) // offers.itemsize > MOST_PAIRS:
        return None
    lists = [np.frombuffer(key, np.int32) for _amount, key in groups]
    group = np.repeat(np.arange(len(groups)), [len(some) for some in lists])
    of, many = np.concatenate(lists), len(market.rp)
    asked = np.array([amount for amount, _key in groups], np.float64)[group] / MILLION
    ones = np.ones(len(of))
    quotas = [np.where(q == OPEN, np.inf, q.astype(np.float64)) for q in (market.rp, market.count)]
    lp = programme(
        costs=ones,
        upper=np.full(len(of), np.inf),
        limits=np.r_[list(groups.values()), quotas[0] / MILLION, quotas[1]].astype(np.float64),
        rows=np.stack([group, len(groups) + of, len(groups) + many + of], axis=1),
        values=np.stack([ones, asked, ones], axis=1),
    )
    highs = solver()
    highs.passModel(lp)
    highs.run()
    return math.floor(highs.getInfo().objective_function_value + NEAR)
