"""What the trail keeps about signing in. Ids only: no address, no number, no code."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _t

from ikm_portal.accounts.models import User
from ikm_portal.audit.engine import record
from ikm_portal.audit.models import Entry

# What the owner of an account reads on its page.
LABELS: dict[str, Promise] = {
    "account.signed_in": _t("Masuk"),
    "account.sign_in_failed": _t("Percobaan masuk yang gagal"),
    "account.password_changed": _t("Kata sandi diganti"),
    "account.password_reset": _t("Kata sandi diatur ulang"),
    "account.factor_added": _t("Pengaman kedua dipasang"),
    "account.factor_removed": _t("Pengaman kedua dilepas"),
    "account.factor_renewed": _t("Kode cadangan dibuat baru"),
    "account.factor_failed": _t("Kode pengaman salah"),
    "account.invited": _t("Diundang"),
    "account.joined": _t("Akun dibuat dari undangan"),
    "account.access_renewed": _t("Cara masuk diatur ulang oleh petugas"),
}


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


def latest(user: User, count: int = 10) -> list[dict[str, Any]]:
    """The newest events of this account, newest first: {label, at}."""
    entries = Entry.objects.about(user).filter(action__in=LABELS)
    # Recovery codes come and go with the app or passkey: one line for both.
    entries = entries.exclude(
        action__in=["account.factor_added", "account.factor_removed"],
        data__type="recovery_codes",
    ).order_by("-id")[:count]
    return [{"label": LABELS[entry.action], "at": entry.at} for entry in entries]


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
