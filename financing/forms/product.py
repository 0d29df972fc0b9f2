"""A bank's product in the admin: its own limits are ticked, not typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from financing.models import Product
from financing.models.limits import PAPER_CHOICES, Industry
from financing.queries.offers import kabupaten_choices


class TickedField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, name: str, **kwargs: Any) -> None:
        column = Product._meta.get_field(name)
        assert isinstance(column, ArrayField)  # noqa: S101 - named by the form below
        super().__init__(
            label=capfirst(column.verbose_name),
            help_text=column.help_text,
            required=False,
            error_messages={"invalid_choice": _("%(value)s tidak ada dalam daftar.")},
            **kwargs,
        )

    def to_python(self, value: Any) -> list[str]:
        """In the order of the list, each once: the same limits are the same bytes."""
        return sorted(set(super().to_python(value)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial or [], data or [])


class ProductForm(forms.ModelForm):
    sectors = TickedField("sectors", choices=Industry.choices)
    regions = TickedField("regions", choices=kabupaten_choices)
    papers = TickedField("papers", choices=PAPER_CHOICES)

    class Meta:
        model = Product
        fields = ("sectors", "regions", "papers")
