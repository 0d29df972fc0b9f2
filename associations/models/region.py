"""Provinsi, kabupaten/kota, kecamatan and desa of Lampung, by dotted Kemendagri code.

Contains information from idn-area-data, available under the ODbL.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from associations.enums import RegionLevel


class RegionQuerySet(models.QuerySet["Region"]):
    def kabupaten(self) -> Self:
        return self.filter(level=RegionLevel.KABUPATEN)


class Region(models.Model):
    """A place. `code` is Kemendagri's, with dots: bare digits mean another place in BPS's list."""

    code = models.CharField(_("kode Kemendagri"), max_length=13, primary_key=True)
    name = models.CharField(_("nama"), max_length=100)
    level = models.CharField(_("tingkat"), max_length=10, choices=RegionLevel)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("bagian dari"),
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("wilayah")
        verbose_name_plural = _("wilayah")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def kabupaten_code(self) -> str:
        """The kabupaten/kota that this place lies in: "18.71.01.1001" → "18.71"."""
        return self.code[:5]
