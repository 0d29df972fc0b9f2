"""What a person agreed to, for whom, in which words, until when (UU 27/2022)."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from associations.enums import ConsentChannel, ConsentPurpose
from associations.models.owner import Owner


class ConsentText(models.Model):
    """The words that were agreed to. A new wording is a new version; old ones stay."""

    purpose = models.CharField(_("tujuan"), max_length=12, choices=ConsentPurpose)
    version = models.PositiveIntegerField(_("versi"))
    body = models.TextField(_("isi"), max_length=4000)
    valid_from = models.DateField(_("berlaku sejak"))

    class Meta:
        verbose_name = _("naskah persetujuan")
        verbose_name_plural = _("naskah persetujuan")
        ordering = ["purpose", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="consenttext_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} v{self.version}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self, on: datetime.date) -> Self:
        return self.filter(
            withdrawn_at=None, replaced_at=None, given_on__lte=on, valid_until__gte=on
        )

    def visible_to(self, user: Any) -> Self:
        if user.is_office:
            return self
        return self.filter(owner__in=Owner.objects.visible_to(user))


class Consent(models.Model):
    """One person's yes to one purpose, and for a bank: to that bank only."""

    owner = models.ForeignKey(
        Owner, on_delete=models.CASCADE, related_name="consents", verbose_name=_("pemilik data")
    )
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, verbose_name=_("naskah"))
    purpose = models.CharField(_("tujuan"), max_length=12, choices=ConsentPurpose)
    recipient = models.ForeignKey(
        "associations.Institution",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("penerima data"),
    )
    channel = models.CharField(_("cara"), max_length=6, choices=ConsentChannel)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("diberikan oleh"),
    )
    given_on = models.DateField(_("diberikan"))
    valid_until = models.DateField(_("berlaku sampai"))
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("diganti"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("dibuat"))

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("persetujuan")
        verbose_name_plural = _("persetujuan")
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(purpose="bank") & models.Q(recipient__isnull=False))
                | (~models.Q(purpose="bank") & models.Q(recipient=None)),
                name="consent_bank_named",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("given_on")),
                name="consent_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["owner", "purpose", "recipient"],
                condition=models.Q(withdrawn_at=None, replaced_at=None),
                nulls_distinct=False,
                name="consent_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner}: {self.get_purpose_display()}"
