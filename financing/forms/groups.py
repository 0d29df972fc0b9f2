"""A group for KUR Khusus: what the managers write, whom they ask, what a member answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ikm_portal.common.forms import PlainTextField

_SEND = {"accept": "image/*,application/pdf"}


class GroupForm(forms.Form):
    offtaker = PlainTextField(
        label=_("Siapa pembeli tetapnya (offtaker)?"),
        max_length=150,
        help_text=_("Nama perusahaan, koperasi, atau pedagang yang berjanji membeli."),
    )
    purpose = PlainTextField(
        label=_("Untuk apa kreditnya?"),
        max_length=1000,
        rows=3,
        help_text=_("Misalnya: biji kopi untuk memenuhi pesanan tahun depan."),
    )
    contract = forms.FileField(
        label=_("Foto atau PDF perjanjian dengan pembeli"),
        required=False,
        allow_empty_file=True,  # the store says it in its own words
        help_text=_("Boleh nanti, tetapi harus ada sebelum dikirim ke Disperindag."),
        widget=forms.FileInput(attrs=_SEND),
    )


class MembersForm(forms.Form):
    """Whom to ask, of those offered on this page."""

    members = forms.TypedMultipleChoiceField(
        label=_("Siapa yang diajak?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Pilih paling sedikit satu orang."),
            "invalid_choice": _("Daftarnya baru saja berubah. Pilih lagi."),
        },
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["members"]
        field.choices = choices


class AgreeForm(forms.Form):
    is_beginner = forms.BooleanField(
        label=_("Saya baru mulai usaha (anggota pemula)"),
        required=False,
        help_text=_("Anggota pemula memerlukan surat dari ketua; bank akan memintanya."),
    )
