"""Brings the English catalogue up to date with code and templates, or checks it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ikm_portal.reference import catalogue
from ikm_portal.runtime.messages import compile_catalogues


class Command(BaseCommand):
    help = "Update the English catalogue from the texts in code and templates."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when something is missing")

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
        catalog = catalogue.merged()
        catalogue.write(catalog)
        compile_catalogues()
        done = sum(1 for message in catalog if message.id and message.string)
        self.stdout.write(f"{len(catalog)} texts, {done} translated")
