"""Who must have a second factor, and who has one."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings


def must_have_one(user: Any) -> bool:
    return user.kind in settings.SECOND_FACTOR_KINDS


def has_one(user: Any) -> bool:
    """An authenticator app or a passkey; recovery codes alone are none."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists()
