"""A one-time link by which a person gets into an account."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import Any, Self

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ikm_portal.accounts.enums import Kind
from ikm_portal.accounts.models.user import User
from ikm_portal.common.crypto import blind_index
from ikm_portal.common.models.fields import EncryptedTextField

VALID_FOR = datetime.timedelta(days=7)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """The token has 256 random bits: a plain hash can't be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """Lets one person set a password once: for a new account, or for `account` when it is set.

    Only the hash of the token is kept; the link itself is shown and sent once.
    """

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(_("jenis akun"), max_length=10, choices=Kind)
    name = models.CharField(_("nama"), max_length=150)
    email = models.EmailField(_("surel"), blank=True)
    phone = EncryptedTextField(_("nomor HP"), blank=True)
    phone_hash = models.CharField(max_length=64, blank=True, editable=False)
    account = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, editable=False, related_name="renewals"
    )
    invited_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="invitations_sent",
        verbose_name=_("diundang oleh"),
    )
    created_at = models.DateTimeField(_("dibuat"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("berlaku sampai"), editable=False)
    used_at = models.DateTimeField(_("dipakai"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("dibatalkan"), null=True, editable=False)
    user = models.OneToOneField(User, models.SET_NULL, null=True, editable=False, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("undangan")
        verbose_name_plural = _("undangan")
        ordering = ["-id"]
        permissions = [("invite_staff", "Can invite Disperindag staff")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="invitation_email_lower_case"
            ),
            models.CheckConstraint(
                condition=~models.Q(email="") | ~models.Q(phone_hash=""),
                name="invitation_can_be_reached",
                violation_error_message=_("Isi surel atau nomor HP."),
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="invitation_ends_later",
            ),
            models.CheckConstraint(
                condition=models.Q(user=None) | models.Q(used_at__isnull=False),
                name="invitation_user_when_used",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(withdrawn_at=None),
                name="invitation_used_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.phone_hash = blind_index(self.phone, "phone")
        super().save(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        return (
            self.used_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
        )
