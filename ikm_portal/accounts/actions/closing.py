"""Closing an account for good, at its owner's own wish."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from ikm_portal.accounts.models import Invitation, User
from ikm_portal.audit.engine import record

NOBODY = "Dihapus"


def _address(pk: int) -> str:
    """A login that nobody has: `.invalid` is delivered nowhere (RFC 2606)."""
    return f"dihapus-{pk}@dihapus.invalid"


@transaction.atomic
def close_account(*, user: Any, by: Any) -> None:
    """Nobody signs in again, name and addresses go; the row stays, because others name it.

    The caller has asked whether `by` may. Rows of the trail keep the name that they were
    written with.
    """
    record("accounts.user.closed", user, by=by)
    kept = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    kept.name, kept.email, kept.phone = NOBODY, _address(kept.pk), ""
    kept.is_active = False
    kept.set_unusable_password()
    kept.save()
    Authenticator.objects.filter(user=kept).delete()
    for invitation in Invitation.objects.filter(user=kept):
        invitation.name, invitation.email, invitation.phone = NOBODY, _address(kept.pk), ""
        invitation.save()
