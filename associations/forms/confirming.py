"""What a member answers to confirm: the code with what only they know, then their own yes."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ikm_portal.accounts.forms import InvitationForm
from ikm_portal.common.forms import PhoneFormField, PlainTextField


class CodeForm(forms.Form):
    """Six digits, the NIK's last four and the birth date. Says nothing about which is wrong."""

    code = PlainTextField(
        label=_("Kode undangan"), max_length=20, help_text=_("6 angka di kertas undangan.")
    )
    nik_end = PlainTextField(label=_("4 angka terakhir NIK Anda"), max_length=10)
    birth_date = forms.DateField(
        label=_("Tanggal lahir Anda"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Isi bagian ini."), "invalid": _("Isi tanggalnya.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("code", "nik_end"):
            self.fields[name].widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})

    def _digits(self, name: str, count: int, sentence: Any) -> str:
        digits = re.sub(r"[\s.\-]", "", self.cleaned_data[name])
        if not re.fullmatch(rf"[0-9]{{{count}}}", digits):
            raise ValidationError(sentence)
        return digits

    def clean_code(self) -> str:
        return self._digits("code", 6, _("Kode terdiri dari 6 angka."))

    def clean_nik_end(self) -> str:
        return self._digits("nik_end", 4, _("Tulis 4 angka terakhir saja."))


class YesForm(forms.Form):
    """The yes itself. The page sends back, as `wording`, the versions that stood on it: a person
    agrees to what they read, not to what came after."""

    agree = forms.BooleanField(
        label=_("Saya sudah membaca dan setuju"),
        error_messages={"required": _("Beri tanda kalau Anda setuju.")},
    )

    def __init__(self, *args: Any, wording: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wording = wording

    def clean_agree(self) -> bool:
        if self.data.get("wording") != self.wording:
            raise ValidationError(_("Naskahnya baru saja berubah. Baca sekali lagi."))
        return True


class NewAccountForm(YesForm, InvitationForm):
    """The yes of somebody without an account. `phone` only where none can be used."""

    phone = PhoneFormField(label=_("Nomor HP Anda"), help_text=_("Dipakai untuk masuk nanti."))

    def __init__(self, *args: Any, asks_phone: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_phone:
            del self.fields["phone"]
        self.order_fields(["agree", "phone", "password1", "password2"])
