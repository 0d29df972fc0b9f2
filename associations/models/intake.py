"""A list of members that an association brings: kept until each line is in, or the list is old."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.enums import IntakeState, RowState
from ikm_portal.common.models.fields import EncryptedTextField


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, user: Any) -> Self:
        if user.is_office:
            return self
        if user.is_manager:
            return self.filter(association__managers__user=user, association__managers__until=None)
        return self.none()


class Intake(models.Model):
    """One uploaded workbook. The file itself is not kept; `sha256` knows it again."""

    association = models.ForeignKey(
        "associations.Association",
        on_delete=models.CASCADE,
        related_name="intakes",
        verbose_name=_("asosiasi"),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("diunggah oleh"),
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    sha256 = models.CharField(max_length=64, editable=False)
    state = models.CharField(
        _("keadaan"), max_length=10, choices=IntakeState, default=IntakeState.CHECKING
    )
    unused = models.JSONField(_("kolom yang tidak dipakai"), default=list)
    created_at = models.DateTimeField(_("diunggah pada"), default=timezone.now)
    updated_at = models.DateTimeField(_("diubah"), default=timezone.now)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("daftar anggota dari Excel")
        verbose_name_plural = _("daftar anggota dari Excel")
        indexes = [models.Index(fields=["association", "-id"], name="intake_of_association")]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "sha256"],
                condition=~models.Q(state="closed"),
                name="intake_file_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=IntakeState.values), name="intake_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.association} {self.created_at:%Y-%m-%d}"


class IntakeRow(models.Model):
    """A line of the workbook. `content` is a Reading as JSON; empty once the line is taken."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("baris"))
    state = models.CharField(
        _("keadaan"), max_length=10, choices=RowState, default=RowState.WAITING
    )
    content = EncryptedTextField(blank=True)
    nik_hash = models.CharField(max_length=64, blank=True, editable=False)
    is_second = models.BooleanField(_("usaha kedua orang yang sama"), default=False)
    membership = models.ForeignKey(
        "associations.Membership", on_delete=models.CASCADE, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("baris daftar anggota")
        verbose_name_plural = _("baris daftar anggota")
        constraints = [
            models.UniqueConstraint(fields=["intake", "line"], name="intakerow_line_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=RowState.values), name="intakerow_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="taken", membership__isnull=False)
                | (~models.Q(state="taken") & models.Q(membership=None)),
                name="intakerow_taken_is_in",
            ),
        ]
        indexes = [models.Index(fields=["intake", "state", "line"], name="intakerow_by_state")]

    def __str__(self) -> str:
        return f"{self.intake_id}/{self.line}"
