"""A bank's own file with the outcome of many cases: kept until each line is recorded or refused."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from financing.enums import ResultFileState, ResultLineState
from ikm_portal.common.models.fields import EncryptedTextField


class ResultFileQuerySet(models.QuerySet["ResultFile"]):
    def visible_to(self, user: Any) -> Self:
        """The branch's own officers; a bank's file is no business of the office."""
        if user.is_officer:
            return self.filter(branch__postings__user=user, branch__postings__until=None)
        return self.none()


class ResultFile(models.Model):
    """One uploaded workbook or CSV of one branch. The file itself is not kept; `sha256` knows it
    again. `report` is the reconciliation: counts and rupiah, no names, no words."""

    branch = models.ForeignKey(
        "financing.Branch",
        on_delete=models.PROTECT,
        related_name="result_files",
        verbose_name=_("cabang"),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("diunggah oleh"),
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("dicatat oleh"),
    )
    sha256 = models.CharField(max_length=64, editable=False)
    state = models.CharField(
        _("keadaan"), max_length=8, choices=ResultFileState, default=ResultFileState.CHECKING
    )
    unused = models.JSONField(_("kolom yang tidak dipakai"), default=list)
    report = models.JSONField(_("laporan pencocokan"), default=dict)
    created_at = models.DateTimeField(_("diunggah pada"), default=timezone.now)
    beat_at = models.DateTimeField(_("terakhir bergerak"), default=timezone.now)

    objects = ResultFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("berkas hasil bank")
        verbose_name_plural = _("berkas hasil bank")
        indexes = [models.Index(fields=["branch", "-id"], name="resultfile_of_branch")]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "sha256"],
                condition=~models.Q(state="closed"),
                name="resultfile_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ResultFileState.values), name="resultfile_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="running") | models.Q(confirmed_by__isnull=False),
                name="resultfile_run_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch} {self.created_at:%Y-%m-%d}"


class ResultLine(models.Model):
    """A line of the file. `content` is a Reading as JSON, with the bank's words, and empty once
    nothing is to be done with it; `said` its figures, which the report counts."""

    file = models.ForeignKey(ResultFile, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField(_("baris"))
    state = models.CharField(
        _("keadaan"), max_length=8, choices=ResultLineState, default=ResultLineState.WAITING
    )
    code = models.CharField(_("kode"), max_length=40, blank=True)
    referral = models.ForeignKey(
        "financing.Referral", on_delete=models.PROTECT, null=True, related_name="+"
    )
    said = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True)
    content = EncryptedTextField(blank=True)

    class Meta:
        verbose_name = _("baris hasil bank")
        verbose_name_plural = _("baris hasil bank")
        constraints = [
            models.UniqueConstraint(fields=["file", "line"], name="resultline_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=ResultLineState.values), name="resultline_state_known"
            ),
            # Of a code that is unknown here nothing is kept that could tell whose it is.
            models.CheckConstraint(
                condition=models.Q(state="unknown", referral=None)
                | models.Q(state__in=["waiting", "repair"])
                | models.Q(
                    state__in=["ready", "conflict", "same", "empty", "done"],
                    referral__isnull=False,
                ),
                name="resultline_of_a_case",
            ),
        ]
        indexes = [models.Index(fields=["file", "state", "line"], name="resultline_by_state")]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.line}"
