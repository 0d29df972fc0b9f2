"""The questions of /kur/cek/, built from the engine's own list of fields.

Nothing is required: a blank answer is "not known". The engine wants dates of birth and of the
start of the business; here people are asked their age and a month, which settles every rule that
counts whole years and months, and gives away less.
"""

from __future__ import annotations

import datetime
from calendar import monthrange
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import dates, timezone
from django.utils.formats import date_format
from django.utils.functional import lazystr
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from financing.kur import fields as engine
from financing.kur.calendar_months import add_years
from financing.kur.facts import NO_BANK, Facts
from financing.kur.reading import BadFact, read_facts
from ikm_portal.common.forms import PlainTextField, RupiahFormField
from ikm_portal.common.money import format_rupiah

OTHER_BANK = "lain"
NONE_OF_THEM = "tidak"
AGES = (10, 120)
SHORT = tuple(field.name for field in engine.SHORT)
NOT_KNOWN = "lewati"
_YES_NO = (("ya", _("Ya")), ("tidak", _("Tidak")), (NOT_KNOWN, _("Tidak tahu")))
_BLANK: tuple[Any, ...] = (None, "", [], NOT_KNOWN)
_PICK = {
    "invalid_choice": _("Pilih salah satu jawaban."),
    "invalid_list": _("Pilih dari daftar."),
}


def translated(text: str) -> Any:
    """A text that the engine marked, in the language of whoever reads the page."""
    return _(text) if text else lazystr("")


class NumberField(forms.IntegerField):
    def __init__(self, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(
            min_value=low,
            max_value=high,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={
                "invalid": _("Tulis dengan angka bulat saja."),
                "min_value": _("Paling sedikit %(limit_value)s."),
                "max_value": _("Paling banyak %(limit_value)s."),
            },
            **kwargs,
        )


PARTS = ("bulan", "tahun")


class MonthWidget(forms.MultiWidget):
    """Month and year, for people who do not remember the day."""

    def __init__(self) -> None:
        months = [("", _("Bulan")), *((str(n), dates.MONTHS[n]) for n in range(1, 13))]
        year = {
            "inputmode": "numeric",
            "autocomplete": "off",
            "placeholder": _("Tahun"),
            "aria-label": _("Tahun"),
            "class": "half",
        }
        super().__init__(
            {
                "bulan": forms.Select(
                    choices=months, attrs={"aria-label": _("Bulan"), "class": "half"}
                ),
                "tahun": forms.TextInput(attrs=year),
            }
        )

    def decompress(self, value: datetime.date | None) -> list[Any]:
        return [str(value.month), value.year] if value else ["", ""]


class MonthField(forms.MultiValueField):
    """The last day of a month (today for this month): never older than it really is."""

    widget = MonthWidget

    def __init__(self, **kwargs: Any) -> None:
        months = [(str(n), str(n)) for n in range(1, 13)]
        super().__init__(
            fields=(
                forms.ChoiceField(choices=months, required=False, error_messages=_PICK),
                NumberField(1900, 9999, required=False),
            ),
            require_all_fields=False,
            **kwargs,
        )

    def compress(self, values: list[Any]) -> datetime.date | None:
        month, year = values or ("", None)
        if not month and not year:
            return None
        if not month or not year:
            raise ValidationError(_("Isi bulan dan tahunnya."), code="half")
        today = timezone.localdate()
        day = datetime.date(year, int(month), monthrange(year, int(month))[1])
        return today if (day.year, day.month) == (today.year, today.month) else day


class CheckForm(forms.Form):
    """Every question the engine knows. `shown` says which of them the page asks."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kabupaten: list[tuple[str, str]],
        banks: list[tuple[str, str]],
        shown: tuple[str, ...] = SHORT,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.written = data if data is not None else QueryDict()
        lists: dict[str, list[tuple[str, Any]]] = {
            "region": list(kabupaten),
            "bank": [(NO_BANK, _("Tidak ada")), *banks, (OTHER_BANK, _("Bank lain"))],
        }
        for field in engine.ALL:
            self.fields[field.name] = _field_for(field, lists)
        self._shown = shown

    def shown(self) -> list[forms.BoundField]:
        """The fields to draw: those asked for, and any other that was answered or is wrong."""
        return [
            self[name]
            for name in self.fields
            if name in self._shown or self.answered(name) or (self.is_bound and name in self.errors)
        ]

    def answers(self) -> dict[str, list[str]]:
        """What was written, under the names of the page's inputs: to hand on, or to keep."""
        wanted = [raw for name in self.fields for raw in self.raw_names(name)]
        given = {raw: [v for v in self.written.getlist(raw) if v not in _BLANK] for raw in wanted}
        return {raw: values for raw, values in given.items() if values}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        known = {name: value for name, value in cleaned.items() if value not in _BLANK}
        if not known:
            raise ValidationError(_("Jawab dulu paling sedikit satu pertanyaan."), code="empty")
        today = timezone.localdate()
        try:
            self.facts: Facts = read_facts(_as_engine_reads(known, today), today)
        except BadFact as problem:
            field = problem.field if problem.field in self.fields else None
            self.add_error(field, problem.sentence.text(gettext))
        return cleaned

    def raw_names(self, name: str) -> list[str]:
        widget = self.fields[name].widget
        if isinstance(widget, MonthWidget):
            return [f"{name}_{part}" for part in PARTS]
        return [name]

    def answered(self, name: str) -> bool:
        if not self.is_bound:
            return False
        return any(self.data.get(raw) not in _BLANK for raw in self.raw_names(name))

    def display(self, name: str) -> str:
        """An answer in words, for reading back."""
        value = self.cleaned_data[name]
        if isinstance(value, datetime.date):
            return date_format(value, "F Y")
        if isinstance(self.fields[name], RupiahFormField):
            return format_rupiah(value)
        choices = dict(getattr(self.fields[name], "choices", ()))
        if isinstance(value, list):
            return ", ".join(str(choices[item]) for item in value)
        return str(choices.get(value, value))


def _field_for(field: engine.Field, lists: dict[str, list[tuple[str, Any]]]) -> forms.Field:
    said: dict[str, Any] = {
        "label": translated(field.question),
        "help_text": translated(field.help),
        "required": False,
    }
    if field.name == "birth_date":
        return NumberField(*AGES, **{**said, "label": _("Berapa umur Anda (tahun)?")})
    if field.name == "business_started_on":
        return MonthField(**said)
    choices = [(value, translated(word)) for value, word in field.choices]
    match field.kind:
        case "rupiah":
            return RupiahFormField(min_value=field.low, max_value=field.high, **said)
        case "months" | "count":
            return NumberField(field.low, field.high, **said)
        case "yesno":
            return _radios(_YES_NO, said)
        case "kol":
            return _radios([*((str(n), str(n)) for n in range(1, 6)), _YES_NO[2]], said)
        case "choice" if len(choices) <= 3:
            return _radios([*choices, _YES_NO[2]], said)
        case "choice":
            return _select(choices, said)
        case "choices":
            return forms.MultipleChoiceField(
                choices=[(NONE_OF_THEM, _("Tidak ada")), *choices],
                widget=forms.CheckboxSelectMultiple,
                error_messages=_PICK,
                **said,
            )
        case "region" | "bank":
            return _select(lists[field.kind], said)
        case _:
            return PlainTextField(max_length=5, **said)


def _radios(choices: Any, said: dict[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=choices, widget=forms.RadioSelect, error_messages=_PICK, **said
    )


def _select(choices: list[tuple[str, Any]], said: dict[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[("", _("Pilih")), *choices], error_messages=_PICK, **said)


def _as_engine_reads(known: dict[str, Any], today: datetime.date) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, value in known.items():
        kind = engine.BY_NAME[name].kind
        if name == "birth_date":
            value = add_years(today, -value)
        elif kind == "choices":
            # Ticking "none" beside a kind of credit is a slip: the credit counts.
            value = [item for item in value if item != NONE_OF_THEM]
        out[name] = value
    return out
