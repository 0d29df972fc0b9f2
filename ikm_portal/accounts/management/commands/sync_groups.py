"""Applies the table of staff groups. Run at each deploy, after migrate."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ikm_portal.accounts.actions.group import sync_groups


class Command(BaseCommand):
    help = "Makes the staff groups what the table in code says."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail when something differs"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        difference = sync_groups(dry_run=check)
        for line in difference.changes or ["groups are in line with the table"]:
            self.stdout.write(line)
        for line in difference.missing:
            self.stdout.write(f"no such permission: {line}")
        if check and (difference.changes or difference.missing):
            raise CommandError("groups differ from the table")
