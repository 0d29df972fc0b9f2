"""Most people placed, then the highest score, then the best share for the group that is worst off:
the bound beside the stable placement.

It ignores priorities, so it is a proposal and a yardstick, never silently the result. Up to
``EXACT_PAIRS`` pairs HiGHS branches until nothing better exists; above, groups are not looked at,
the linear programme is rounded down and what stayed free is filled by priority. Quotas are counted
again in whole rupiah afterwards, because a solver works within a tolerance.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
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

    def shares(self) -> list[list[tuple[int, float]]]:
        """A row for each group: who is placed of it, less the share `t` (one more column) of it.
        Whom nothing fits is in none."""
        group = {a.id: a.group for a in self.instance.applicants if self.instance.wishes[a.id]}
        sizes = Counter(group.values())
        rows: dict[str, list[tuple[int, float]]] = {one: [] for one in sizes}
        for n, pair in enumerate(self.pairs):
            rows[group[pair.applicant]].append((n, 1))
        return [[*rows[one], (len(self.pairs), -float(sizes[one]))] for one in sorted(rows)]

    def fairest(self, values: Any, people: int, seed: int) -> Any:
        """As many people and as high a score as `values`, and the group that is worst off best."""
        most = float(self.scores @ np.round(values))
        rows: list[tuple[list[tuple[int, float]], float]] = [(row, 0.0) for row in self.shares()]
        rows.append(([(n, 1) for n in range(len(self.pairs))], float(people)))
        scored = [(n, float(score)) for n, score in enumerate(self.scores)]
        rows.append((scored, most - NEAR))
        costs = np.zeros(len(self.pairs))
        better, _top, done = self.solve(costs, seed, at_least=rows, share=True)
        better = better[:-1] if done else values
        kept = np.round(better).sum() >= people and self.scores @ np.round(better) >= most - NEAR
        return better if kept else values

    def solve(
        self,
        costs: Any,
        seed: int,
        at_least: Sequence[tuple[Sequence[tuple[int, float]], float]] = (),
        *,
        share: bool = False,
    ) -> tuple[Any, float, bool]:
        """Values of the pairs, the proven upper bound of the objective, whether it was reached.

        `at_least`: rows that must reach a figure. `share`: one more column, 0 to 1, is maximised.
        """
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
        rows: list[Sequence[tuple[int, float]]] = [*self.rows]
        limits = [float(limit) for limit in self.limits]
        lower = [-highspy.kHighsInf] * len(rows)
        for row, figure in at_least:
            rows.append(row)
            limits.append(highspy.kHighsInf)
            lower.append(figure)
        if share:
            costs, upper, size = np.r_[costs, 1.0], np.r_[upper, 1.0], size + 1
        lp.num_col_, lp.num_row_ = size, len(rows)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = costs, np.zeros(size), upper
        lp.row_lower_, lp.row_upper_ = np.array(lower), np.array(limits)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in rows)])
        lp.a_matrix_.index_ = np.array([n for row in rows for n, _v in row])
        lp.a_matrix_.value_ = np.array([float(v) for row in rows for _n, v in row])
        if self.exact:
            whole = highspy.HighsVarType.kInteger
            last = highspy.HighsVarType.kContinuous if share else whole
            lp.integrality_ = [whole] * (size - 1) + [last]
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
        everybody = [(n, 1.0) for n in range(len(model.pairs))]
        better, _top, proven = model.solve(model.scores, seed, [(everybody, float(most))])
        if proven:
            values = better
            if len({a.group for a in instance.applicants}) > 1:
                values = model.fairest(values, most, seed)
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
