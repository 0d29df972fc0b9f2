"""Asking for support, and the talk about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.models import Association
from financing.models import SupportKind
from ikm_portal.common.forms import PlainTextField


class KindChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} – {obj.hint}" if obj.hint else obj.name


class SupportForm(forms.Form):
    """`people` and `association` only where somebody asks for an association."""

    association = forms.ModelChoiceField(
        queryset=Association.objects.none(), label=_("Untuk asosiasi"), required=False
    )
    kind = KindChoice(
        queryset=SupportKind.objects.none(),
        label=_("Dukungan apa yang Anda perlukan?"),
        empty_label=_("Pilih …"),
        error_messages={"required": _("Pilih jenisnya.")},
    )
    subject = PlainTextField(
        label=_("Yang Anda minta, singkat"),
        max_length=150,
        help_text=_("Misalnya: pelatihan kemasan kopi."),
    )
    body = PlainTextField(
        label=_("Ceritakan"),
        max_length=2000,
        rows=5,
        help_text=_("Apa masalahnya, untuk apa, kapan diperlukan."),
    )
    people = forms.IntegerField(
        label=_("Untuk berapa orang?"),
        required=False,
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    photo = forms.FileField(
        label=_("Foto atau PDF"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def __init__(self, *args: Any, associations: list[Association], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].queryset = SupportKind.objects.order_by("order", "name")
        if not associations:
            del fields["association"], fields["people"]
            return
        field = fields["association"]
        field.queryset = Association.objects.filter(pk__in=[one.pk for one in associations])
        if len(associations) == 1:
            field.initial = associations[0]
            field.widget = forms.HiddenInput()


class WordsForm(forms.Form):
    """A message, a question back, an answer, or why it did not help."""

    words = PlainTextField(label=_("Tulis di sini"), max_length=2000, rows=4)
    file = forms.FileField(
        label=_("Foto atau PDF"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def __init__(
        self, *args: Any, label: Any = None, with_file: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if label is not None:
            self.fields["words"].label = label
        if not with_file:
            del self.fields["file"]
