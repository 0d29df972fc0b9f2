"""Banks, their branches, who works there, and what they offer."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from financing.enums import PaperKind, PostingRole, Scheme
from financing.models.limits import LIMITS_KNOWN, industries_field, papers_field, regions_field
from ikm_portal.common.models.fields import RupiahField
from ikm_portal.common.money import format_rupiah


class Bank(models.Model):
    """A KUR lender. The institution is the same bank as a party at meetings and in consents."""

    institution = models.OneToOneField(
        "associations.Institution",
        on_delete=models.PROTECT,
        related_name="bank",
        verbose_name=_("instansi"),
    )
    code = models.CharField(_("kode bank"), max_length=3, unique=True)
    decision_days = models.PositiveSmallIntegerField(
        _("target hari kerja sampai keputusan"), default=14
    )
    receive_days = models.PositiveSmallIntegerField(
        _("target hari kerja sampai diterima petugas"), default=2
    )
    contract_days = models.PositiveSmallIntegerField(
        _("target hari kerja dari persetujuan sampai akad"), default=7
    )
    disburse_days = models.PositiveSmallIntegerField(
        _("target hari kerja dari akad sampai cair"), default=5
    )
    second_above = RupiahField(
        _("orang kedua di atas"),
        null=True,
        blank=True,
        help_text=_("Persetujuan di atas jumlah ini menunggu kepala cabang. Kosong: tidak perlu."),
    )
    is_active = models.BooleanField(_("aktif"), default=True)

    class Meta:
        verbose_name = _("bank")
        verbose_name_plural = _("bank")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision_days__gte=1, decision_days__lte=90),
                name="bank_decision_days_sane",
            ),
            models.CheckConstraint(
                condition=models.Q(receive_days__range=(1, 90))
                & models.Q(contract_days__range=(1, 90))
                & models.Q(disburse_days__range=(1, 90)),
                name="bank_step_days_sane",
            ),
        ]

    def __str__(self) -> str:
        return self.institution.short_name

    @property
    def name(self) -> str:
        return self.institution.short_name


class Branch(models.Model):
    """An office of a bank that decides on referrals from the kabupaten it serves."""

    bank = models.ForeignKey(
        Bank, on_delete=models.PROTECT, related_name="branches", verbose_name=_("bank")
    )
    slug = models.SlugField(_("nama alamat"), unique=True)
    name = models.CharField(_("nama"), max_length=100)
    region = models.ForeignKey(
        "associations.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("letak")
    )
    serves = models.ManyToManyField(
        "associations.Region", related_name="served_by", verbose_name=_("melayani kabupaten/kota")
    )
    second_above = RupiahField(
        _("orang kedua di atas"),
        null=True,
        blank=True,
        help_text=_("Kosong: seperti banknya."),
    )
    is_active = models.BooleanField(_("aktif"), default=True)

    class Meta:
        verbose_name = _("cabang bank")
        verbose_name_plural = _("cabang bank")
        ordering = ["name"]

    @property
    def second_needed_above(self) -> int | None:
        """Rupiah; the branch's own limit before the bank's. None: nobody asked for two persons."""
        return self.bank.second_above if self.second_above is None else self.second_above

    def __str__(self) -> str:
        return self.name


class PostingQuerySet(models.QuerySet["Posting"]):
    def current(self) -> Self:
        return self.filter(until=None)


class Posting(models.Model):
    """A bank officer at a branch. One branch at a time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="postings",
        limit_choices_to={"kind": "officer"},
        verbose_name=_("petugas"),
    )
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="postings", verbose_name=_("cabang")
    )
    role = models.CharField(_("peran"), max_length=8, choices=PostingRole)
    since = models.DateField(_("sejak"), db_default=Now())
    until = models.DateField(_("sampai"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("penempatan petugas bank")
        verbose_name_plural = _("penempatan petugas bank")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(until=None), name="posting_one_branch"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.branch}"


class ProductQuerySet(models.QuerySet["Product"]):
    def on_offer(self) -> Self:
        return self.filter(is_active=True, bank__is_active=True).select_related("bank__institution")


class Product(models.Model):
    """A bank's offer within one KUR scheme; its limits may be narrower than the rule's.

    `sectors`, `regions` and `papers` are the bank's own; empty means nothing beyond the rule.
    """

    bank = models.ForeignKey(
        Bank, on_delete=models.PROTECT, related_name="products", verbose_name=_("bank")
    )
    slug = models.SlugField(_("nama alamat"), unique=True)
    scheme = models.CharField(_("skema"), max_length=12, choices=Scheme)
    name = models.CharField(_("nama"), max_length=100)
    min_amount = RupiahField(_("paling sedikit"))
    max_amount = RupiahField(_("paling banyak"))
    max_months_working_capital = models.PositiveSmallIntegerField(_("bulan, modal kerja"))
    max_months_investment = models.PositiveSmallIntegerField(_("bulan, investasi"))
    rate = models.DecimalField(_("bunga efektif setahun (%)"), max_digits=5, decimal_places=2)
    sectors = industries_field()
    regions = regions_field()
    papers = papers_field()
    source = models.CharField(_("sumber"), max_length=200)
    source_on = models.DateField(_("sumber per"))
    is_active = models.BooleanField(_("ditawarkan"), default=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("produk bank")
        verbose_name_plural = _("produk bank")
        ordering = ["bank", "min_amount"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(min_amount__gte=0, max_amount__gte=models.F("min_amount")),
                name="product_amounts_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(rate__gte=0, rate__lte=36), name="product_rate_sane"
            ),
            *LIMITS_KNOWN,
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def amounts(self) -> str:
        """The range as people say it: KUR Mikro begins at Rp10.000.001, “above 10 million”."""
        low, high = self.min_amount, format_rupiah(self.max_amount)
        if low % 1000 == 1:
            low_words = format_rupiah(low - 1)
            return str(_("di atas %(low)s sampai %(high)s") % {"low": low_words, "high": high})
        return str(_("%(low)s sampai %(high)s") % {"low": format_rupiah(low), "high": high})

    def max_months(self, purpose: str) -> int:
        return self.max_months_investment if purpose == "ki" else self.max_months_working_capital


class ProductPaperQuerySet(models.QuerySet["ProductPaper"]):
    def on(self, day: datetime.date) -> Self:
        return self.filter(models.Q(until=None) | models.Q(until__gte=day))


class ProductPaper(models.Model):
    """A paper that the bank itself publishes for a product, beyond the list of the programme.

    Ends with a day in `until`: what was on the list on an earlier day stays known.
    """

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="own_papers", verbose_name=_("produk bank")
    )
    kind = models.CharField(_("jenis"), max_length=15, choices=PaperKind)
    name = models.CharField(
        _("nama berkas"), max_length=100, help_text=_("Seperti ditulis bank di daftarnya.")
    )
    source = models.CharField(_("sumber"), max_length=200)
    source_on = models.DateField(_("sumber per"))
    until = models.DateField(_("berlaku sampai"), null=True, blank=True)

    objects = ProductPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("berkas terbitan bank")
        verbose_name_plural = _("berkas terbitan bank")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["product", "name"], name="productpaper_once"),
            # Collateral has a rule of its own; publishing it does not set that rule aside.
            models.CheckConstraint(
                condition=models.Q(kind__in=PaperKind.values) & ~models.Q(kind="collateral"),
                name="productpaper_kind_known",
                violation_error_message=_("Agunan tambahan punya aturan sendiri."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(source=""), name="productpaper_whole"
            ),
        ]

    @property
    def with_source(self) -> str:
        """ "Surat domisili (bri.co.id, 5 Januari 2026)" """
        return f"{self.name} ({self.source}, {date_format(self.source_on, 'j F Y')})"

    def __str__(self) -> str:
        return self.name


def branch_of(user: Any) -> Branch | None:
    """Where this officer works now."""
    posting = (
        Posting.objects.current()
        .filter(user=user)
        .select_related("branch__bank__institution")
        .first()
    )
    return posting.branch if posting else None
