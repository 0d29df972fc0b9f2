"""Measures the portal, both sides in one run; never touches the configured database."""

from __future__ import annotations

import datetime
import json
import os
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ikm_portal.bench import chain, kur, national, pages, placement, queue_sql, weight
from ikm_portal.bench.report import Result, lines
from ikm_portal.bench.scratch import Scratch

SMALL, LARGE = (1_000, 100_000), (1_000, 100_000, 1_000_000)
NATION = (100_000, 1_000_000, 4_400_000)
APPLICANTS = (10_000, 100_000, 1_000_000)

Benchmark = Callable[[Scratch, bool], Result]
BENCHMARKS: dict[str, Benchmark] = {
    "weight": lambda scratch, large: weight.run(scratch),
    "kur-one": lambda scratch, large: kur.one(scratch),
    "kur-many": lambda scratch, large: kur.many(
        sizes=(*APPLICANTS, 4_400_000) if large else APPLICANTS
    ),
    "placement": lambda scratch, large: placement.run(),
    "national": lambda scratch, large: national.run(scratch, sizes=NATION if large else NATION[:1]),
    "referrals": lambda scratch, large: national.referrals(scratch, size=LARGE[2 if large else 1]),
    "chain": lambda scratch, large: chain.run(scratch),
    "pages": lambda scratch, large: pages.run(scratch, sizes=LARGE if large else SMALL),
    "queue-sql": lambda scratch, large: queue_sql.run(scratch, sizes=LARGE if large else SMALL),
}


class Command(BaseCommand):
    help = f"Benchmarks, both sides in one run: {', '.join(BENCHMARKS)}. Without a name: all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME")
        parser.add_argument(
            "--large", action="store_true", help="up to a million referrals and 4.4 million firms"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        unknown = set(options["names"]) - set(BENCHMARKS)
        if unknown:
            raise CommandError(f"Tidak dikenal: {', '.join(sorted(unknown))}.")
        if not settings.DEMO:
            raise CommandError("Pengukuran memakai cerita contoh: hanya dengan settings.DEMO.")
        started = {
            "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes"),
            "cpus": os.cpu_count(),
            "load": os.getloadavg(),
        }
        results = []
        scratch = Scratch()
        try:
            for name in options["names"] or BENCHMARKS:
                result = BENCHMARKS[name](scratch, options["large"])
                results.append(result)
                if not options["json"]:
                    self._print(result)
        finally:
            scratch.close()
        if options["json"]:
            whole = {**started, "results": [result.as_json() for result in results]}
            self.stdout.write(json.dumps(whole, indent=1))
        missed = [bar for result in results for bar in result.bars if not bar.held]
        if missed:
            raise SystemExit(1)

    def _print(self, result: Result) -> None:
        load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
        self.stdout.write(f"({os.cpu_count()} CPU, load {load})")
        for line in lines(result):
            self.stdout.write(line)
        self.stdout.flush()
