"""What the office writes when it places a group."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from associations.enums import RegionLevel
from associations.models import Association, Region
from financing.actions.nation import check_nation
from financing.actions.placement import MOST_SEED, CannotPlace, check_start
from financing.models import NationalPlacement, PlacementRun
from financing.models.placement import ANSWER_DAYS, MODES
from financing.placing import waiting_files
from ikm_portal.common.forms import PlainTextField


class RegionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Region) -> str:
        if obj.level == RegionLevel.PROVINCE:
            return gettext("Provinsi %(name)s") % {"name": obj.name}
        return obj.name


class StartForm(forms.ModelForm):
    association = forms.ModelChoiceField(
        label=_("Asosiasi"),
        help_text=_("Yang anggotanya sedang menunggu bank."),
        required=False,
        queryset=Association.objects.filter(
            Exists(waiting_files().filter(association=OuterRef("pk")))
        ).order_by("name"),
        error_messages={
            "invalid_choice": _("Tidak ada pengajuan asosiasi ini yang menunggu bank."),
        },
    )
    region = RegionField(
        label=_("Atau satu kabupaten/kota, atau seluruh provinsi"),
        help_text=_("Semua yang menunggu bank di sana, dengan atau tanpa asosiasi."),
        required=False,
        queryset=Region.objects.filter(
            Exists(
                waiting_files().filter(business__region__code__startswith=OuterRef("code")),
            ),
            level__in=[RegionLevel.PROVINCE, RegionLevel.KABUPATEN],
        ).order_by("code"),
        error_messages={"invalid_choice": _("Tidak ada pengajuan di sini yang menunggu bank.")},
    )
    seed = forms.IntegerField(
        label=_("Angka acak"),
        help_text=_("Biarkan 0. Angka yang sama memberi hasil yang sama."),
        min_value=0,
        max_value=MOST_SEED,
        initial=0,
    )

    class Meta:
        model = PlacementRun
        fields = ("association", "region", "seed")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not {"association", "region"} & self.errors.keys():
            try:
                check_start(cleaned.get("association"), cleaned.get("region"))
            except CannotPlace as problem:
                self.add_error(problem.field, str(problem))
        return cleaned


class NationForm(forms.ModelForm):
    seed = forms.IntegerField(
        label=_("Angka acak"),
        help_text=_("Biarkan 0. Angka yang sama memberi hasil yang sama."),
        min_value=0,
        max_value=MOST_SEED,
        initial=0,
    )

    class Meta:
        model = NationalPlacement
        fields = ("seed",)

    def clean(self) -> dict[str, Any]:
        try:
            check_nation()
        except CannotPlace as problem:
            self.add_error(None, str(problem))
        return super().clean() or self.cleaned_data


class ChooseForm(forms.Form):
    mode = forms.ChoiceField(
        label=_("Cara"),
        choices=MODES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih salah satu cara.")},
    )
    why = PlainTextField(
        label=_("Mengapa cara ini?"),
        help_text=_("Dibaca orang kedua, lalu anggota dan pengurus."),
        max_length=1000,
        rows=3,
    )
    answer_days = forms.IntegerField(
        label=_("Hari kerja untuk menolak"),
        help_text=_("Selama ini anggota boleh menolak tempatnya. Sesudahnya berkas dikirim."),
        min_value=1,
        max_value=30,
        initial=ANSWER_DAYS,
    )


class DeclineForm(forms.Form):
    note = PlainTextField(label=_("Mengapa tidak?"), max_length=1000, rows=3)
