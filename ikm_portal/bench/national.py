"""The whole country: every business against every offer, ranked and stored, beside a bare COPY.

Chunk by chunk, so that both sides meet the same busy moments: the findings and points of some
businesses are computed and copied into one table, then the same bytes into another one.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction

from financing.bench.kur import ON, facts_at, offers, synthetic
from financing.bench.placement import peak_mb
from financing.kur.columnar import WITH_WARNINGS
from financing.kur.columns import Columns
from financing.kur.findings import VERDICTS
from financing.kur.matcher import Matcher
from financing.kur.ruleset import RuleSet
from financing.matching.many import Ranking, best
from financing.matching.score import Offer, Wish, score
from financing.models import Referral
from financing.ranking import FIRST
from ikm_portal.bench.cost import Backend
from ikm_portal.bench.report import Result, Table
from ikm_portal.bench.scratch import Scratch
from ikm_portal.synthetic.copying import bare

STORED, GROWTH, MEMORY_MB = 1.5, 1.3, 2048  # times the bare COPY; per row; of this process
REFERRALS = 4  # times the CPU of a COPY without indexes
BATCH = 100_000  # businesses whose answers are invented at once
COLUMNS = ("schemes", "own", "points")
HEAD, TAIL = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
PLACES = (1801, 1802, 1807, 1871, 1872)


def lenders() -> tuple[list[Offer], list[tuple[int, ...]]]:
    """What the ranking must know of the 138 offers, each a little different."""
    known = [
        Offer(
            product.min_amount or 1,
            product.max_amount or 1,
            product.max_months or 1,
            Decimal(3 if product.scheme == "super_mikro" else 6),
            5 + n * 7 % 25,
            same_place=False,
            left=None if n % 5 == 0 else (1 + n % 40) * 100_000_000,
        )
        for n, product in enumerate(offers())
    ]
    return known, [PLACES[n % 5 : n % 5 + 1 + n % 3] for n in range(len(known))]


def row_type(many: int, schemes: int) -> np.dtype[Any]:
    """One row of PostgreSQL's binary COPY: a count of fields, then each one's length and bytes."""
    return np.dtype(
        [
            ("fields", ">i2"),
            ("id_length", ">i4"),
            ("id", ">i8"),
            ("best_length", ">i4"),
            ("best", ">i2"),
            ("schemes_length", ">i4"),
            ("schemes", "<u8", schemes),
            ("own_length", ">i4"),
            ("own", "<u4", many),
            ("points_length", ">i4"),
            ("points", "<u2", many),
        ]
    )


class Country:
    """Computes rows as bytes: all findings as bit masks, all points, and the first offer."""

    def __init__(self) -> None:
        self.listed = offers()
        self.known, self.near = lenders()
        self.matcher = Matcher(self.listed, RuleSet.from_file(), ON)
        self.ranking = Ranking(self.known, self.near, FIRST)
        self.type = row_type(len(self.listed), len(self.matcher.schemes))

    def rows(self, columns: Columns, first: int) -> Iterator[npt.NDArray[Any]]:
        for part in self.matcher.run(columns, schemes=self.matcher.schemes):
            size = len(part.own)
            some = columns.chunk(part.start, part.start + size)
            totals = self.ranking.totals(some.amount, some.months, some.kabupaten)
            points, leading = best(totals, part.verdicts <= WITH_WARNINGS)
            rows = np.empty(size, self.type)
            rows["fields"], rows["id_length"], rows["best_length"] = 5, 8, 2
            rows["id"] = np.arange(first + part.start, first + part.start + size)
            for name in COLUMNS:
                rows[f"{name}_length"] = self.type[name].itemsize
            rows["best"], rows["own"], rows["points"] = leading, part.own, points
            for place, masks in enumerate(part.schemes.values()):
                rows["schemes"][:, place] = masks
            yield rows

    def one(self, columns: Columns, row: int) -> int:
        """The first offer of one business by the path of a page; -1 for none."""
        facts = facts_at(columns, row)
        wish, found = Wish(facts.amount, facts.months), []
        for place, match in enumerate(self.matcher.match(facts)):
            if VERDICTS.index(match.verdict) <= WITH_WARNINGS:
                here = int(columns.kabupaten[row]) in self.near[place]
                told = self.known[place]
                offer = Offer(**{**_fields(told), "same_place": here})
                found.append((-score(wish, offer, FIRST).total, place))
        return min(found)[1] if found else -1


def _fields(offer: Offer) -> dict[str, Any]:
    return {name: getattr(offer, name) for name in offer.__dataclass_fields__}


def _only_here(result: Result) -> None:
    """Bars of CPU mean nothing where the server's part can't be seen."""
    if Backend().seconds() is None:
        result.notes.append("the server is elsewhere: its CPU is missing on both sides")


class Clock:
    """CPU of this process and of the server's, added up."""

    def __init__(self) -> None:
        self.backend, self.spent = Backend(), 0.0

    def run(self, what: Any) -> Any:
        before = self._now()
        answer = what()
        self.spent += self._now() - before
        return answer

    def _now(self) -> float:
        return time.process_time() + (self.backend.seconds() or 0)


def copy(table: str, data: bytes) -> None:
    with connection.cursor() as cursor:
        stream = io.BytesIO(HEAD + data + TAIL)
        cursor.copy_expert(f"COPY {table} FROM STDIN BINARY", stream, size=1 << 18)


def stored(size: int) -> dict[str, Any]:
    """Both sides in turn, in one transaction that leaves nothing behind."""
    country, checked, different = Country(), 0, 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in ("national", "national_bare"):
                fields = ", ".join(f"{name} bytea NOT NULL" for name in COLUMNS)
                cursor.execute(
                    f"CREATE TABLE {table} (id bigint NOT NULL, best smallint NOT NULL, {fields})"
                )
        computing, ours, plain = Clock(), Clock(), Clock()
        for first in range(0, size, BATCH):
            columns = synthetic(min(BATCH, size - first), seed=first // BATCH + 1)
            chunks = country.rows(columns, first)
            start = 0
            while (rows := computing.run(lambda chunks=chunks: next(chunks, None))) is not None:
                data = computing.run(rows.tobytes)
                ours.run(lambda data=data: copy("national", data))
                plain.run(lambda data=data: copy("national_bare", data))
                for row in range(0, len(rows), 997):
                    checked += 1
                    different += country.one(columns, start + row) != rows["best"][row]
                start += len(rows)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), count(*) FILTER (WHERE best >= 0) FROM national")
            kept, served = cursor.fetchone()
        transaction.set_rollback(True)
    return {
        "rows": kept,
        "served": served,
        "computing": computing.spent,
        "storing": ours.spent,
        "bare": plain.spent,
        "times": (computing.spent + ours.spent) / plain.spent,
        "each": (computing.spent + ours.spent) / size * 1e6,
        "bytes": country.type.itemsize,
        "checked": checked,
        "different": different,
        "peak": peak_mb(),
    }


def run(scratch: Scratch, *, sizes: Sequence[int]) -> Result:
    result = Result("national")
    with scratch.within(scratch.template()):
        _only_here(result)
        found = [stored(size) for size in sizes]
    table = Table(
        f"Every business x 138 offers: findings, points and order, {found[0]['bytes']} bytes each",
        ["businesses", "served", "computing, s", "COPY, s", "bare COPY, s", "x bare", "peak MB"],
    )
    keys = ("rows", "served", "computing", "storing", "bare", "times", "peak")
    for told in found:
        table.rows.append([told[key] for key in keys])
        result.bar(f"{told['rows']:,}: CPU beside its bare COPY", told["times"], STORED, "x")
        growth = told["each"] / found[0]["each"]
        result.bar(f"{told['rows']:,}: growth of the cost each", growth, GROWTH, "x")
        if told["peak"] is not None:
            result.bar(f"{told['rows']:,}: peak of memory", told["peak"], MEMORY_MB, " MB")
        result.bar(
            f"{told['rows']:,}: first offers unlike a page's, of {told['checked']:,}",
            told["different"],
            0,
        )
    result.tables.append(table)
    return result


def referrals(scratch: Scratch, *, size: int) -> Result:
    """The same rows into a table without anything, and into the real one with all its keys."""
    result = Result("referrals")
    with scratch.within(scratch.population(size)), transaction.atomic():
        _only_here(result)
        name = Referral._meta.db_table
        data = io.BytesIO()
        plain, ours = Clock(), Clock()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            columns = ", ".join(f'"{f.column}"' for f in Referral._meta.concrete_fields)
            into = f"({columns}) FROM STDIN"
            cursor.copy_expert(f"COPY {name} ({columns}) TO STDOUT", data)
            cursor.execute(f"CREATE TABLE referral_bare (LIKE {name})")
            data.seek(0)
            plain.run(lambda: cursor.copy_expert(f"COPY referral_bare {into}", data))
            kept = cursor.rowcount
            cursor.execute(f"TRUNCATE {name} CASCADE")
            data.seek(0)

            def store() -> None:
                with bare([Referral]):
                    cursor.copy_expert(f"COPY {name} {into}", data)

            ours.run(store)
        transaction.set_rollback(True)
    table = Table("Referrals stored", ["rows", "bare COPY, s", "with all keys, s", "x bare"])
    table.rows.append([kept, plain.spent, ours.spent, ours.spent / plain.spent])
    result.tables.append(table)
    result.bar(f"{kept:,}: CPU beside a bare COPY", ours.spent / plain.spent, REFERRALS, "x")
    return result
