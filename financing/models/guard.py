"""What a bank may not ask: who allowed it all the same, and what applicants report of it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from financing.enums import DeclineReason, Demand, PaperKind, ReportState


class DemandOverride(models.Model):
    """The head of the branch lets a case ask for what the rule forbids, and says why.

    The applicant is told of it. Whoever gave it may not make the demand: two persons stand for it.
    """

    referral = models.ForeignKey(
        "financing.Referral",
        on_delete=models.PROTECT,
        related_name="overrides",
        verbose_name=_("rujukan"),
    )
    demand = models.CharField(
        _("yang diizinkan"), max_length=10, choices=Demand, default=Demand.COLLATERAL
    )
    # One kind of paper, or one coded reason; empty where the demand is one by itself.
    about = models.CharField(_("tentang"), max_length=15, blank=True)
    reason = models.CharField(_("alasan"), max_length=500)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("diizinkan oleh"),
    )
    given_at = models.DateTimeField(_("diizinkan"), default=timezone.now)

    class Meta:
        verbose_name = _("izin menyimpang dari aturan")
        verbose_name_plural = _("izin menyimpang dari aturan")
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "demand", "about"], name="demandoverride_one_each"
            ),
            models.CheckConstraint(
                condition=models.Q(demand__in=Demand.values), name="demandoverride_demand_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="demandoverride_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(demand="paper", about__in=PaperKind.values)
                | models.Q(demand="reason", about__in=DeclineReason.values)
                | models.Q(demand__in=["collateral", "fee"], about=""),
                name="demandoverride_about_known",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class DemandReportQuerySet(models.QuerySet["DemandReport"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the office who handle reports, and who wrote it. Never a bank, whatever rights
        an account was given; not the association either."""
        if user.is_office and user.has_perm("financing.view_demandreport"):
            return self
        return self.filter(reporter=user) if user.is_member else self.none()


class DemandReport(models.Model):
    """An applicant tells the office in confidence what was demanded."""

    referral = models.ForeignKey(
        # Without a way back: no page of a bank can come upon it.
        "financing.Referral",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("rujukan"),
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("pelapor"),
    )
    demand = models.CharField(_("yang diminta"), max_length=10, choices=Demand)
    words = models.TextField(_("cerita"), max_length=2000)
    state = models.CharField(
        _("keadaan"), max_length=6, choices=ReportState, default=ReportState.NEW
    )
    reported_at = models.DateTimeField(_("dilaporkan"), default=timezone.now)
    answer = models.TextField(_("jawaban"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(_("ditutup"), null=True, blank=True)

    objects = DemandReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("laporan rahasia")
        verbose_name_plural = _("laporan rahasia")
        ordering = ["-id"]
        permissions = [("handle_demandreport", "Can handle confidential reports")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(demand__in=Demand.values), name="demandreport_demand_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="new", closed_at=None, answer="")
                | (models.Q(state="closed", closed_at__isnull=False) & ~models.Q(answer="")),
                name="demandreport_closed_with_answer",
            ),
            models.UniqueConstraint(
                fields=["referral", "demand"],
                condition=models.Q(state="new"),
                name="demandreport_one_open_each",
            ),
        ]

    def __str__(self) -> str:
        return self.get_demand_display()

    @property
    def state_label(self) -> ReportState:
        return ReportState(self.state)
