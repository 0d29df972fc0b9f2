"""A question at a meeting, the promise that answered it, and what came of the promise."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.enums import CommitmentState
from meetings.models.meeting import Meeting


class Question(models.Model):
    """What somebody asked, in their words, and the answer given there."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="questions", verbose_name=_("rapat")
    )
    number = models.PositiveSmallIntegerField(_("nomor"))
    asker_name = models.CharField(_("penanya"), max_length=150)
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("akun penanya"),
    )
    association = models.ForeignKey(
        "associations.Association",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("asosiasi"),
    )
    words = models.TextField(_("pertanyaan"), max_length=2000)
    answer = models.TextField(_("jawaban di rapat"), max_length=2000, blank=True)
    support_requests = models.ManyToManyField(
        "financing.SupportRequest",
        blank=True,
        related_name="questions",
        verbose_name=_("permintaan dukungan"),
    )
    applications = models.ManyToManyField(
        "financing.Application", blank=True, related_name="questions", verbose_name=_("pengajuan")
    )

    class Meta:
        verbose_name = _("pertanyaan")
        verbose_name_plural = _("pertanyaan")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="question_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.asker_name}"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, user: Any) -> Self:
        """The ledger is public where its meeting is."""
        if getattr(user, "is_office", False):
            return self
        return self.filter(meeting__is_public=True)

    def open(self) -> Self:
        return self.filter(state__in=CommitmentState.open_ones())

    def late(self, today: datetime.date) -> Self:
        return self.filter(
            state__in=[CommitmentState.OPEN, CommitmentState.IN_PROGRESS, CommitmentState.WAITING],
            due_on__lt=today,
        )


class Commitment(models.Model):
    """A promise: which institution does what by which day. Done only with evidence; kept only when
    the asker says so."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="commitments", verbose_name=_("rapat")
    )
    question = models.ForeignKey(
        Question,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("dari pertanyaan"),
    )
    institution = models.ForeignKey(
        "associations.Institution",
        on_delete=models.PROTECT,
        related_name="commitments",
        verbose_name=_("penanggung jawab"),
    )
    person = models.CharField(_("orangnya"), max_length=150, blank=True)
    what = models.CharField(_("janji"), max_length=300)
    due_on = models.DateField(_("tenggat"))
    state = models.CharField(
        _("keadaan"), max_length=11, choices=CommitmentState, default=CommitmentState.OPEN
    )
    evidence = models.TextField(_("bukti"), max_length=2000, blank=True)
    done_on = models.DateField(_("selesai pada"), null=True, blank=True)
    closed_on = models.DateField(_("ditutup pada"), null=True, blank=True)
    support_requests = models.ManyToManyField(
        "financing.SupportRequest",
        blank=True,
        related_name="commitments",
        verbose_name=_("permintaan dukungan"),
    )
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("dibuat"))
    updated_at = models.DateTimeField(auto_now=True, verbose_name=_("diubah"))

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("komitmen")
        verbose_name_plural = _("komitmen")
        ordering = ["due_on", "id"]
        permissions = [("judge_commitment", "May declare a commitment broken or kept")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=CommitmentState.values),
                name="commitment_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["done", "confirmed"])
                | (~models.Q(evidence="") & models.Q(done_on__isnull=False)),
                name="commitment_done_with_evidence",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["confirmed", "broken"])
                | models.Q(closed_on__isnull=False),
                name="commitment_closed_on_known",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="commitment_state_due")]

    def __str__(self) -> str:
        return self.what

    @property
    def state_label(self) -> CommitmentState:
        return CommitmentState(self.state)

    def is_late(self, today: datetime.date) -> bool:
        return self.due_on < today and self.state in {"open", "in_progress", "waiting"}
