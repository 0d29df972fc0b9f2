"""What a bank's queue asks of PostgreSQL, by the server's own clock."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection

from ikm_portal.bench.browser import watched
from ikm_portal.bench.persons import Page, pages
from ikm_portal.bench.report import Result, Table
from ikm_portal.bench.scratch import Scratch, like_production

LIMIT_MS = 5.0
ROUNDS = 5


def timed(statements: list[tuple[str, Any]]) -> tuple[float, float]:
    """(planning, execution) in ms, all statements of a page together: the median round."""
    rounds = sorted((_explained(statements) for _turn in range(ROUNDS)), key=lambda pair: sum(pair))
    return rounds[ROUNDS // 2]


def _explained(statements: list[tuple[str, Any]]) -> tuple[float, float]:
    planning = execution = 0.0
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {sql}", params)
            plan = cursor.fetchone()[0]
            plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]
            planning += plan["Planning Time"]
            execution += plan["Execution Time"]
    return planning, execution


def asked_by(page: Page) -> list[tuple[str, Any]]:
    """The page's reading statements, on a visit that is not the first."""
    page.browser.get(page.url)
    with watched() as seen:
        page.browser.get(page.url)
    return [(sql, params) for sql, params in seen if sql.lstrip("( ").upper().startswith("SELECT")]


def run(scratch: Scratch, *, sizes: tuple[int, ...]) -> Result:
    result = Result("queue-sql")
    table = Table(
        "PostgreSQL's own time for one page of the queue, ms",
        ["page", "referrals", "statements", "planning", "execution", "both"],
    )
    with like_production():
        for size in sizes:
            name = scratch.population(size)
            with scratch.within(name):
                for page in pages()[:3]:
                    statements = asked_by(page)
                    planning, execution = timed(statements)
                    both = planning + execution
                    figures = (len(statements), planning, execution, both)
                    table.rows.append([page.name, size, *figures])
                    result.bar(f"{size:,}: {page.name}", both, LIMIT_MS, " ms")
    result.tables.append(table)
    result.notes.append("session and user look-ups are in it; client and network are not")
    return result
