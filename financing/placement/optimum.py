"""Most people placed, then the highest score: the bound beside the stable placement.

It ignores priorities, so it is a proposal and a yardstick, never silently the result. Up to
``EXACT_PAIRS`` pairs HiGHS branches until nothing better exists; above, the linear programme is
rounded down and what stayed free is filled by priority. Quotas are counted again in whole rupiah
afterwards, because a solver works within a tolerance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from financing.placement import ceiling
from financing.placement.fast import Market
from financing.placement.instance import Instance, Pair
from financing.placement.solver import solver

EXACT_PAIRS = 400
MOST_NODES = 2_000  # a limit by work, not by time: the same input ends the same everywhere
NEAR = 1e-6


@dataclass(frozen=True)
class Optimum:
    placed: dict[str, str]
    bound: int  # nobody can place more
    exact: bool  # proven best in people, then in score


class Model:
    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.pairs = [p for a in instance.applicants for p in instance.wishes[a.id]]
        self.amounts = {a.id: a.amount for a in instance.applicants}
        self.exact = len(self.pairs) <= EXACT_PAIRS
        spread = max((abs(p.score) for p in self.pairs), default=0) or 1
        self.scores = np.array([p.score / spread for p in self.pairs])
        self.rows, self.limits = self._rows()

    def _rows(self) -> tuple[list[list[tuple[int, int]]], list[int]]:
        people: dict[str, list[tuple[int, int]]] = {}
        rupiah: dict[str, list[tuple[int, int]]] = {o.id: [] for o in self.instance.offers}
        for n, pair in enumerate(self.pairs):
            people.setdefault(pair.applicant, []).append((n, 1))
            rupiah[pair.offer].append((n, self.amounts[pair.applicant]))
        rows, limits = list(people.values()), [1] * len(people)
        for offer in self.instance.offers:
            members = rupiah[offer.id]
            if offer.quota_count is not None and offer.quota_count < len(members):
                rows.append([(n, 1) for n, _amount in members])
                limits.append(offer.quota_count)
            if offer.quota_rp is not None and offer.quota_rp < sum(a for _n, a in members):
                # Divided by what all amounts share, the figures stay small and exact.
                step = math.gcd(*(a for _n, a in members))
                rows.append([(n, a // step) for n, a in members])
                limits.append(offer.quota_rp // step)
        return rows, limits

    def solve(self, costs: Any, seed: int, least: int | None = None) -> tuple[Any, float, bool]:
        """Values of the pairs, the proven upper bound of the objective, whether it was reached."""
        size = len(self.pairs)
        lp = highspy.HighsLp()
        # A pair that cannot fit even alone is shut: the relaxation would take a part of it.
        quota = {o.id: o.quota_rp for o in self.instance.offers}
        upper = np.array(
            [
                float((q := quota[p.offer]) is None or self.amounts[p.applicant] <= q)
                for p in self.pairs
            ]
        )
        rows, limits = list(self.rows), [float(limit) for limit in self.limits]
        lower = [-highspy.kHighsInf] * len(rows)
        if least is not None:
            rows.append([(n, 1) for n in range(size)])
            limits.append(highspy.kHighsInf)
            lower.append(float(least))
        lp.num_col_, lp.num_row_ = size, len(rows)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = costs, np.zeros(size), upper
        lp.row_lower_, lp.row_upper_ = np.array(lower), np.array(limits)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in rows)])
        lp.a_matrix_.index_ = np.array([n for row in rows for n, _v in row])
        lp.a_matrix_.value_ = np.array([float(v) for row in rows for _n, v in row])
        if self.exact:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * size
        highs = solver(seed)
        for option, value in (
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1e-9),
            ("mip_max_nodes", MOST_NODES),
        ):
            highs.setOptionValue(option, value)
        highs.passModel(lp)
        highs.run()
        info = highs.getInfo()
        done = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        bound = info.mip_dual_bound if self.exact else info.objective_function_value
        return np.array(highs.getSolution().col_value), bound, done


def bound(instance: Instance) -> tuple[int, bool]:
    """How many nobody can exceed, and whether that many can really be placed."""
    if sum(map(len, instance.wishes.values())) > EXACT_PAIRS:
        most = ceiling.most(Market.of(instance))
        return _simple_bound(instance) if most is None else most, False
    best = solve(instance, score=False)
    return best.bound, best.exact


def solve(instance: Instance, seed: int = 0, *, score: bool = True) -> Optimum:
    model = Model(instance)
    if not model.pairs:
        return Optimum({}, 0, exact=True)
    ones = np.ones(len(model.pairs))
    values, top, done = model.solve(ones, seed)
    most = math.floor(top + NEAR)
    if score and model.exact and done:
        better, _top, proven = model.solve(model.scores, seed, least=most)
        if proven:
            values = better
        done = proven
    elif score and not model.exact:
        # People weigh a thousand times a score's range; a second exact step would double the cost.
        values, _top, _done = model.solve(1 + model.scores / 1000, seed)
    placed = _rounded(model, values)
    return Optimum(placed, most, exact=model.exact and done and len(placed) == most)


def _rounded(model: Model, values: Any) -> dict[str, str]:
    """Whole choices first, then fractional people by priority wherever there is room."""
    left = {o.id: [o.quota_rp, o.quota_count] for o in model.instance.offers}
    placed: dict[str, str] = {}

    def take(pair: Pair) -> None:
        rp, count = left[pair.offer]
        amount = model.amounts[pair.applicant]
        if pair.applicant in placed or (rp is not None and rp < amount) or count == 0:
            return
        left[pair.offer] = [
            None if rp is None else rp - amount,
            None if count is None else count - 1,
        ]
        placed[pair.applicant] = pair.offer

    for pair, value in zip(model.pairs, values, strict=False):
        if value > 1 - 1e-4:
            take(pair)
    for person in model.instance.applicants:
        if person.id not in placed:
            for pair in sorted(model.instance.wishes[person.id], key=lambda p: (-p.score, p.offer)):
                take(pair)
    return placed


def _simple_bound(instance: Instance) -> int:
    """Offers one by one, each as if it had its applicants alone, the smallest asks first."""
    amounts = {a.id: a.amount for a in instance.applicants}
    asks: dict[str, list[int]] = {o.id: [] for o in instance.offers}
    for pairs in instance.wishes.values():
        for pair in pairs:
            asks[pair.offer].append(amounts[pair.applicant])
    total = 0
    for offer in instance.offers:
        most = math.inf if offer.quota_count is None else offer.quota_count
        sums = np.cumsum(np.sort(np.array(asks[offer.id], dtype=np.int64)))
        fits = len(sums) if offer.quota_rp is None else int((sums <= offer.quota_rp).sum())
        total += int(min(most, fits))
    return min(total, sum(1 for pairs in instance.wishes.values() if pairs))
