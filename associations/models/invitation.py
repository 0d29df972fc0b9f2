"""The way by which a member says yes: a one-time link, or a six-digit code on paper."""

from __future__ import annotations

import datetime
import secrets
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.models.business import Membership

VALID_FOR = datetime.timedelta(days=14)
MAX_TRIES = 5


def new_code() -> str:
    """Six digits. Alone it opens nothing: the person's NIK and birth date are asked with it."""
    return f"{secrets.randbelow(10**6):06d}"


class MemberInvitationQuerySet(models.QuerySet["MemberInvitation"]):
    def open(self) -> Self:
        """Neither used, withdrawn, too old nor tried too often."""
        return self.filter(
            used_at=None, withdrawn_at=None, expires_at__gt=timezone.now(), tries__lt=MAX_TRIES
        )

    def visible_to(self, user: Any) -> Self:
        return self.filter(membership__in=Membership.objects.visible_to(user))


class MemberInvitation(models.Model):
    """Lets the person behind a membership confirm it once. Secrets lie here only as hashes."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    tries = models.PositiveSmallIntegerField(_("percobaan yang gagal"), default=0)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("dibuat"), default=timezone.now)
    expires_at = models.DateTimeField(_("berlaku sampai"))
    used_at = models.DateTimeField(_("dipakai"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)

    objects = MemberInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("undangan anggota")
        verbose_name_plural = _("undangan anggota")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=models.Q(used_at=None, withdrawn_at=None),
                name="memberinvitation_one_open",
            ),
            models.UniqueConstraint(
                fields=["code_hash"],
                condition=models.Q(used_at=None, withdrawn_at=None),
                name="memberinvitation_code_once",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="memberinvitation_ends_later",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(withdrawn_at=None),
                name="memberinvitation_used_or_not",
            ),
        ]

    def __str__(self) -> str:
        return str(self.membership)
