"""Refusals that still stand, and those whose fault has been put right."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from financing.enums import ApplicationState, Outcome
from financing.models.referral import Decision, Referral


class RefusedQuerySet(models.QuerySet["Refused"]):
    def standing(self) -> Self:
        """The last word of a bank to a person who has gone nowhere else since, whose fault is not
        known to be put right. One row a person."""
        later = Referral.objects.filter(
            owner=models.OuterRef("referral__owner"), id__gt=models.OuterRef("referral_id")
        )
        return self.filter(
            ~models.Exists(later),
            outcome=Outcome.DECLINE,
            cure=None,
            referral__application__state=ApplicationState.DECLINED,
        )

    def in_kabupaten(self, code: str) -> Self:
        """By the dotted code of where the business stands (18.06)."""
        return self.filter(referral__application__business__region__code__startswith=code)

    def visible_to(self, user: Any) -> Self:
        """The office's own view of all banks: for nobody else."""
        return self if user.is_office else self.none()


class Refused(Decision):
    """A refusal as the office reads it: by reason, place and association."""

    objects: ClassVar[Any] = RefusedQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("penolakan yang belum terselesaikan")
        verbose_name_plural = _("penolakan yang belum terselesaikan")

    def __str__(self) -> str:
        return f"{self.referral.application.code}: {self.get_reason_display()}"


class CuredRefusal(models.Model):
    """The fault behind a refusal is put right, and the person was matched again. Once each."""

    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, related_name="cure", verbose_name=_("putusan bank")
    )
    fits = models.PositiveSmallIntegerField(_("produk yang cocok sesudahnya"))
    cured_at = models.DateTimeField(_("diketahui beres"), default=timezone.now)

    class Meta:
        verbose_name = _("penolakan yang sudah beres")
        verbose_name_plural = _("penolakan yang sudah beres")

    def __str__(self) -> str:
        return str(self.decision_id)
