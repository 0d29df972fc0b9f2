"""A KUR check that somebody asked to keep, without knowing who."""

from __future__ import annotations

import datetime
import secrets
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Without 0/O, 1/I/L: people read it aloud over the phone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
KEPT = datetime.timedelta(days=30)


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def read_code(written: str) -> str:
    """kpb7-2m9x or "KPB7 2M9X" as it is stored; empty if it can't be a code."""
    code = "".join(char for char in written[:40].upper() if char not in " -")
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def expiry() -> datetime.datetime:
    return timezone.now() + KEPT


class SavedCheckQuerySet(models.QuerySet["SavedCheck"]):
    def current(self) -> Self:
        return self.filter(expires_at__gt=timezone.now())

    def expired(self) -> Self:
        return self.filter(expires_at__lte=timezone.now())


class SavedCheck(models.Model):
    """Answers to /kur/cek/ under a code. No name, NIK, phone, account or address of a device."""

    code = models.CharField(_("kode"), max_length=LENGTH, unique=True, default=new_code)
    answers = models.JSONField(_("jawaban"))
    rules_version = models.CharField(_("versi aturan"), max_length=40)
    created_at = models.DateTimeField(_("disimpan"), default=timezone.now)
    expires_at = models.DateTimeField(_("dihapus"), default=expiry, db_index=True)

    objects = SavedCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("hasil cek KUR yang disimpan")
        verbose_name_plural = _("hasil cek KUR yang disimpan")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="savedcheck_expires_later",
            ),
            models.CheckConstraint(
                condition=models.Q(code__regex=rf"^[{ALPHABET}]{{{LENGTH}}}$"),
                name="savedcheck_code_readable",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_code

    @property
    def shown_code(self) -> str:
        return f"{self.code[:4]}-{self.code[4:]}"
