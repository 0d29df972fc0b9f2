"""Forms of the public KUR pages. A blank answer means "not known", never "no"."""

from __future__ import annotations

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from financing.kur.words import tanggal


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
