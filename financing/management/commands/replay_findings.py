"""Judges kept findings anew and compares the bytes. Exit 1 when one differs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from financing.actions.findings import is_as_kept
from financing.models import StoredFindings
from financing.rulebook import RulesChanged
from financing.stored import CannotReplay


class Command(BaseCommand):
    help = "Replays stored findings under the rules of their day: the bytes must be the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--code", help="Only of this application (K7RM-P2XD).")

    def handle(self, *args: Any, **options: Any) -> None:
        found = StoredFindings.objects.select_related("edition", "application").order_by("pk")
        if options["code"]:
            found = found.filter(application__code=options["code"].strip().upper())
        checked = 0
        wrong = []
        for stored in found.iterator(chunk_size=200):
            checked += 1
            name = f"{stored.application.code} {stored.moment} {stored.on}"
            try:
                if not is_as_kept(stored):
                    wrong.append(f"{name}: differs")
            except (CannotReplay, RulesChanged) as problem:
                wrong.append(f"{name}: {problem}")
        if options["code"] and not checked:
            raise CommandError(f"No findings are kept for {options['code']}.")
        for line in wrong:
            self.stderr.write(line)
        self.stdout.write(f"{checked} replayed, {len(wrong)} different")
        if wrong:
            raise CommandError("Kept findings do not replay.")
