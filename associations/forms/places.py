"""Choosing a place without scripts: kecamatan, grouped by kabupaten or kota."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.enums import RegionLevel
from associations.models import Region


class KecamatanField(forms.ModelChoiceField):
    """Gives a Region. Its form calls `show` with what is stored, or with None."""

    default_error_messages = {
        "required": _("Pilih kecamatan."),
        "invalid_choice": _("Pilih dari daftar."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Region.objects.none(), **kwargs)

    def show(self, current: Region | None) -> None:
        """A desa that is stored already stays choosable beside all kecamatan."""
        listed = Region.objects.filter(level=RegionLevel.KECAMATAN)
        self.queryset = Region.objects.exclude(
            level__in=[RegionLevel.PROVINCE, RegionLevel.KABUPATEN]
        )
        groups: dict[str, list[tuple[str, str]]] = {}
        for code, name, kabupaten in listed.order_by("parent__name", "name").values_list(
            "code", "name", "parent__name"
        ):
            groups.setdefault(kabupaten, []).append((code, name))
        first: list[Any] = [("", _("Pilih …") if self.required else _("Sama"))]
        if current is not None and current.level != RegionLevel.KECAMATAN:
            first.append((current.pk, current.name))
        self.choices = [*first, *groups.items()]
