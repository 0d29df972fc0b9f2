"""A placement of the whole country: one job for each province, under one parent."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NationalPlacementQuerySet(models.QuerySet["NationalPlacement"]):
    def visible_to(self, user: Any) -> Self:
        return self if user.is_office else self.none()


class NationalPlacement(models.Model):
    """How far it is, is told by its `runs`: each province is chosen and approved by itself."""

    on = models.DateField(_("untuk tanggal"))
    seed = models.PositiveIntegerField(_("angka acak"), default=0)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # by the command
        related_name="+",
        verbose_name=_("dimulai oleh"),
    )
    started_at = models.DateTimeField(_("dimulai"), auto_now_add=True)

    objects = NationalPlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("penempatan nasional")
        verbose_name_plural = _("penempatan nasional")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(_("Penempatan nasional %(number)s") % {"number": self.pk})
