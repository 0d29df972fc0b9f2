"""How fast people are placed, beside OR-Tools' min-cost flow and the ``matching`` package.

``python -m financing.bench.placement SIDE PEOPLE [ROUNDS]`` prints one JSON object about one side,
in a process of its own, so that its peak of memory is its own. CPU seconds are medians of the
rounds; making the invented population is not counted, building a solver's graph from it is.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from financing.bench.population import AMOUNTS, MILLION, population
from financing.placement import ceiling, fast
from financing.placement.fast import Market
from financing.placement.stable import OPEN

SHARE = 0.9  # quotas, as a part of all that is asked for
NOT_INSTALLED = (
    "{name} is not installed: it is needed for this comparison only (requirements-dev.lock)."
)


class Missing(Exception):
    """A package of the other side is not there."""


def by_count(market: Market) -> Market:
    """The same people; quotas in persons of an average ask, because a flow knows no rupiah."""
    average = np.array([sum(some) * MILLION // len(some) for some in AMOUNTS])
    count = np.maximum(1, market.rp // np.tile(average, len(market.rp) // len(average)))
    return replace(market, rp=np.full(len(market.rp), OPEN, np.int64), count=count)


def ours(market: Market) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Prices and placement, from columns to who is where."""
    return fast.place(market, *fast.congestion(market)).placed


def flow(market: Market) -> Callable[[], np.ndarray[Any, np.dtype[np.int32]]]:
    """Most people, then the highest score, by SimpleMinCostFlow: count quotas only."""
    try:
        from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
    except ImportError:
        raise Missing(NOT_INSTALLED.format(name="ortools")) from None

    people, offers = len(market.amounts), len(market.rp)
    owner = np.repeat(np.arange(people), market.sizes)
    wanted = market.offers.astype(np.int32)

    def run() -> np.ndarray[Any, np.dtype[np.int32]]:
        solver = SimpleMinCostFlow()
        rows, sink = np.arange(people), people + offers
        dear = int(market.scores.max() * 100) + 1
        arcs = solver.add_arcs_with_capacity_and_unit_cost(
            np.r_[owner, people + np.arange(offers), rows].astype(np.int32),
            np.r_[people + wanted, np.full(offers + people, sink)].astype(np.int32),
            np.r_[np.ones(len(owner)), market.count, np.ones(people)].astype(np.int64),
            np.r_[dear - market.scores * 100, np.zeros(offers), np.full(people, 10 * dear)].astype(
                np.int64
            ),
        )
        solver.set_nodes_supplies(
            np.r_[rows, sink].astype(np.int32), np.r_[np.ones(people), -people].astype(np.int64)
        )
        if solver.solve() != solver.OPTIMAL:
            raise RuntimeError("the flow found no optimum")
        placed = np.full(people, -1, np.int32)
        used = solver.flows(arcs[: len(owner)]) > 0
        placed[owner[used]] = wanted[used]
        return placed

    return run


def residents(market: Market) -> Callable[[], np.ndarray[Any, np.dtype[np.int32]]]:
    """The resident-optimal matching of the ``matching`` package: count quotas only."""
    try:
        from matching.games import HospitalResident
    except ImportError:
        raise Missing(NOT_INSTALLED.format(name="matching")) from None

    lists: dict[int, list[int]] = {}
    for row, (start, end) in enumerate(zip(market.starts, market.starts[1:], strict=False)):
        mine = range(start, end)
        if len(mine):
            best = sorted(mine, key=lambda p: (-market.scores[p], market.offers[p]))
            lists[row] = [int(market.offers[p]) for p in best]
    queue = np.argsort(market.priority, kind="stable").tolist()
    asked: dict[int, list[int]] = {}
    for row in queue:
        for offer in lists.get(row, []):
            asked.setdefault(offer, []).append(row)
    seats = {offer: int(market.count[offer]) for offer in asked}

    def run() -> np.ndarray[Any, np.dtype[np.int32]]:
        game = HospitalResident.create_from_dictionaries(lists, asked, seats)
        placed = np.full(len(market.amounts), -1, np.int32)
        for hospital, inside in game.solve(optimal="resident").items():
            for resident in inside:
                placed[resident.name] = hospital.name
        return placed

    return run


def peak_mb() -> int | None:
    """Of this program alone: `ru_maxrss` would count the parent before it became us."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    except OSError:
        return None
    return int(found[1]) // 1024 if found else None


def timed(run: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    spent, answer = [], None
    for _round in range(rounds):
        start = time.process_time()
        answer = run()
        spent.append(time.process_time() - start)
    return median(spent), answer


def measure(side: str, people: int, rounds: int = 3) -> dict[str, Any]:
    """side: ours; count and flow (count quotas); queue (without prices) and residents."""
    market = population(people, SHARE)
    counted = replace(by_count(market), ranks=None)
    sides: dict[str, Callable[[], Callable[[], Any]]] = {
        "count": lambda: lambda: ours(counted),
        "flow": lambda: flow(counted),
        "queue": lambda: lambda: fast.place(counted).placed,
        "residents": lambda: residents(counted),
    }
    told: dict[str, Any] = {"side": side, "people": people, "pairs": len(market.offers)}
    if side == "ours":
        told["prices_cpu_s"], prices = timed(lambda: fast.congestion(market), rounds)
        told["cpu_s"], placed = timed(lambda: fast.place(market, *prices).placed, rounds)
    else:
        told["cpu_s"], placed = timed(sides[side](), rounds)
    told |= {
        "placed": int((placed >= 0).sum()),
        "result": hashlib.sha256(placed.astype("<i4").tobytes()).hexdigest()[:16],
        "peak_mb": peak_mb(),
    }
    if side == "ours":
        told["most"] = ceiling.most(market)
    return told


if __name__ == "__main__":
    name, size, *more = sys.argv[1:]
    try:
        sys.stdout.write(json.dumps(measure(name, int(size), *map(int, more))) + "\n")
    except Missing as problem:
        sys.stderr.write(f"{problem}\n")
        raise SystemExit(3) from None
