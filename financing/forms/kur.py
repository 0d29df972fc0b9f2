"""Forms of the public KUR pages. A blank answer means "not known", never "no"."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from financing.kur.instalments import MAX_MONTHS, MAX_RATE
from financing.kur.words import tanggal
from ikm_portal.common.forms import RupiahFormField


class DayForm(forms.Form):
    """Another day on which to read the rules: not before `first`, not after `last`."""

    pada = forms.DateField(
        label=_("Lihat aturan pada tanggal"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"],
        error_messages={
            "required": _("Isi tanggalnya."),
            "invalid": _("Tanggal tidak terbaca. Tulis seperti 2025-08-17."),
        },
    )

    def __init__(
        self, *args: object, first: datetime.date, last: datetime.date, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.first, self.last = first, last
        self.fields["pada"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}

    def clean_pada(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["pada"]
        if day > self.last:
            raise ValidationError(_("Tanggal ini masih di depan. Pilih hari ini atau sebelumnya."))
        if day < self.first:
            first = tanggal(self.first).text(_now)
            raise ValidationError(
                _("Aturan di sini mulai %(first)s. Pilih tanggal sesudahnya.") % {"first": first}
            )
        return day


class CommaDecimalField(forms.DecimalField):
    """6, 6,5 or 6%: as people write a rate here."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, str):
            value = value.strip().removesuffix("%").strip().replace(",", ".")[:40]
        return super().to_python(value)


class LoanForm(forms.Form):
    """Amount, months and rate of a loan to calculate. Filled from a link that can be shared."""

    jumlah = RupiahFormField(label=_("Berapa yang dipinjam?"), min_value=100_000)
    bulan = forms.IntegerField(
        label=_("Dicicil berapa bulan?"),
        min_value=1,
        max_value=MAX_MONTHS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Isi berapa bulan."),
            "invalid": _("Tulis jumlah bulan dengan angka bulat, misalnya 24."),
            "min_value": _("Paling sedikit 1 bulan."),
            "max_value": _("Paling lama %(limit_value)s bulan."),
        },
    )
    bunga = CommaDecimalField(
        label=_("Bunga setahun (%)"),
        help_text=_("KUR: 6% efektif. Biarkan 6 kalau tidak tahu."),
        min_value=0,
        max_value=MAX_RATE,
        max_digits=8,
        decimal_places=2,
        required=False,
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Tulis bunga dengan angka, misalnya 6 atau 6,5."),
            "min_value": _("Bunga tidak boleh kurang dari 0."),
            "max_value": _("Bunga paling besar %(limit_value)s persen."),
            "max_digits": _("Tulis bunga dengan angka, misalnya 6 atau 6,5."),
            "max_decimal_places": _("Paling banyak dua angka di belakang koma."),
            "max_whole_digits": _("Tulis bunga dengan angka, misalnya 6 atau 6,5."),
        },
    )

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jumlah"].max_value = most  # type: ignore[attr-defined]
        self.fields["bunga"].widget.attrs["size"] = "6"

    def clean_bunga(self) -> Decimal:
        rate: Decimal | None = self.cleaned_data["bunga"]
        return USUAL_RATE if rate is None else rate


USUAL_RATE = Decimal(6)
