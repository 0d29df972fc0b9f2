"""Form fields for what people of Lampung write: rupiah, NIK, NPWP, phone, plain text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ikm_portal.common.models.fields import MAX_RUPIAH
from ikm_portal.common.money import format_rupiah, parse_rupiah
from ikm_portal.common.nik import parse_nik
from ikm_portal.common.npwp import parse_npwp
from ikm_portal.common.phone import parse_phone, show_phone
from ikm_portal.common.text import tidy, validate_plain_text


class PlainTextField(forms.CharField):
    """Text with a bound and without hidden characters. `max_length` is required on purpose."""

    default_error_messages = {"required": _("Isi bagian ini.")}

    def __init__(self, *, max_length: int, rows: int | None = None, **kwargs: Any) -> None:
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)
        self.validators.append(validate_plain_text)

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class _ParsedField(forms.CharField):
    """A line of text that a parser turns into its stored form; its sentence is the error."""

    default_error_messages = {"required": _("Isi bagian ini.")}
    parser: Callable[[str], str] = staticmethod(str)
    numeric = True

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.validators.append(validate_plain_text)
        if self.numeric:
            self.widget.attrs.setdefault("inputmode", "numeric")
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        if not written:
            return ""
        try:
            return self.parser(written)
        except ValueError as problem:
            raise ValidationError(str(problem), code="invalid") from None


class NikFormField(_ParsedField):
    parser = staticmethod(lambda written: parse_nik(written).value)


class NpwpFormField(_ParsedField):
    parser = staticmethod(parse_npwp)


class PhoneFormField(_ParsedField):
    parser = staticmethod(parse_phone)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "tel", "autocomplete": "tel"})

    def prepare_value(self, value: Any) -> Any:
        return show_phone(value) if isinstance(value, str) else value


class RupiahInput(forms.TextInput):
    template_name = "django/forms/widgets/rupiah.html"


class RupiahFormField(forms.Field):
    """Whole rupiah. Takes 10 juta, Rp10.000.000, 10000000; gives an int or None."""

    widget = RupiahInput
    default_error_messages = {"required": _("Isi jumlahnya dalam rupiah.")}

    def __init__(self, *, min_value: int = 0, max_value: int = MAX_RUPIAH, **kwargs: Any) -> None:
        for foreign in ("max_length", "empty_value"):
            kwargs.pop(foreign, None)
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "numeric")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        if len(str(value)) > 40:
            raise ValidationError(_("Tulis jumlahnya dengan angka saja."), code="invalid")
        try:
            return parse_rupiah(str(value))
        except ValueError as problem:
            raise ValidationError(str(problem), code="invalid") from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if value < self.min_value:
            raise ValidationError(
                _("Paling sedikit %(least)s.") % {"least": format_rupiah(self.min_value)},
                code="min_value",
            )
        if value > self.max_value:
            raise ValidationError(
                _("Paling banyak %(most)s.") % {"most": format_rupiah(self.max_value)},
                code="max_value",
            )

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True
