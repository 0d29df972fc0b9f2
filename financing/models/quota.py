"""What a bank still has to lend, as a ledger: entries are added, never changed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from financing.enums import QuotaEntryKind
from ikm_portal.common.models.fields import RupiahField


class Quota(models.Model):
    """Rupiah and number of debtors for a product in a period, for a branch or the whole bank.

    `amount_left` and `count_left` follow from the entries; they stand here so that the database
    itself can refuse to go below zero, whoever decides at once. `count_total` may be unlimited.
    """

    product = models.ForeignKey(
        "financing.Product",
        on_delete=models.PROTECT,
        related_name="quotas",
        verbose_name=_("produk bank"),
    )
    branch = models.ForeignKey(
        "financing.Branch",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quotas",
        verbose_name=_("cabang"),
    )
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("sampai"))
    amount_total = RupiahField(_("jumlah rupiah"))
    amount_left = RupiahField(_("sisa rupiah"), editable=False)
    count_total = models.PositiveIntegerField(_("jumlah debitur"), null=True, blank=True)
    count_left = models.IntegerField(_("sisa debitur"), null=True, editable=False)
    source = models.CharField(_("sumber"), max_length=200)
    as_of = models.DateField(_("per tanggal"))

    class Meta:
        verbose_name = _("kuota")
        verbose_name_plural = _("kuota")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_left__gte=0)
                & models.Q(amount_left__lte=models.F("amount_total")),
                name="quota_amount_within",
            ),
            models.CheckConstraint(
                condition=models.Q(count_total=None, count_left=None)
                | (models.Q(count_left__gte=0) & models.Q(count_left__lte=models.F("count_total"))),
                name="quota_count_within",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="quota_period_in_order",
            ),
            # On one day one figure: otherwise two ledgers would both promise the same money.
            ExclusionConstraint(
                name="quota_one_a_day",
                expressions=[
                    ("product", RangeOperators.EQUAL),
                    (Coalesce("branch", 0), RangeOperators.EQUAL),
                    (
                        Func(
                            models.F("starts_on"),
                            models.F("ends_on"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_(
                    "Kuota produk dan cabang ini sudah ada untuk sebagian tanggal itu."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.starts_on:%Y}"


class QuotaEntry(models.Model):
    """One line of the ledger. `amount` and `count` are what was added to (+) or taken from (−)
    what is left; a settlement changes nothing that is left unless less was granted than reserved.
    """

    quota = models.ForeignKey(
        Quota, on_delete=models.PROTECT, related_name="entries", verbose_name=_("kuota")
    )
    referral = models.ForeignKey(
        "financing.Referral",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quota_entries",
        verbose_name=_("rujukan"),
    )
    kind = models.CharField(max_length=10, choices=QuotaEntryKind, verbose_name=_("kejadian"))
    amount = models.BigIntegerField(verbose_name=_("rupiah"))
    count = models.IntegerField(verbose_name=_("debitur"))
    note = models.CharField(max_length=200, blank=True, verbose_name=_("catatan"))
    at = models.DateTimeField(db_default=Now(), verbose_name=_("waktu"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("oleh"),
    )

    class Meta:
        verbose_name = _("baris kuota")
        verbose_name_plural = _("baris kuota")
        constraints = [
            # A referral reserves once, is settled at most once, and released at most once.
            models.UniqueConstraint(
                fields=["referral"],
                condition=models.Q(kind="reserved"),
                name="quotaentry_reserved_once",
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=models.Q(kind="settled"),
                name="quotaentry_settled_once",
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=models.Q(kind="released"),
                name="quotaentry_released_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
