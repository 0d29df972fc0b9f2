"""People whom banks refused for the same reason, as they stood when something was promised them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from associations.models import Association, Region
from financing.enums import DeclineReason
from financing.models import Decision
from meetings.models.commitment import Commitment


class CohortLink(models.Model):
    """A promise for a cohort: the reason, the kabupaten, the association if it is one's alone.

    Elsewhere a cohort is a question to the database and changes every day. Here it stays: `people`
    is how many they were at `at`, `refusals` which ones, so that one sees what became of them.
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="cohorts", verbose_name=_("komitmen")
    )
    reason = models.CharField(_("sebab"), max_length=20, choices=DeclineReason)
    kabupaten = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("kabupaten/kota")
    )
    association = models.ForeignKey(
        Association,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asosiasi"),
    )
    people = models.PositiveIntegerField(_("orang waktu itu"))
    refusals = models.ManyToManyField(Decision, related_name="+", verbose_name=_("penolakan"))
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("ditautkan oleh"),
    )
    at = models.DateTimeField(auto_now_add=True, verbose_name=_("sejak"))

    class Meta:
        verbose_name = _("kelompok penolakan")
        verbose_name_plural = _("kelompok penolakan")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "reason", "kabupaten", "association"],
                nulls_distinct=False,
                name="cohortlink_once_a_promise",
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=DeclineReason.values), name="cohortlink_reason_known"
            ),
            models.CheckConstraint(condition=models.Q(people__gt=0), name="cohortlink_of_somebody"),
        ]

    def __str__(self) -> str:
        parts = [str(DeclineReason(self.reason).label), self.kabupaten.name]
        if self.association is not None:
            parts.append(self.association.name)
        return " · ".join(parts)
