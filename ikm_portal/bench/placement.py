"""Group placement: beside a min-cost flow, beside the hospital-resident package, and its growth."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from ikm_portal.bench.chart import Line, log_log
from ikm_portal.bench.report import Result, Table

FLOW_SHARE = 0.5  # of OR-Tools' CPU
FASTER = 50  # times the `matching` package
BESIDE, MATCHED = 100_000, 1_000
SIZES = (1_000, 10_000, 100_000, 1_000_000)
CHART = "docs/pictures/placement-cost.svg"


def side(name: str, people: int, rounds: int = 3) -> dict[str, Any]:
    """One side in a process of its own. A package that is missing is said in a sentence."""
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "financing.bench.placement", name, str(people), str(rounds)],
        check=False,
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
    )
    if done.returncode:
        raise CommandError(done.stderr.strip().splitlines()[-1])
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def run(
    *,
    sizes: Sequence[int] = SIZES,
    beside: int = BESIDE,
    matched: int = MATCHED,
    chart: Path | None = None,
) -> Result:
    """Writes the chart, too."""
    result = Result("placement")
    count, flow = side("count", beside), side("flow", beside)
    table = Table(
        f"{beside:,} people, 138 offers, quotas in persons",
        ["who", "pairs", "CPU s", "placed", "peak MB"],
    )
    for what, told in (("ours, with its prices", count), ("OR-Tools SimpleMinCostFlow", flow)):
        table.rows.append(
            [what, told["pairs"], told["cpu_s"], told["placed"], told["peak_mb"]],
        )
    result.tables.append(table)
    result.bar("CPU, as a share of the flow's", count["cpu_s"] / flow["cpu_s"], FLOW_SHARE)

    queue, residents = side("queue", matched, 9), side("residents", matched)
    table = Table(
        f"{matched:,} people, quotas in persons, by score alone",
        ["who", "CPU s", "placed", "result"],
    )
    for what, told in (("ours", queue), ("matching, HospitalResident", residents)):
        table.rows.append([what, told["cpu_s"], told["placed"], told["result"]])
    result.tables.append(table)
    different = int(queue["result"] != residents["result"])
    result.bar("results that differ from the matching package's", different, 0)
    share = queue["cpu_s"] / residents["cpu_s"]
    result.bar(f"CPU, as a share of the matching package's (1/{FASTER})", share, 1 / FASTER)
    result.notes.append(f"{1 / share:,.0f} times as fast as the matching package")

    grown = [side("ours", size) for size in sizes]
    table = Table(
        "Growth: quotas in rupiah, 0.9 of what is asked for",
        ["people", "prices, s", "placing, s", "placing, µs each", "of the most", "peak MB"],
    )
    for told in grown:
        table.rows.append(
            [
                told["people"],
                told["prices_cpu_s"],
                told["cpu_s"],
                told["cpu_s"] / told["people"] * 1e6,
                told["placed"] / told["most"],
                told["peak_mb"],
            ]
        )
    result.tables.append(table)
    picture = chart or Path(settings.BASE_DIR) / CHART
    smaller = side("flow", beside // 10)
    picture.write_text(drawn(grown, [smaller, flow], [residents]), "utf-8")
    result.notes.append(f"chart: {picture}")
    return result


def drawn(
    grown: Sequence[dict[str, Any]],
    flow: Sequence[dict[str, Any]],
    residents: Sequence[dict[str, Any]],
) -> str:
    def points(told: Sequence[dict[str, Any]], key: str) -> list[tuple[float, float]]:
        return [(one["people"], one[key]) for one in told]

    return log_log(
        "CPU seconds of a group placement, 138 offers",
        "people",
        [
            Line("placing", points(grown, "cpu_s"), "#0b6e4f"),
            Line("congestion prices", points(grown, "prices_cpu_s"), "#1f5fa8"),
            Line("OR-Tools min-cost flow", points(flow, "cpu_s"), "#b3541e"),
            Line("matching package", points(residents, "cpu_s"), "#7a3b8f"),
        ],
    )
