"""Who takes part in a request that an association makes for its members."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from financing.models.support import SupportRequest


class SupportParticipantQuerySet(models.QuerySet["SupportParticipant"]):
    def visible_to(self, user: Any) -> Self:
        """Names are for the association, the institution that answers and the office; a member
        sees that they take part themselves."""
        if user.is_member:
            return self.filter(membership__business__owner__user=user)
        return self.filter(request__in=SupportRequest.objects.visible_to(user))


class SupportParticipant(models.Model):
    """A member of the association, by their own hand or named by a manager."""

    request = models.ForeignKey(
        SupportRequest,
        on_delete=models.CASCADE,
        related_name="participants",
        verbose_name=_("permintaan"),
    )
    membership = models.ForeignKey(
        "associations.Membership",
        on_delete=models.CASCADE,
        related_name="support_parts",
        verbose_name=_("anggota"),
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("didaftarkan oleh"),
    )
    at = models.DateTimeField(auto_now_add=True, verbose_name=_("sejak"))

    objects = SupportParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("peserta")
        verbose_name_plural = _("peserta")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "membership"], name="supportparticipant_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.membership)
