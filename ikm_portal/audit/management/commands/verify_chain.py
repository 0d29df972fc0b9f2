"""Walks the hash chain and names the first broken link. Exit code 1 when it is broken."""

from __future__ import annotations

import dataclasses
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ikm_portal.audit.chain import verify


class Command(BaseCommand):
    help = "Walk the hash chain of the trail and name the first broken link."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify()
        if options["json"]:
            self.stdout.write(json.dumps({"holds": verdict.holds, **dataclasses.asdict(verdict)}))
        elif verdict.holds:
            self.stdout.write(f"The chain holds: {verdict.entries} links, head {verdict.head}")
        else:
            self.stdout.write(
                f"Broken at link {verdict.broken_at} (row {verdict.entry_id}): {verdict.problem}"
            )
        if not verdict.holds:
            raise SystemExit(1)
