"""Loads what every installation needs: regions, lines of business, banks, holidays."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

import associations.reference
import financing.reference
from ikm_portal.calendar.reference import load_holidays


class Command(BaseCommand):
    help = "Load regions, lines of business, institutions, banks, kinds of support and holidays."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        counts = {
            **associations.reference.load(),
            **financing.reference.load(),
            "holidays": load_holidays(),
        }
        self.stdout.write(", ".join(f"{number} {kind}" for kind, number in counts.items()))
