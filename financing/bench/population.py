"""The published test population of the group placement: invented, the same for the same seed.

138 offers of 46 banks in the 15 kabupaten and cities of Lampung. Six banks lend everywhere and hold
most of the money; the others have branches in one to eight places, a third of them for four trades
of eight only. Amounts are those of ``load_synthetic``. Three people in ten put the bank they know
first; the others leave the order to the portal. Scores are those of ``matching.score`` under the
first published weights. Quotas are spread by the banks' shares, not by where demand turned out.

``python -m financing.bench.population [PEOPLE [SHARE [SEED]]]`` prints it for ``place --file``.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from financing.matching.score import Offer, Weights, Wish, score
from financing.placement.fast import Market
from financing.placement.points import CLASSES, FEW, MOST_DAYS
from financing.placement.stable import OPEN

WORLD = 2023  # the banks are the same whatever the seed of the people
SHARES = (0.75, 0.9, 1.0, 1.2)  # quotas, as parts of all that is asked for
KNOWN_BANK = 0.3
MILLION = 1_000_000
BANKS, SCHEMES, TRADES = 46, 3, 8
EVERYWHERE = 6  # banks
HOLD = (0.45, 0.12, 0.09, 0.07, 0.06, 0.04)  # their shares of the quotas; the others have the rest
TOPS = (10, 100, 500)  # million rupiah by scheme
AMOUNTS = ((5, 7, 10), (15, 20, 25, 30, 40, 50, 75, 100), (150, 200, 300, 500))
ASKED = np.array([amount for some in AMOUNTS for amount in some]) * MILLION
SCHEME_OF = np.repeat(np.arange(SCHEMES), [len(some) for some in AMOUNTS])
PART = np.repeat([0.35, 0.55, 0.10], [len(some) for some in AMOUNTS]) / np.repeat(
    [len(some) for some in AMOUNTS], [len(some) for some in AMOUNTS]
)
PEOPLE_IN = np.array([115, 103, 72, 33, 47, 69, 119, 50, 51, 45, 25, 32, 18, 126, 19]) / 924
TRADE_OF = np.array([30, 22, 5, 15, 10, 8, 6, 4]) / 100
FIRST = Weights(fit=30, near=20, speed=20, cost=20, room=10)
MOST_POINTS = MOST_DAYS + max(FEW)


@dataclass(frozen=True)
class World:
    """By bank and place, trade or scheme; rupiah where amounts."""

    serves: npt.NDArray[np.bool_]
    branch: npt.NDArray[np.bool_]
    trades: npt.NDArray[np.bool_]
    top: npt.NDArray[np.int64]
    days: npt.NDArray[np.int64]
    careful: npt.NDArray[np.float64]  # share of the people whose papers do not yet suffice
    holds: npt.NDArray[np.float64]  # bank x scheme: part of the scheme's quota


def world() -> World:
    rng = np.random.default_rng(WORLD)
    places = len(PEOPLE_IN)
    serves = np.zeros((BANKS, places), np.bool_)
    serves[:EVERYWHERE] = True
    trades = np.ones((BANKS, TRADES), np.bool_)
    top = np.tile(np.array(TOPS), (BANKS, 1)) * MILLION
    for bank in range(EVERYWHERE, BANKS):
        size = int(rng.choice([1, 2, 3, 4, 6, 8], p=[0.2, 0.25, 0.2, 0.15, 0.1, 0.1]))
        serves[bank, rng.choice(places, size, replace=False, p=PEOPLE_IN)] = True
        if rng.random() < 0.33:
            trades[bank] = False
            trades[bank, rng.choice(TRADES, TRADES // 2, replace=False)] = True
        top[bank, 1] = top[bank, 1] * rng.choice([2, 3, 4]) // 4
        top[bank, 2] = top[bank, 2] * rng.choice([2, 3, 5]) // 5
    days = rng.integers(5, 25, BANKS)
    careful = rng.choice([0.0, 0.1, 0.2, 0.3], BANKS).astype(np.float64)
    small = rng.lognormal(0, 0.7, BANKS) * (serves @ PEOPLE_IN) * (trades @ TRADE_OF)
    small[:EVERYWHERE] = 0
    holds = small / small.sum() * (1 - sum(HOLD))
    holds[:EVERYWHERE] = HOLD
    by_scheme = holds[:, None] * rng.lognormal(0, 0.25, (BANKS, SCHEMES))
    branch = serves & (rng.random(serves.shape) < 0.7)
    branch[:3] = True
    return World(serves, branch, trades, top, days, careful, by_scheme / by_scheme.sum(axis=0))


def population(people: int, share: float = 0.9, seed: int = 1) -> Market:
    """``share``: all quotas together, as a part of all rupiah asked for."""
    w, rng = world(), np.random.default_rng([seed, WORLD])
    place = rng.choice(len(PEOPLE_IN), people, p=PEOPLE_IN)
    trade = rng.choice(TRADES, people, p=TRADE_OF)
    kind = rng.choice(len(ASKED), people, p=PART)
    papers, knows, pick = rng.random(people), rng.random(people), rng.random(people)
    days = rng.integers(0, MOST_DAYS, people)  # since the file was sent
    amounts, scheme = ASKED[kind], SCHEME_OF[kind]
    # Whom a bank is for, by what nobody can withhold.
    covered = w.serves[:, place] & w.trades[:, trade] & (amounts <= w.top[:, scheme])
    few = np.array([FEW[0], *FEW, 0])[np.minimum(covered.sum(axis=0), len(FEW) + 1)]
    fits = covered & (papers >= w.careful[:, None])
    owner, bank = np.nonzero(fits.T)
    sizes = np.bincount(owner, minlength=people)
    asked = amounts.sum(dtype=np.float64) * share
    demand = np.bincount(scheme, amounts, SCHEMES)
    quota = (w.holds * demand / demand.sum() * asked).astype(np.int64).ravel()
    offers = bank * SCHEMES + scheme[owner]
    near = w.branch[bank, place[owner]].astype(np.int64)
    return Market(
        amounts=amounts,
        # The published order, ties by row: see `financing.placement.points`.
        priority=np.searchsorted(np.array(CLASSES), amounts) * 100.0 + MOST_POINTS - days - few,
        starts=np.r_[0, np.cumsum(sizes)].astype(np.int64),
        offers=offers.astype(np.int16),
        scores=_points(w, quota)[offers, kind[owner], near],
        rp=quota,
        count=np.full(BANKS * SCHEMES, OPEN, np.int64),
        ranks=_known(w, fits, knows, pick, owner, bank),
    )


def _points(w: World, quota: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """offer x amount x branch nearby: 0 to 100 points by the portal's own formula."""
    out = np.zeros((BANKS * SCHEMES, len(ASKED), 2))
    for offer in range(BANKS * SCHEMES):
        bank, scheme = divmod(offer, SCHEMES)
        for kind in np.flatnonzero(scheme == SCHEME_OF):
            amount = int(ASKED[kind])
            for near in (False, True):
                product = Offer(
                    1,
                    TOPS[scheme] * MILLION,
                    36,
                    Decimal(6),
                    int(w.days[bank]),
                    same_place=near,
                    left=int(quota[offer]),
                )
                out[offer, kind, near] = score(Wish(amount, 24), product, FIRST).total / 100
    return out


def _known(
    w: World, fits: Any, knows: Any, pick: Any, owner: Any, bank: Any
) -> npt.NDArray[np.float64]:
    """Rank 1 for the bank that some know already; banks are known by their share."""
    weight = fits.T * w.holds.mean(axis=1)
    sums = np.cumsum(weight, axis=1)
    first = (sums < (pick * sums[:, -1])[:, None]).sum(axis=1)
    ranks: npt.NDArray[np.float64] = np.where(
        (knows < KNOWN_BANK)[owner] & (bank == first[owner]), 1.0, np.nan
    )
    return ranks


def as_json(market: Market) -> dict[str, Any]:
    """In the form of ``place --file``."""
    width = len(str(len(market.amounts)))
    people = [f"a{n:0{width}}" for n in range(len(market.amounts))]
    offers = [f"o{n:03}" for n in range(len(market.rp))]
    pairs = []
    owners = np.repeat(np.arange(len(people)), market.sizes)
    ranks = np.full(len(owners), np.nan) if market.ranks is None else market.ranks
    for owner, offer, points, rank in zip(
        owners.tolist(),
        market.offers.tolist(),
        market.scores.tolist(),
        ranks.tolist(),
        strict=True,
    ):
        pair = {"applicant": people[owner], "offer": offers[offer], "score": points}
        pairs.append(pair if rank != rank else pair | {"rank": int(rank)})
    return {
        "applicants": [
            {"id": name, "amount": amount, "priority": int(priority)}
            for name, amount, priority in zip(
                people, market.amounts.tolist(), market.priority.tolist(), strict=True
            )
        ],
        "offers": [
            {"id": name, "quota_rp": rp}
            for name, rp in zip(offers, market.rp.tolist(), strict=True)
        ],
        "pairs": pairs,
    }


if __name__ == "__main__":
    count, part, number = [*sys.argv[1:], *("1000", "0.9", "1")[len(sys.argv) - 1 :]]
    made = population(int(count), float(part), int(number))
    sys.stdout.write(json.dumps(as_json(made)) + "\n")
