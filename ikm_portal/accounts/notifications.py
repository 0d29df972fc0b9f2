"""What the owner of an account is told when its protection changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ikm_portal.accounts.models import User
from ikm_portal.audit.models import Entry
from ikm_portal.notifications.notice import Notice, Text

_WHAT: dict[str, Promise] = {
    "account.password_changed": _("Kata sandi akun Anda baru saja diganti."),
    "account.password_reset": _("Kata sandi akun Anda baru saja diatur ulang lewat tautan."),
    "account.factor_added": _("Pengaman kedua baru saja dipasang pada akun Anda."),
    "account.factor_removed": _("Pengaman kedua baru saja dilepas dari akun Anda."),
    "account.factor_renewed": _("Kode cadangan akun Anda baru saja dibuat baru."),
    "account.access_renewed": _("Petugas Disperindag mengatur ulang cara masuk akun Anda."),
}


class ProtectionChanged(Notice):
    actions = tuple(_WHAT)

    def recipients(self, obj: User, entry: Entry) -> Iterable[Any]:
        # Recovery codes come and go with the app or passkey: one letter for both.
        together = {"account.factor_added", "account.factor_removed"}
        if entry.action in together and entry.data.get("type") == "recovery_codes":
            return []
        return [obj]

    def subject(self, obj: User, entry: Entry) -> Text:
        return _("Keamanan akun Anda berubah")

    def body(self, obj: User, entry: Entry) -> Iterable[Text]:
        return [_WHAT[entry.action], _("Kalau bukan Anda, segera ganti kata sandi.")]

    def link(self, obj: User, entry: Entry) -> str:
        return reverse("account_change_password")
