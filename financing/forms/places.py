"""Choosing a place: kecamatan, grouped by kabupaten or kota."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.enums import RegionLevel
from associations.models import Region


class PlaceField(forms.ChoiceField):
    """Gives a Region. Empty until its form calls `show`: places are read per request.

    A desa that is stored already stays choosable beside all kecamatan.
    """

    default_error_messages = {"required": _("Pilih kecamatan.")}

    def show(self, current: Region | None) -> None:
        """`current` is offered even when it is no kecamatan."""
        groups: dict[str, list[tuple[str, str]]] = {}
        rows = (
            Region.objects.filter(level=RegionLevel.KECAMATAN)
            .order_by("parent__name", "name")
            .values_list("code", "name", "parent__name")
        )
        for code, name, kabupaten in rows:
            groups.setdefault(kabupaten, []).append((code, name))
        listed = {code for group in groups.values() for code, _name in group}
        choices: list[Any] = [("", _("Pilih …"))]
        if current is not None and current.pk not in listed:
            choices.append((current.pk, current.name))
        self.choices = [*choices, *groups.items()]

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Region) else value

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        return Region.objects.get(pk=code) if code else None
