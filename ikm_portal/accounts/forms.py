"""The forms of signing in, in the portal's words. Field names are allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.fields import PasswordField
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ikm_portal.accounts import letters
from ikm_portal.accounts.models import User

_REQUIRED = {"required": _("Isi bagian ini.")}
PASSWORD_HELP = _(
    "Paling sedikit 10 huruf atau angka. Jangan angka saja, jangan nama Anda, "
    "jangan kata yang mudah ditebak."
)
MAX_PASSWORD = 128  # hashing a longer one only costs the server


def dress(form: forms.BaseForm, labels: dict[str, Any]) -> None:
    """Our labels and errors on allauth's fields; no placeholder that only repeats the label."""
    for name, label in labels.items():
        field: Any = form.fields[name]
        field.label, field.help_text = label, ""
        field.error_messages.update(_REQUIRED)
        field.widget.attrs.pop("placeholder", None)
        if isinstance(field.widget, forms.PasswordInput):
            field.widget.attrs["maxlength"] = str(MAX_PASSWORD)
            field.max_length = MAX_PASSWORD
            field.validators.append(forms.CharField(max_length=MAX_PASSWORD).validators[0])


def dress_new_password(form: forms.BaseForm, label: Any, again: Any) -> None:
    dress(form, {"password1": label, "password2": again})
    form.fields["password1"].help_text = PASSWORD_HELP


class _SamePassword:
    """The pair must agree; says so in our words."""

    def clean(self) -> Any:
        cleaned = forms.Form.clean(self) or {}  # type: ignore[arg-type]
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Kedua kata sandi tidak sama."))  # type: ignore[attr-defined]
        return cleaned


class SignInForm(allauth_forms.LoginForm):
    """`login` is an e-mail address or a phone number in any spelling."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            max_length=254, widget=forms.TextInput(attrs={"autocomplete": "username"})
        )
        self.order_fields(["login", "password"])
        dress(self, {"login": _("Surel atau nomor HP"), "password": _("Kata sandi")})
        self.fields["login"].widget.attrs.update({"autocapitalize": "none", "spellcheck": "false"})

    def user_credentials(self) -> dict[str, str]:
        return {"login": self.cleaned_data["login"], "password": self.cleaned_data["password"]}


class ForgottenPasswordForm(forms.Form):
    """Takes any address and says the same; only a real account's owner gets a letter."""

    email = forms.EmailField(
        label=_("Surel"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=_REQUIRED | {"invalid": _("Tulis surel seperti nama@contoh.id.")},
    )

    def save(self, request: HttpRequest, **_kwargs: Any) -> str:
        email = self.cleaned_data["email"]
        user = User.objects.find(email)
        letters.post(letters.send_reset_link, user.pk if user else 0)
        return email


class NewPasswordForm(_SamePassword, allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress_new_password(self, _("Kata sandi baru"), _("Tulis sekali lagi"))


class ChangePasswordForm(_SamePassword, allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, {"oldpassword": _("Kata sandi sekarang")})
        dress_new_password(self, _("Kata sandi baru"), _("Tulis sekali lagi"))


class ConfirmForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, {"password": _("Kata sandi")})


class InvitationForm(_SamePassword, forms.Form):
    """The strength of the password is judged by the action, which knows the person."""

    password1 = PasswordField(autocomplete="new-password")
    password2 = PasswordField(autocomplete="new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress_new_password(self, _("Buat kata sandi"), _("Tulis sekali lagi"))
