"""A rapat sinergi: when, where, who was there, what was on the table."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.enums import MeetingState


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: Any) -> Self:
        """Meetings are public once published; the office sees its drafts too."""
        return self if getattr(user, "is_office", False) else self.filter(is_public=True)


class Meeting(models.Model):
    """A meeting between small industries, offices and banks."""

    slug = models.SlugField(_("nama alamat"), unique=True)
    title = models.CharField(_("judul"), max_length=200)
    place = models.CharField(_("tempat"), max_length=200)
    starts_at = models.DateTimeField(_("mulai (WIB)"))
    ends_at = models.DateTimeField(_("selesai (WIB)"), null=True, blank=True)
    chair = models.CharField(_("pimpinan rapat"), max_length=200)
    recorder = models.CharField(_("pencatat"), max_length=150, blank=True)
    summary = models.TextField(_("ringkasan"), max_length=4000, blank=True)
    source = models.CharField(_("sumber"), max_length=300, blank=True)
    state = models.CharField(
        _("keadaan"), max_length=10, choices=MeetingState, default=MeetingState.PLANNED
    )
    # Grows with each change of time or place that invited people were told of (iCalendar SEQUENCE).
    sequence = models.PositiveIntegerField(default=0, editable=False)
    is_public = models.BooleanField(_("tampil untuk umum"), default=False)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("dibuat"))
    updated_at = models.DateTimeField(auto_now=True, verbose_name=_("diubah"))

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rapat")
        verbose_name_plural = _("rapat")
        ordering = ["-starts_at"]
        permissions = [("approve_minutes", "May approve the minutes of a meeting")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=MeetingState.values), name="meeting_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state_label(self) -> MeetingState:
        return MeetingState(self.state)

    @property
    def over_at(self) -> datetime.datetime:
        """When it counts as over: at its end, or twelve hours after its beginning."""
        return self.ends_at or self.starts_at + datetime.timedelta(hours=12)


class AgendaItem(models.Model):
    """A point on the agenda."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="agenda", verbose_name=_("rapat")
    )
    order = models.PositiveSmallIntegerField(_("urutan"))
    title = models.CharField(_("acara"), max_length=200)
    speaker = models.CharField(_("pembicara"), max_length=150, blank=True)
    minutes = models.PositiveSmallIntegerField(_("menit"), null=True, blank=True)
    # An open promise of an earlier meeting: written down when this one begins.
    commitment = models.ForeignKey(
        "meetings.Commitment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("komitmen"),
    )
    # Of the office's own rooms, and shown there alone: who a clinic is for.
    page = models.CharField(_("daftar di baliknya"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("acara")
        verbose_name_plural = _("acara")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "commitment"], name="agenda_commitment_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "page"],
                condition=~models.Q(page=""),
                name="agenda_page_once_a_meeting",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Who was there, and for whom. Public persons stand as the press reported them."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="attendance", verbose_name=_("rapat")
    )
    name = models.CharField(_("nama"), max_length=150, blank=True)
    position = models.CharField(_("jabatan"), max_length=150, blank=True)
    institution = models.ForeignKey(
        "associations.Institution",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("instansi"),
    )
    association = models.ForeignKey(
        "associations.Association",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("asosiasi"),
    )
    party = models.CharField(
        _("instansi lain"), max_length=150, blank=True, help_text=_("Yang tidak ada di daftar.")
    )
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    # Made by the device at the door: what is sent twice stays one row.
    client_id = models.UUIDField(null=True, blank=True, editable=False)
    arrived_at = models.DateTimeField(_("tiba"), null=True, blank=True, editable=False)
    # A person who signs a list is not yet one whose name the whole world may read.
    name_is_public = models.BooleanField(_("nama tampil untuk umum"), default=False)

    class Meta:
        verbose_name = _("kehadiran")
        verbose_name_plural = _("kehadiran")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name="")
                | models.Q(institution__isnull=False)
                | models.Q(association__isnull=False),
                name="attendance_names_someone",
            ),
            models.UniqueConstraint(fields=["meeting", "client_id"], name="attendance_sent_once"),
            models.CheckConstraint(
                condition=models.Q(client_id=None, arrived_at=None)
                | models.Q(client_id__isnull=False, arrived_at__isnull=False),
                name="attendance_of_a_device_with_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.whence

    @property
    def whence(self) -> str:
        """The party that the person came for, in words."""
        found = self.institution or self.association
        return str(found) if found is not None else self.party


class Minutes(models.Model):
    """The notula: what was said and decided, approved by the chair."""

    meeting = models.OneToOneField(
        Meeting, on_delete=models.CASCADE, related_name="minutes", verbose_name=_("rapat")
    )
    opening = models.TextField(_("pembukaan"), max_length=4000, blank=True)
    discussion = models.TextField(_("pembahasan"), max_length=8000, blank=True)
    conclusion = models.TextField(_("kesimpulan"), max_length=4000, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("disahkan oleh"),
    )
    approved_at = models.DateTimeField(null=True, blank=True, verbose_name=_("disahkan"))
    # What was approved, its SHA-256 (hex), and the code on the paper behind which anybody may ask.
    sealed = models.JSONField(null=True, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    proof_code = models.CharField(max_length=20, unique=True, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("notula")
        verbose_name_plural = _("notula")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_at=None, approved_by=None)
                | models.Q(approved_at__isnull=False, approved_by__isnull=False),
                name="minutes_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(sealed__isnull=True, digest="", proof_code=None)
                | (
                    models.Q(sealed__isnull=False, proof_code__isnull=False)
                    & models.Q(approved_at__isnull=False)
                    & ~models.Q(digest="")
                ),
                name="minutes_sealed_when_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"Notula {self.meeting}"
