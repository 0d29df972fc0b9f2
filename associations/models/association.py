"""Associations of small industries, what is known of their size, and who runs them."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from associations.enums import KbliEdition


class KbliCode(models.Model):
    """A line of business. The same digits may mean another thing in another edition."""

    code = models.CharField(_("kode"), max_length=5)
    edition = models.CharField(_("edisi"), max_length=4, choices=KbliEdition)
    title = models.CharField(_("judul"), max_length=200)
    source = models.CharField(_("sumber"), max_length=200, blank=True)
    is_verified = models.BooleanField(_("sudah diperiksa"), default=False)

    class Meta:
        verbose_name = _("kode KBLI")
        verbose_name_plural = _("kode KBLI")
        ordering = ["code", "edition"]
        constraints = [models.UniqueConstraint(fields=["code", "edition"], name="kbli_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class AssociationQuerySet(models.QuerySet["Association"]):
    def visible_to(self, user: Any) -> Self:
        """The rows that this person may work on; the public directory shows its own few columns."""
        if user.is_office:
            return self
        if user.is_manager:
            return self.filter(managers__user=user, managers__until=None).distinct()
        if user.is_member:
            return self.filter(memberships__business__owner__user=user).distinct()
        return self.none()

    def public(self) -> Self:
        return self.filter(is_active=True)


class Association(models.Model):
    """A group of small industries with one product, for example kopi bubuk."""

    slug = models.SlugField(_("nama alamat"), unique=True)
    name = models.CharField(_("nama"), max_length=150)
    commodity = models.CharField(_("produk"), max_length=80)
    kbli = models.ForeignKey(
        KbliCode, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("KBLI")
    )
    region = models.ForeignKey(
        "associations.Region", on_delete=models.PROTECT, verbose_name=_("wilayah")
    )
    chair_name = models.CharField(_("ketua"), max_length=150, blank=True)
    about = models.TextField(_("tentang"), max_length=1000, blank=True)
    icon = models.CharField(_("gambar"), max_length=20, default="users")
    is_active = models.BooleanField(_("aktif"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = AssociationQuerySet.as_manager()

    class Meta:
        verbose_name = _("asosiasi")
        verbose_name_plural = _("asosiasi")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AssociationFigure(models.Model):
    """A count as somebody stated it: 60 members; 13 of about 30 packers. Never without a source."""

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="figures", verbose_name=_("asosiasi")
    )
    label = models.CharField(_("apa yang dihitung"), max_length=120)
    value = models.PositiveIntegerField(_("jumlah"))
    out_of = models.PositiveIntegerField(_("dari"), null=True, blank=True)
    is_approximate = models.BooleanField(_("kira-kira"), default=False)
    as_of = models.DateField(_("per tanggal"))
    source = models.CharField(_("sumber"), max_length=200)

    class Meta:
        verbose_name = _("angka asosiasi")
        verbose_name_plural = _("angka asosiasi")
        ordering = ["-as_of", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(out_of=None) | models.Q(out_of__gte=models.F("value")),
                name="figure_part_of_whole",
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="figure_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"


class Manager(models.Model):
    """A person who works for an association in the portal (pengurus)."""

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="managers", verbose_name=_("asosiasi")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="managed",
        limit_choices_to={"kind": "manager"},
        verbose_name=_("akun"),
    )
    role = models.CharField(_("jabatan"), max_length=60, default="pengurus")
    since = models.DateField(_("sejak"), db_default=Now())
    until = models.DateField(_("sampai"), null=True, blank=True)

    class Meta:
        verbose_name = _("pengurus")
        verbose_name_plural = _("pengurus")
        constraints = [
            models.UniqueConstraint(
                fields=["association", "user"],
                condition=models.Q(until=None),
                name="manager_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.association}"
