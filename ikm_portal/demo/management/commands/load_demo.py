"""Plays the demo's story through the portal's own actions."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ikm_portal.demo.story import SEED, STAGES, CannotTell, tell


class Command(BaseCommand):
    help = "Load the demo: invented people, the meeting of 19 May 2023 and what followed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stage", choices=STAGES, default=STAGES[-1], help="how far to tell")
        parser.add_argument(
            "--seed",
            type=int,
            help=f"the same seed, the same people; that of the story so far, else {SEED}",
        )

    def handle(self, *args: Any, stage: str, seed: int | None, **options: Any) -> None:
        def say(line: str) -> None:
            self.stdout.write(f"  {line}")
            self.stdout.flush()

        try:
            tell(stage=stage, seed=seed, say=say)
        except CannotTell as problem:
            raise CommandError(str(problem)) from None
