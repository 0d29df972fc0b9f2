"""What the sealed trail costs: a state change beside a bare UPDATE, many writers, verification."""

from __future__ import annotations

import threading
import time
from functools import partial

from django.db import connection, transaction

from financing.enums import ReferralState
from financing.models import Referral
from ikm_portal.audit.chain import verify
from ikm_portal.audit.engine import move, record
from ikm_portal.audit.models import Entry
from ikm_portal.bench.cost import measure, side_by_side
from ikm_portal.bench.report import Result, Table
from ikm_portal.bench.scratch import Scratch

POPULATION = 20_000


def run(scratch: Scratch, *, commits: int = 400, rows: int = 20_000) -> Result:
    """`commits` by each crew of writers; the chain is grown to `rows` before it is verified."""
    result = Result("chain")
    name = scratch.population(POPULATION)
    with scratch.within(name):
        _step(result)
        _writers(result, commits)
        _verified(result, rows)
    scratch.drop(name)
    return result


def _sent() -> list[Referral]:
    return list(
        Referral.objects.filter(state=ReferralState.SENT, branch__slug__startswith="sintetis")
        .select_related("application", "owner", "branch")
        .order_by("pk")
    )


def _step(result: Result) -> None:
    waiting = iter(_sent())

    def bare() -> None:
        row = next(waiting)
        with transaction.atomic():
            Referral.objects.filter(pk=row.pk, state=row.state).update(state="expired")

    def trailed() -> None:
        row = next(waiting)
        with transaction.atomic():
            Referral.objects.filter(pk=row.pk, state=row.state).update(state="expired")
            record("bench.step", row, by=None)

    def whole() -> None:
        move(next(waiting), "expire", by=None)

    names = ["UPDATE saja", "UPDATE dan jejak", "move(): jejak, aturan, pesan"]
    runs = dict(zip(names, (bare, trailed, whole), strict=True))
    costs = side_by_side(runs, batches=5, times=10)
    table = Table(
        "One state change and its commit, CPU ms", ["what", "Python", "PostgreSQL", "x bare"]
    )
    floor = costs[names[0]].total
    for name, cost in costs.items():
        table.rows.append([name, cost.python, cost.database, cost.total / floor])
    result.tables.append(table)


def _writers(result: Result, commits: int) -> None:
    subject = _sent()[0]
    table = Table("Commits with one trail row each", ["threads", "commits", "a second (clock)"])
    for threads in (1, 8):
        since = time.monotonic()
        crew = [
            threading.Thread(target=partial(_write, subject, commits // threads))
            for _writer in range(threads)
        ]
        for writer in crew:
            writer.start()
        for writer in crew:
            writer.join()
        spent = time.monotonic() - since
        table.rows.append([threads, commits, commits / spent])
    result.tables.append(table)
    result.notes.append("commits a second is by the clock: other work on the machine is in it")


def _write(subject: Referral, count: int) -> None:
    try:
        for _turn in range(count):
            record("bench.step", subject, by=None, data={"n": _turn})
    finally:
        connection.close()


def _verified(result: Result, rows: int) -> None:
    missing = max(0, rows - Entry.objects.count())
    subject = _sent()[0]
    with transaction.atomic():
        for number in range(missing):
            record("bench.grow", subject, by=None, data={"n": number})
    verdicts = []
    cost = measure(lambda: verdicts.append(verify()), 1)
    verdict = verdicts[0]
    table = Table("verify_chain", ["rows", "CPU s Python", "CPU s PostgreSQL", "rows a CPU s"])
    served = None if cost.database is None else cost.database / 1e3
    table.rows.append(
        [verdict.entries, cost.python / 1e3, served, verdict.entries / cost.total * 1e3]
    )
    result.tables.append(table)
    result.bar("links that do not hold", 0 if verdict.holds else 1, 0)
