"""allauth's errors and messages in the portal's own plain words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WRONG = _("Surel, nomor HP, atau kata sandi tidak cocok.")
_LATER = _("Terlalu banyak percobaan. Coba lagi beberapa menit lagi.")
_CODE = _("Kode tidak cocok. Lihat kode terbaru lalu coba lagi.")

ERRORS: dict[str, str | Promise] = {
    "account_inactive": _WRONG,
    "email_password_mismatch": _WRONG,
    "phone_password_mismatch": _WRONG,
    "username_password_mismatch": _WRONG,
    "invalid_login": _WRONG,
    "too_many_login_attempts": _LATER,
    "rate_limited": _LATER,
    "enter_current_password": _("Kata sandi yang sekarang tidak cocok."),
    "incorrect_password": _("Kata sandi tidak cocok."),
    "incorrect_code": _CODE,
    "invalid_or_expired_key": _("Tautan ini sudah tidak berlaku. Minta tautan baru."),
    "invalid_password_reset": _("Tautan ini sudah tidak berlaku. Minta tautan baru."),
}

FACTOR_ERRORS: dict[str, str | Promise] = {
    "incorrect_code": _CODE,
    "cannot_delete_authenticator": _("Pengaman ini wajib, jadi tidak bisa dimatikan."),
    "cannot_generate_recovery_codes": _("Pasang aplikasi kode atau kunci sandi dahulu."),
}

MESSAGES: dict[str, str | Promise] = {
    "account/messages/logged_out.txt": _("Anda sudah keluar."),
    "account/messages/password_changed.txt": _("Kata sandi sudah diganti."),
    "account/messages/password_set.txt": _("Kata sandi sudah disimpan."),
    "mfa/messages/totp_activated.txt": _("Aplikasi kode sudah terpasang."),
    "mfa/messages/totp_deactivated.txt": _("Aplikasi kode sudah dilepas."),
    "mfa/messages/recovery_codes_generated.txt": _("Kode cadangan baru sudah dibuat."),
    "mfa/messages/webauthn_added.txt": _("Kunci sandi sudah ditambahkan."),
    "mfa/messages/webauthn_removed.txt": _("Kunci sandi sudah dihapus."),
}

# Ways to prove who one is, by allauth's names.
WAYS: dict[str, str | Promise] = {
    "reauthenticate": _("Pakai kata sandi"),
    "mfa_reauthenticate": _("Pakai aplikasi kode atau kode cadangan"),
    "mfa_reauthenticate:webauthn": _("Pakai kunci sandi"),
}
