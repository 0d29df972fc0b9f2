"""A question at a meeting, the promise that answered it, and what came of the promise."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
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
        """The ledger is public where its meeting is; a promise given outside one is public too.

        Who promised and who asked see theirs also before the meeting is.
        """
        if getattr(user, "is_office", False):
            return self
        public = models.Q(meeting__is_public=True) | models.Q(meeting=None)
        if not getattr(user, "is_authenticated", False):
            return self.filter(public)
        mine = Commitment.objects.filter(
            models.Q(institution__contacts__user=user)
            | models.Q(question__asker=user)
            | models.Q(question=None, support_requests__asker=user)
        ).values("pk")
        asked_for = Commitment.objects.filter(
            question__association__managers__user=user, question__association__managers__until=None
        ).values("pk")
        return self.filter(public | models.Q(pk__in=mine) | models.Q(pk__in=asked_for))

    def open(self) -> Self:
        return self.filter(state__in=CommitmentState.open_ones())

    def late(self, today: datetime.date) -> Self:
        return self.filter(state__in=CommitmentState.undone(), due_on__lt=today)


class Commitment(models.Model):
    """A promise: which institution does what by which day. Done only with evidence; kept only when
    the asker says so."""

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("rapat"),
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
    applications = models.ManyToManyField(
        "financing.Application", blank=True, related_name="commitments", verbose_name=_("pengajuan")
    )
    # The two notices to those who may say whether it was kept, and what came of their silence.
    asked_on = models.DateField(_("ditanya pada"), null=True, blank=True)
    asked_again_on = models.DateField(_("ditanya lagi pada"), null=True, blank=True)
    by_silence = models.BooleanField(_("tanpa jawaban penanya"), default=False)
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
            models.CheckConstraint(
                condition=models.Q(by_silence=False)
                | models.Q(
                    state="confirmed",
                    asked_on__isnull=False,
                    asked_again_on__isnull=False,
                    asked_on__lt=models.F("asked_again_on"),
                ),
                name="commitment_silence_after_two_notices",
            ),
            models.CheckConstraint(
                condition=models.Q(question=None) | models.Q(meeting__isnull=False),
                name="commitment_question_has_meeting",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="commitment_state_due")]

    def __str__(self) -> str:
        return self.what

    @property
    def state_label(self) -> CommitmentState:
        return CommitmentState(self.state)

    def is_late(self, today: datetime.date) -> bool:
        return self.is_undone and self.due_on < today

    @property
    def is_undone(self) -> bool:
        return self.state in CommitmentState.undone()

    @property
    def given_on(self) -> datetime.date:
        """The day of the meeting, or the day on which it was written down."""
        return timezone.localdate(self.meeting.starts_at if self.meeting else self.created_at)

    @property
    def outcome(self) -> Any:
        """The state in words; a yes that nobody said is called what it is."""
        return _("Dianggap ditepati") if self.by_silence else self.state_label.label
