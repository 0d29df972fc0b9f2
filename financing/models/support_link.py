"""A link by which somebody without an account answers one request for support."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from financing.enums import SupportState
from financing.models.support import SupportRequest

VALID_FOR = datetime.timedelta(days=21)


class SupportLinkQuerySet(models.QuerySet["SupportLink"]):
    def open(self) -> Self:
        """Not withdrawn, not too old, the request still under way at the very same institution."""
        return self.filter(
            withdrawn_at=None,
            expires_at__gt=timezone.now(),
            request__state__in=SupportState.open_ones(),
            request__institution=models.F("institution"),
        )

    def visible_to(self, user: Any) -> Self:
        return self if user.is_office else self.none()


class SupportLink(models.Model):
    """Lets one person of an institution work on one request until it ends. Only the hash of the
    secret lies here; it dies with the hand-over to another institution."""

    request = models.ForeignKey(
        SupportRequest, on_delete=models.CASCADE, related_name="links", verbose_name=_("permintaan")
    )
    institution = models.ForeignKey(
        "associations.Institution", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("nama"), max_length=150)
    email = models.EmailField(_("surel"), blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("dibuat"), default=timezone.now)
    expires_at = models.DateTimeField(_("berlaku sampai"))
    withdrawn_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)

    objects = SupportLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("tautan jawaban")
        verbose_name_plural = _("tautan jawaban")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="supportlink_ends_later",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="supportlink_names_its_holder"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.institution.short_name})"

    @property
    def holder(self) -> LinkHolder:
        return LinkHolder(self)


@dataclass(frozen=True)
class LinkHolder:
    """Who has opened a link: acts in rules and in the trail like a user, without being one."""

    link: SupportLink

    pk: ClassVar[None] = None
    is_authenticated: ClassVar[bool] = False
    is_active: ClassVar[bool] = True
    is_office: ClassVar[bool] = False
    is_member: ClassVar[bool] = False
    is_manager: ClassVar[bool] = False
    is_officer: ClassVar[bool] = False

    def has_perm(self, name: str) -> bool:
        return False

    def trail_label(self) -> str:
        return str(_("%(who)s, lewat tautan") % {"who": self.link})

    def answers_for(self, request: SupportRequest) -> bool:
        return (
            self.link.request_id == request.pk
            and self.link.institution_id == request.institution_id
        )
