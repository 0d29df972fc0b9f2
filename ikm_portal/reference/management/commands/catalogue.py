"""Brings the English catalogue up to date, checks it, or compiles it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ikm_portal.reference import catalogue


class Command(BaseCommand):
    help = "Update the English catalogue from the texts in code and templates."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when something is missing")
        parser.add_argument("--compile", action="store_true", help="write the .mo file only")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            problems = catalogue.gaps()
            for problem in problems[:50]:
                self.stderr.write(problem)
            if problems:
                raise CommandError(
                    f"{len(problems)} problems; run `manage.py catalogue`, translate"
                )
            self.stdout.write("the catalogue is complete")
            return
        if not options["compile"]:
            catalog = catalogue.merged()
            catalogue.write(catalog)
            done = sum(1 for message in catalog if message.id and message.string)
            self.stdout.write(f"{len(catalog)} texts, {done} translated")
        self.stdout.write(f"compiled {catalogue.compile_all().relative_to(catalogue.ROOT)}")
