"""Holidays, as data that staff edit."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ikm_portal.calendar.enums import Confidence, HolidayKind


class Holiday(models.Model):
    """A day on which offices are closed although it may be no weekend."""

    date = models.DateField(_("tanggal"), unique=True)
    name = models.CharField(_("nama"), max_length=120)
    kind = models.CharField(_("jenis"), max_length=12, choices=HolidayKind)
    source = models.CharField(
        _("dasar"), max_length=200, help_text=_("Surat keputusan yang menetapkan hari ini.")
    )
    confidence = models.CharField(
        _("keyakinan"), max_length=10, choices=Confidence, default=Confidence.UNVERIFIED
    )

    class Meta:
        verbose_name = _("hari libur")
        verbose_name_plural = _("hari libur")
        ordering = ["-date"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=HolidayKind.values), name="holiday_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(confidence__in=Confidence.values),
                name="holiday_confidence_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d-%m-%Y} {self.name}"


class Stamp(models.Model):
    """Changes with every change of the holidays: a database trigger writes a random value.

    Random and not counted, so that a number used by a transaction that was rolled back can't
    stand for another content later. Whoever keeps holidays in memory compares this one row.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    value = models.UUIDField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="stamp_single")]

    def __str__(self) -> str:
        return str(self.value)
