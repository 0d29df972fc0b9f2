"""Uploaded files and what is known of them."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Self

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from ikm_portal.documents.enums import EXTENSIONS, ContentType, State


class DocumentQuerySet(models.QuerySet["Document"]):
    def unattached(self, *, before: datetime.datetime) -> Self:
        """Uploaded before that moment and referred to by no row of any app."""
        attached = [
            Exists(
                relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            )
            for relation in Document._meta.related_objects
        ]
        query = self.filter(created_at__lt=before)
        for exists in attached:
            query = query.exclude(exists)
        return query


class Document(models.Model):
    """A paper or photo. The file is private; `storage_name` is random and never shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("jenis"), max_length=60)
    original_name = models.CharField(_("nama berkas"), max_length=120)
    content_type = models.CharField(_("bentuk"), max_length=20, choices=ContentType)
    size = models.PositiveIntegerField(_("ukuran"))
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=120, unique=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("diunggah oleh"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    owner_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("tentang"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("diunggah pada"), auto_now_add=True)
    state = models.CharField(_("keadaan"), max_length=12, choices=State, default=State.OK)
    # From then on the file is one page that says so: rows that name this document stay whole.
    erased_at = models.DateTimeField(_("dihapus pada"), null=True, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("berkas")
        verbose_name_plural = _("berkas")
        indexes = [
            models.Index(fields=["created_at"], name="document_created"),
            models.Index(fields=["owner_user"], name="document_owner"),
            models.Index(fields=["uploaded_by"], name="document_uploader"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="document_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(content_type__in=ContentType.values),
                name="document_type_known",
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="document_not_empty"),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_image(self) -> bool:
        return self.content_type == ContentType.JPEG

    @property
    def extension(self) -> str:
        return EXTENSIONS[ContentType(self.content_type)]

    def open(self) -> File[Any]:
        """The bytes. Only for code that has asked `gates.may_open` first."""
        return default_storage.open(self.storage_name, "rb")
