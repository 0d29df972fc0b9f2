"""Adds the holidays that come with the portal; what staff changed stays."""

from typing import Any

from django.core.management.base import BaseCommand

from ikm_portal.calendar.reference import load_holidays


class Command(BaseCommand):
    help = "Adds missing holidays from the reference file. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_holidays()} holidays added")
