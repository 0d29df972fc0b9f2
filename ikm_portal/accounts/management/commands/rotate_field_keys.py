"""Closes every encrypted value with the newest key. Then the old key can leave FIELD_KEYS."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ikm_portal.accounts.actions.rotation import (
    encrypted_fields,
    rotate_authenticators,
    rotate_field,
)


class Command(BaseCommand):
    help = "Re-encrypts NIK, NPWP, phone and second-factor secrets with the first of FIELD_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        total: Counter[str] = Counter()
        for model, column in encrypted_fields():
            total += self._report(f"{model._meta.label}.{column.name}", rotate_field(model, column))
        total += self._report("mfa.Authenticator.data", rotate_authenticators())
        left = {name: total[name] for name in total if name not in {"rotated", "current"}}
        if left:
            words = ", ".join(f"{count} {name}" for name, count in sorted(left.items()))
            raise CommandError(f"Keep the old key, look into these and run again: {words}")

    def _report(self, name: str, counts: Counter[str]) -> Counter[str]:
        words = ", ".join(f"{count} {what}" for what, count in sorted(counts.items())) or "empty"
        self.stdout.write(f"{name}: {words}")
        return counts
