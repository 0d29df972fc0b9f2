"""What the trail keeps about signing in. Ids only: no address, no number, no code."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa

from ikm_portal.accounts.models import User
from ikm_portal.audit.engine import record


def sign_in_failed(user: User | None) -> None:
    """Also kept when nobody is behind the login (subject 0): same work, and spraying shows."""
    record("account.sign_in_failed", user or User(pk=0), by=None)


def _signed_in(*, user: User, **_: Any) -> None:
    record("account.signed_in", user, by=user)


def _password_changed(*, user: User, **_: Any) -> None:
    record("account.password_changed", user, by=user)


def _password_reset(*, user: User, **_: Any) -> None:
    record("account.password_reset", user, by=user)


def _factor(action: str) -> Any:
    def kept(*, user: User, authenticator: Any, **_: Any) -> None:
        record(action, user, by=user, data={"type": str(authenticator.type)})

    return kept


_RECEIVERS = {
    account.user_logged_in: _signed_in,
    account.password_changed: _password_changed,
    account.password_reset: _password_reset,
    mfa.authenticator_added: _factor("account.factor_added"),
    mfa.authenticator_removed: _factor("account.factor_removed"),
    mfa.authenticator_reset: _factor("account.factor_renewed"),
    mfa.authentication_failed: _factor("account.factor_failed"),
}


def listen() -> None:
    for signal, receiver in _RECEIVERS.items():
        signal.connect(receiver, weak=False, dispatch_uid=f"trail.{id(signal)}")
