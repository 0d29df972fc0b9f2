"""Loads an invented population by COPY, for load tests."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from ikm_portal.synthetic.copying import vacuum
from ikm_portal.synthetic.load import TABLES, CannotLoad, Size, load


class Command(BaseCommand):
    help = (
        "Load an invented population by COPY: owners, businesses, applications, referrals, "
        "decisions. Personal data is encrypted as always. The trail and papers are not invented. "
        "Only for an empty database or one with nothing but invented people."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--businesses", type=int, required=True, metavar="N")
        parser.add_argument("--applications", type=int, metavar="M", help="default: N, at least R")
        parser.add_argument("--referrals", type=int, metavar="R", help="default: nine in ten of M")
        parser.add_argument("--banks", type=int, default=3, metavar="B")
        parser.add_argument("--seed", type=int, default=2023, metavar="S")
        parser.add_argument(
            "--into-empty-only", action="store_true", help="refuse a demo database, too"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["referrals"]
        applications = options["applications"]
        if applications is None:
            applications = max(options["businesses"], wanted or 0)
        size = Size(
            businesses=options["businesses"],
            applications=applications,
            referrals=applications * 9 // 10 if wanted is None else wanted,
            banks=options["banks"],
        )

        def say(line: str) -> None:
            self.stdout.write(f"  {line}")
            self.stdout.flush()

        try:
            rows = load(size, seed=options["seed"], only_empty=options["into_empty_only"], say=say)
        except CannotLoad as problem:
            raise CommandError(str(problem)) from None
        if not connection.in_atomic_block:
            vacuum(TABLES)
        self.stdout.write(f"{rows:,} baris.")
