"""The weights by which suitable products are ordered: published, dated, approved by two people."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from financing.enums import EditionState
from financing.models.two_people import ByTwoPeople


class RankingQuerySet(models.QuerySet["RankingWeights"]):
    def acting_on(self, day: datetime.date) -> Self:
        """Newest first: the first one is in force on `day`."""
        return self.filter(state=EditionState.APPROVED, effective_from__lte=day).order_by(
            "-effective_from", "-approved_at", "-number"
        )


class RankingWeights(ByTwoPeople):
    """Written once, never edited: other weights are another draft.

    `tried`: what the rehearsal found, {"files", "changed", "first": {bank: [before, after]}}.
    Created by nobody = the portal's own first weights.
    """

    number = models.PositiveIntegerField(_("nomor"), unique=True, editable=False)
    fit = models.PositiveSmallIntegerField(_("jumlah dan lama"))
    near = models.PositiveSmallIntegerField(_("cabang dekat"))
    speed = models.PositiveSmallIntegerField(_("kecepatan bank"))
    cost = models.PositiveSmallIntegerField(_("biaya"))
    room = models.PositiveSmallIntegerField(_("sisa dana bank"))
    why = models.TextField(_("apa yang berubah dan mengapa"), max_length=1000)
    effective_from = models.DateField(_("berlaku mulai"))
    state = models.CharField(
        _("keadaan"), max_length=10, choices=EditionState, default=EditionState.DRAFT
    )
    tried = models.JSONField(_("hasil percobaan"), null=True, editable=False)

    objects = RankingQuerySet.as_manager()

    class Meta:
        verbose_name = _("bobot urutan")
        verbose_name_plural = _("bobot urutan")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(room=100 - F("fit") - F("near") - F("speed") - F("cost")),
                name="rankingweights_hundred",
                violation_error_message=_("Jumlah semua bobot harus 100."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=EditionState.values), name="rankingweights_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=EditionState.APPROVED)
                | Q(created_by=None)
                | Q(tried__isnull=False, approved_by__isnull=False),
                name="rankingweights_tried_and_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(created_by=None)
                | ~Q(approved_by=F("created_by")),
                name="rankingweights_two_people",
                violation_error_message=_("Perancang tidak boleh menyetujui sendiri."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Bobot %(number)d") % {"number": self.number})
