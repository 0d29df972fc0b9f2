"""What the engine said of a file at the moment that counted, kept so that it can be replayed."""

from __future__ import annotations

import zlib
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from financing.kur.facts import Facts
from financing.kur.products import ProductRules
from financing.models.application import Application
from financing.models.referral import Referral
from financing.models.rules import RuleEdition


class Moment(models.TextChoices):
    SUBMIT = "submit", _("Saat diajukan")
    REFER = "refer", _("Saat dikirim ke bank")


class StoredFindingsQuerySet(models.QuerySet["StoredFindings"]):
    def latest_of(self, application: Application) -> StoredFindings | None:
        return self.filter(application=application).order_by("-pk").first()

    def visible_to(self, user: Any) -> Self:
        """With the application. A bank reads its own product's part through its referral."""
        return self.filter(application__in=Application.objects.visible_to(user))


class StoredFindings(models.Model):
    """Every active product of every bank, matched or not, at one moment of one file.

    `facts` (never NIK, name or phone), `products` and the edition are all that the engine needs to
    say the same again; `body` is what it said, its canonical bytes packed, `digest` their SHA-256.
    """

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="findings", verbose_name=_("pengajuan")
    )
    referral = models.OneToOneField(
        Referral,
        on_delete=models.CASCADE,
        null=True,
        related_name="findings",
        verbose_name=_("rujukan"),
    )
    moment = models.CharField(_("saat"), max_length=6, choices=Moment)
    on = models.DateField(_("dihitung untuk"))
    at = models.DateTimeField(_("disimpan"), auto_now_add=True)
    edition = models.ForeignKey(
        RuleEdition,
        on_delete=models.PROTECT,
        null=True,
        related_name="findings",
        verbose_name=_("edisi aturan"),
    )
    rules_version = models.CharField(_("sidik aturan"), max_length=40)
    facts = models.JSONField(_("yang diketahui"))
    products = models.JSONField(_("produk bank"))
    body = models.BinaryField(_("hasil"))
    digest = models.CharField(_("sidik hasil"), max_length=64)

    objects = StoredFindingsQuerySet.as_manager()

    class Meta:
        verbose_name = _("hasil aturan tersimpan")
        verbose_name_plural = _("hasil aturan tersimpan")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(moment=Moment.SUBMIT, referral=None)
                | models.Q(moment=Moment.REFER, referral__isnull=False),
                name="storedfindings_moment",
            ),
        ]
        indexes = [models.Index(fields=["application", "-id"], name="storedfindings_file")]

    def __str__(self) -> str:
        return f"{self.application} {self.get_moment_display()}"

    @property
    def plain(self) -> bytes:
        return zlib.decompress(bytes(self.body))

    def known(self) -> Facts:
        return Facts.from_json(self.facts)

    def offers(self) -> list[ProductRules]:
        return [ProductRules.from_json(item) for item in self.products]
