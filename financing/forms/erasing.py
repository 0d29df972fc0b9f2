"""The last question before all is erased."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class EraseForm(forms.Form):
    """The password again: an open session on a lost phone must not be enough."""

    understood = forms.BooleanField(
        label=_("Saya mengerti bahwa ini tidak bisa diurungkan"),
        error_messages={"required": _("Centang dulu kalau Anda yakin.")},
    )
    password = forms.CharField(
        label=_("Kata sandi Anda"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Tulis kata sandi Anda.")},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("Kata sandi ini salah."))
        return password
