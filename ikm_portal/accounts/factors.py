"""Who must have a second factor, and who has one."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings


def must_have_one(user: Any) -> bool:
    return user.kind in settings.SECOND_FACTOR_KINDS


_REAL = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_one(user: Any) -> bool:
    """An authenticator app or a passkey; recovery codes alone are none."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=_REAL).exists()


def may_take_off(authenticator: Authenticator) -> bool:
    """Whoever must have a second factor keeps at least one."""
    if not must_have_one(authenticator.user):
        return True
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=_REAL)
    return others.exclude(pk=authenticator.pk).exists()
