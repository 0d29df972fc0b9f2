"""A demand against the rule: allowed by the head of the branch, or reported by the applicant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from financing.enums import Demand
from ikm_portal.common.forms import PlainTextField


class AllowDemandForm(forms.Form):
    reason = PlainTextField(
        label=_("Mengapa agunan tetap diminta"),
        max_length=500,
        rows=3,
        help_text=_("Pemohon membaca kalimat ini bersama nama Anda dan haknya."),
    )


class AllowFeeForm(forms.Form):
    reason = PlainTextField(
        label=_("Mengapa biaya itu tetap disebut"),
        max_length=500,
        rows=3,
        help_text=_("Pemohon membaca kalimat ini bersama nama Anda dan haknya."),
    )


class AllowOneForm(forms.Form):
    """One paper or one reason of those that the rule stops on this case."""

    about = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih salah satu."),
            "invalid_choice": _("Pilih salah satu."),
        },
    )
    reason = PlainTextField(
        label=_("Mengapa tetap diizinkan"),
        max_length=500,
        rows=3,
        help_text=_("Pemohon membaca kalimat ini bersama nama Anda dan haknya."),
    )

    def __init__(
        self,
        *args: Any,
        label: str | Promise,
        choices: Sequence[tuple[str, str | Promise]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        about = self.fields["about"]
        assert isinstance(about, forms.ChoiceField)  # noqa: S101 - declared as one above
        about.label, about.choices = str(label), list(choices)


class ReportForm(forms.Form):
    demand = forms.ChoiceField(
        label=_("Tentang apa?"),
        choices=Demand.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih salah satu."),
            "invalid_choice": _("Pilih salah satu."),
        },
    )
    words = PlainTextField(
        label=_("Ceritakan singkat"),
        max_length=2000,
        rows=4,
        help_text=_("Siapa yang meminta, kapan, dan berapa. Jangan tulis PIN atau kata sandi."),
    )


class ReturnForm(forms.Form):
    note = PlainTextField(label=_("Apa yang perlu diubah?"), max_length=500, rows=3)
