"""Papers and pictures of a meeting: slides, the signed letter, photos."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ikm_portal.documents.models import Document
from meetings.enums import FileKind
from meetings.models.meeting import Meeting


class MeetingFileQuerySet(models.QuerySet["MeetingFile"]):
    def visible_to(self, user: Any) -> Self:
        """With its meeting, where the office opened it; the office sees all."""
        if getattr(user, "is_office", False):
            return self
        return self.filter(is_public=True, meeting__is_public=True)


class MeetingFile(models.Model):
    """A file of a meeting, checked on its way in like every other document."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="files", verbose_name=_("rapat")
    )
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("berkas")
    )
    kind = models.CharField(_("jenis"), max_length=10, choices=FileKind)
    title = models.CharField(_("judul"), max_length=150)
    is_public = models.BooleanField(_("tampil untuk umum"), default=False)
    # Chosen for the papers of the meeting: a photo that stands behind the minutes.
    in_minutes = models.BooleanField(
        _("lampiran notula"),
        default=False,
        help_text=_("Notula rapat yang tampil untuk umum dibaca semua orang, dengan fotonya."),
    )
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("dibuat"))

    objects = MeetingFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("berkas rapat")
        verbose_name_plural = _("berkas rapat")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=FileKind.values), name="meeting_file_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(in_minutes=False) | models.Q(kind="photo"),
                name="meeting_file_annex_is_a_photo",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_photo(self) -> bool:
        return self.kind == FileKind.PHOTO and self.document.is_image
