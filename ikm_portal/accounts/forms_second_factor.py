"""The forms of the second factor, in the portal's words."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from ikm_portal.accounts.forms import dress
from ikm_portal.common.text import validate_plain_text


def _dress_code(form: forms.BaseForm, label: Any, help_text: Any = "") -> None:
    dress(form, {"code": label})
    field = form.fields["code"]
    field.help_text = help_text
    field.widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})
    field.widget.attrs["maxlength"] = "20"
    field.validators.append(forms.CharField(max_length=20).validators[0])


def _dress_name(form: forms.BaseForm) -> None:
    dress(form, {"name": _("Nama kunci ini")})
    field = form.fields["name"]
    field.help_text = _("Misalnya: HP saya, laptop kantor.")
    field.widget.attrs["maxlength"] = "60"
    field.validators += [forms.CharField(max_length=60).validators[0], validate_plain_text]


class CodeForm(base.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress_code(self, _("Kode 6 angka"), _("Atau salah satu kode cadangan Anda (8 angka)."))


class ConfirmByCodeForm(base.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress_code(self, _("Kode 6 angka"), _("Atau salah satu kode cadangan Anda (8 angka)."))


class ActivateAppForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress_code(self, _("Kode 6 angka dari aplikasi"))


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress_name(self)
        self.fields["name"].required = False
        dress(self, {"passwordless": _("Pakai juga untuk masuk tanpa kata sandi")})
        self.fields["passwordless"].help_text = _("HP atau laptop meminta sidik jari, wajah, PIN.")
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress_name(self)
