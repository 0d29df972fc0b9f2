"""Drafting the KUR rules: values as people write them, checked by the engine itself."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from financing.actions.rules import CannotChangeRules, check_first_day
from financing.enums import EditionState
from financing.kur.keys import KEYS, BadRule, check_row
from financing.models import RuleEdition, RuleValue
from financing.rule_words import key_label, shape_of
from ikm_portal.common.forms import PlainTextField
from ikm_portal.common.money import parse_rupiah

_WORDS = {"ya": True, "tidak": False}


def written(value: Any) -> str:
    """A value as the form shows it; `read` takes it back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


def read(text: str, key: str) -> Any:
    """Rupiah in any spelling, numbers, ya/tidak, one word a line, or JSON. Empty ends a rule."""
    text = text.strip()
    if not text:
        return None
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    shape = KEYS[key][1][1] if key in KEYS else ""
    if shape.startswith("rupiah"):
        return parse_rupiah(text)
    if text[0] in "[{":
        return _json(text)
    if shape.startswith("daftar"):
        return [line.strip() for line in text.splitlines() if line.strip()]
    number = text.replace(",", ".")
    if number.lstrip("-").isdigit():
        return int(number)
    if number.lstrip("-").replace(".", "", 1).isdigit():
        return float(number)
    return text


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except ValueError:
        raise ValidationError(_("Tanda kurung atau koma daftar ini belum benar.")) from None


def _no_constant(name: str) -> Any:
    raise ValueError(name)


class EditionForm(forms.ModelForm):
    class Meta:
        model = RuleEdition
        fields = ("why", "effective_from")

    def clean_effective_from(self) -> Any:
        day = self.cleaned_data["effective_from"]
        try:
            check_first_day(day)
        except CannotChangeRules as problem:
            raise ValidationError(str(problem)) from None
        return day


class RuleValueForm(forms.ModelForm):
    """`value` as text. On a change, scheme and key stay as they are."""

    value = forms.CharField(
        label=_("Nilai"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    condition = forms.CharField(label=_("Hanya bila (JSON)"), required=False, max_length=1000)
    source_codes = forms.MultipleChoiceField(label=_("Sumber"), required=False)

    class Meta:
        model = RuleValue
        fields = (
            "edition",
            "scheme",
            "key",
            "value",
            "valid_from",
            "valid_to",
            "region",
            "condition",
            "regulation",
            "source_codes",
            "confidence",
            "note",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        edition = self.instance.edition if not self.is_new else None
        if "edition" in self.fields:
            open_ones = RuleEdition.objects.filter(
                state__in=[EditionState.DRAFT, EditionState.REHEARSED]
            )
            self.fields["edition"].queryset = open_ones  # type: ignore[attr-defined]
            wanted = str(self.data.get("edition") or self.initial.get("edition") or "")
            edition = open_ones.filter(pk=int(wanted)).first() if wanted.isdigit() else None
        if "key" in self.fields:
            choices = [(key, f"{key_label(key)} ({shape_of(key)})") for key in KEYS]
            self.fields["key"] = forms.ChoiceField(label=_("Aturan"), choices=choices)
        if "value" in self.fields:
            self.fields["value"].help_text = _(
                "Kosongkan untuk mengakhiri aturan ini. Bentuk: %(shape)s."
            ) % {"shape": shape_of(self.instance.key) or _("menurut aturannya")}
            if not self.is_new:
                self.initial["value"] = written(self.instance.value)
                condition = self.instance.condition
                self.initial["condition"] = json.dumps(condition) if condition else ""
        if "source_codes" in self.fields:
            sources = edition.sources.all() if edition else []
            self.fields["source_codes"].choices = [  # type: ignore[attr-defined]
                (source.code, str(source)) for source in sources
            ]

    def clean_value(self) -> Any:
        key = self.cleaned_data.get("key") or self.instance.key
        try:
            return read(self.cleaned_data["value"], key)
        except ValidationError:
            raise
        except ValueError as problem:
            raise ValidationError(str(problem)) from None

    def clean_condition(self) -> Any:
        text = self.cleaned_data["condition"].strip()
        found = _json(text) if text[:1] in ("[", "{") else text
        if not found:
            return None
        if not isinstance(found, dict):
            raise ValidationError(
                _("Tulis seperti ini: %(example)s")
                % {"example": '{"sector_group": ["perkebunan"]}'}
            )
        return found

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        item = {**self.instance.as_item(), **{k: v for k, v in cleaned.items() if k != "edition"}}
        try:
            check_row(item)
        except BadRule as problem:
            field = problem.field if problem.field in self.fields else None
            self.add_error(field, problem.sentence.text(gettext))
        return cleaned


class SourceForm(forms.Form):
    code = forms.SlugField(label=_("Nomor singkat"), max_length=20, help_text=_("Misalnya S30."))
    title = PlainTextField(label=_("Judul dan pasal"), max_length=300)
    url = forms.URLField(label=_("Alamat laman"), max_length=500, required=False)


class FirstDayForm(forms.Form):
    day = forms.DateField(
        label=_("Berlaku mulai"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class RestoreForm(forms.Form):
    why = PlainTextField(label=_("Mengapa dikembalikan?"), max_length=1000, rows=3)
    effective_from = forms.DateField(
        label=_("Berlaku mulai"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CancelForm(forms.Form):
    note = PlainTextField(label=_("Mengapa dibatalkan?"), max_length=1000, rows=2)
