"""What the office writes when it places a group."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from financing.actions.placement import MOST_SEED, CannotPlace, check_start
from financing.models import PlacementRun


class StartForm(forms.ModelForm):
    seed = forms.IntegerField(
        label=_("Angka acak"),
        help_text=_("Biarkan 0. Angka yang sama memberi hasil yang sama."),
        min_value=0,
        max_value=MOST_SEED,
        initial=0,
    )

    class Meta:
        model = PlacementRun
        fields = ("association", "seed")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if association := cleaned.get("association"):
            try:
                check_start(association)
            except CannotPlace as problem:
                self.add_error(problem.field, str(problem))
        return cleaned
