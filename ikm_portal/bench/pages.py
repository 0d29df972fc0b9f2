"""Pages beside the bare Django list of fifty rows, in small and large populations."""

from __future__ import annotations

from functools import partial

from ikm_portal.bench.browser import Browser, watched
from ikm_portal.bench.cost import side_by_side
from ikm_portal.bench.persons import Page, head_of, pages, small_branch, staff
from ikm_portal.bench.report import Result, Table, shown
from ikm_portal.bench.scratch import Scratch, like_production

FLOOR = "daftar Django polos"
RATIO, QUERIES, GROWTH = 3.0, 12, 1.5


def queries_of(page: Page) -> int:
    """Of a visit that is not the first: what the first one notes once is not counted."""
    for _visit in range(2):
        with watched() as seen:
            answer = page.browser.get(page.url)
        if answer.status != 200:
            raise RuntimeError(f"{page.url} answered {answer.status}")
    return len(seen)


def run(scratch: Scratch, *, sizes: tuple[int, ...], times: int = 6) -> Result:
    result = Result("pages")
    totals: dict[str, list[float]] = {}
    with like_production():
        for size in sizes:
            name = scratch.population(size)
            with scratch.within(name):
                _one_size(result, totals, size, times)
    if len(sizes) > 1:
        for page, costs in totals.items():
            if page != FLOOR:
                what = f"{page}: growth {sizes[0]:,} -> {sizes[-1]:,}"
                # A machine that was busier at first would hide growth; the floor felt it, too.
                floor = totals[FLOOR][-1] / totals[FLOOR][0]
                growth = costs[-1] / costs[0]
                result.bar(what, max(growth, growth / floor), GROWTH, "x")
    return result


def _one_size(result: Result, totals: dict[str, list[float]], size: int, times: int) -> None:
    todo = [Page(FLOOR, Browser(staff()), "/bench/bare/"), *pages()]
    counted = {page.name: queries_of(page) for page in todo}
    runs = {page.name: partial(page.browser.get, page.url) for page in todo}
    costs = side_by_side(runs, times=times)
    table = Table(
        f"{size:,} referrals: CPU ms a request",
        ["page", "Python", "PostgreSQL", "both", "x floor", "queries", "bytes"],
    )
    floor = costs[FLOOR].total
    for page in todo:
        cost = costs[page.name]
        totals.setdefault(page.name, []).append(cost.total)
        ratio = cost.total / floor
        table.rows.append(
            [
                page.name,
                cost.python,
                cost.database,
                cost.total,
                ratio,
                counted[page.name],
                len(page.browser.get(page.url).body),
            ]
        )
        if page.name != FLOOR:
            result.bar(f"{size:,}: {page.name}: CPU against the floor", ratio, RATIO, "x")
            result.bar(f"{size:,}: {page.name}: queries", counted[page.name], QUERIES)
    result.tables.append(table)
    few = small_branch()
    if few is not None:
        small = queries_of(Page("few", Browser(head_of(few)), "/bank/"))
        full = counted["antrean bank"]
        result.bar(f"{size:,}: queue: queries of a full page less a short one's", full - small, 0)
    if costs[FLOOR].database is None:
        result.notes.append("PostgreSQL runs elsewhere: its CPU is not in these figures")
    result.notes.append(f"{size:,}: floor {shown(floor)} ms")
