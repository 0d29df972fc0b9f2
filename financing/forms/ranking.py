"""Weights of the order, as the office writes them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from financing.actions.ranking import CannotWeigh, check_day
from financing.matching.score import Part, Weights
from financing.models import RankingWeights


class WeightsForm(forms.ModelForm):
    class Meta:
        model = RankingWeights
        fields = (*[part.value for part in Part], "why", "effective_from")
        widgets = {"effective_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean_effective_from(self) -> Any:
        day = self.cleaned_data["effective_from"]
        try:
            check_day(day)
        except CannotWeigh as problem:
            raise ValidationError(str(problem)) from None
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        parts = [cleaned.get(part.value) for part in Part]
        if None in parts:  # its own field says what is wrong
            return cleaned
        total = sum(part for part in parts if part is not None)
        if total != 100:
            sentence = _("Jumlah semua bobot harus 100, sekarang %(total)d.")
            raise ValidationError(sentence, params={"total": total})
        cleaned["weights"] = Weights(**{part.value: cleaned[part.value] for part in Part})
        return cleaned
