"""An application at one bank branch, and what the bank made of it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from financing.enums import DeclineReason, Outcome, PaperKind, ReferralState
from financing.models.application import still_member
from ikm_portal.common.models.fields import RupiahField

ACTIVE = ReferralState.active_ones()


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: Any) -> Self:
        """Officers see their own branch, applicants and associations their own, the office all."""
        if user.is_office:
            return self
        if user.is_officer:
            return self.filter(branch__postings__user=user, branch__postings__until=None)
        if user.is_member:
            return self.filter(owner__user=user)
        if user.is_manager:
            return self.filter(
                still_member("application__business", "application__association"),
                application__association__managers__user=user,
                application__association__managers__until=None,
            )
        return self.none()

    def active(self) -> Self:
        return self.filter(state__in=ACTIVE)

    def waiting(self) -> Self:
        return self.filter(state__in=ReferralState.waiting_ones())


class Referral(models.Model):
    """One application at one branch. A person has one active referral at a time."""

    application = models.ForeignKey(
        "financing.Application",
        on_delete=models.PROTECT,
        related_name="referrals",
        verbose_name=_("pengajuan"),
    )
    owner = models.ForeignKey(
        "associations.Owner",
        on_delete=models.PROTECT,
        related_name="referrals",
        verbose_name=_("pemohon"),
    )
    product = models.ForeignKey(
        "financing.Product",
        on_delete=models.PROTECT,
        related_name="referrals",
        verbose_name=_("produk bank"),
    )
    branch = models.ForeignKey(
        "financing.Branch",
        on_delete=models.PROTECT,
        related_name="referrals",
        verbose_name=_("cabang"),
    )
    amount = RupiahField(_("jumlah yang diminta"))
    months = models.PositiveSmallIntegerField(_("jangka waktu (bulan)"))
    state = models.CharField(
        _("keadaan"), max_length=13, choices=ReferralState, default=ReferralState.SENT
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name=_("ditangani oleh"),
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("dikirim oleh"),
    )
    sent_at = models.DateTimeField(_("dikirim"), default=timezone.now)
    due_on = models.DateField(_("keputusan paling lambat"))
    decided_at = models.DateTimeField(_("diputuskan"), null=True, blank=True)
    contract_number = models.CharField(_("nomor akad"), max_length=60, blank=True)
    contracted_on = models.DateField(_("tanggal akad"), null=True, blank=True)
    disbursed_on = models.DateField(_("tanggal cair"), null=True, blank=True)
    disbursed_amount = RupiahField(_("jumlah cair"), null=True, blank=True)
    told_reason = models.CharField(
        _("alasan bank sebelumnya, atas izin pemohon"),
        max_length=12,
        choices=DeclineReason,
        blank=True,
    )
    updated_at = models.DateTimeField(auto_now=True, verbose_name=_("diubah"))

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("rujukan ke bank")
        verbose_name_plural = _("rujukan ke bank")
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ReferralState.values), name="referral_state_known"
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=models.Q(state__in=ACTIVE),
                name="referral_one_active_per_person",
                violation_error_message=_("Orang ini masih punya pengajuan di bank lain."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["sent", "withdrawn", "expired"])
                | models.Q(officer__isnull=False),
                name="referral_has_officer",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "declined", "contracted", "disbursed"])
                | models.Q(decided_at__isnull=False),
                name="referral_decided_at_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["contracted", "disbursed"])
                | (models.Q(contracted_on__isnull=False) & ~models.Q(contract_number="")),
                name="referral_contract_known",
            ),
            models.CheckConstraint(
                condition=models.Q(told_reason__in=["", *DeclineReason.values]),
                name="referral_told_reason_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="disbursed")
                | models.Q(disbursed_on__gte=models.F("contracted_on"), disbursed_amount__gt=0),
                name="referral_disbursement_known",
            ),
        ]
        indexes = [
            # The bank desk: open referrals of a branch by deadline (performance notes).
            models.Index(
                fields=["branch", "due_on", "id"],
                condition=models.Q(state__in=ACTIVE),
                # Read for the tabs' counts without touching the table.
                include=["state", "officer"],
                name="referral_desk",
            ),
            # One tab of the desk: papers awaited, new ones.
            models.Index(
                fields=["branch", "state", "due_on", "id"],
                condition=models.Q(state__in=ACTIVE),
                name="referral_desk_state",
            ),
            models.Index(fields=["branch", "-id"], name="referral_branch_newest"),
            models.Index(fields=["state", "-id"], name="referral_state"),
        ]

    def __str__(self) -> str:
        return f"{self.application.code} → {self.branch}"

    @property
    def state_label(self) -> ReferralState:
        return ReferralState(self.state)

    @property
    def is_taken(self) -> bool:
        """From here on the branch may see the whole NIK."""
        return self.officer_id is not None and self.state in ACTIVE


class Decision(models.Model):
    """What the bank decided, with the reason the applicant reads. Never changed afterwards."""

    referral = models.OneToOneField(
        Referral, on_delete=models.PROTECT, related_name="decision", verbose_name=_("rujukan")
    )
    outcome = models.CharField(_("putusan"), max_length=7, choices=Outcome)
    amount = RupiahField(_("jumlah disetujui"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("jangka waktu (bulan)"), null=True, blank=True)
    rate = models.DecimalField(
        _("bunga efektif setahun (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    conditions = models.TextField(_("syarat"), max_length=1000, blank=True)
    reason = models.CharField(_("alasan"), max_length=12, choices=DeclineReason, blank=True)
    words = models.TextField(_("penjelasan untuk pemohon"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("diputuskan oleh"),
    )
    decided_at = models.DateTimeField(default=timezone.now, verbose_name=_("diputuskan"))

    class Meta:
        verbose_name = _("putusan bank")
        verbose_name_plural = _("putusan bank")
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(outcome="approve", amount__gt=0, months__gt=0, rate__gte=0, reason="")
                )
                | (
                    models.Q(outcome="decline", amount=None, months=None, rate=None)
                    & ~models.Q(reason="")
                    & ~models.Q(words="")
                ),
                name="decision_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}"


class PaperRequest(models.Model):
    """A paper that the bank asks of the applicant, with the reason."""

    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, related_name="paper_requests", verbose_name=_("rujukan")
    )
    kind = models.CharField(_("jenis"), max_length=15, choices=PaperKind)
    reason = models.CharField(_("mengapa"), max_length=300)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("diminta oleh"),
    )
    requested_at = models.DateTimeField(default=timezone.now, verbose_name=_("diminta"))
    send_by = models.DateField(_("kirim paling lambat"), null=True)  # empty before there was one
    paper = models.OneToOneField(
        "financing.ApplicationPaper",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("berkas"),
    )
    answered_at = models.DateTimeField(null=True, blank=True, verbose_name=_("dijawab"))

    class Meta:
        verbose_name = _("permintaan berkas")
        verbose_name_plural = _("permintaan berkas")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(paper=None, answered_at=None)
                | models.Q(paper__isnull=False, answered_at__isnull=False),
                name="paperrequest_answered_with_paper",
            ),
            models.UniqueConstraint(
                fields=["referral", "kind"],
                condition=models.Q(answered_at=None),
                name="paperrequest_one_open_per_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
