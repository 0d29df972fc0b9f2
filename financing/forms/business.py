"""One's own business and how to reach its owner."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.enums import PermitKind
from associations.forms.member import kept_npwp
from associations.forms.places import KecamatanField
from associations.models import Business, Owner
from ikm_portal.common.forms import NpwpFormField, PhoneFormField, PlainTextField, RupiahFormField

_MOST_SALES = 10**13
NIB_HELD = _("Nomor ini tercatat pada usaha lain. Periksa angkanya, atau kosongkan.")


class BusinessForm(forms.Form):
    """What a bank needs to know of the business; its initial values are what the portal has."""

    name = PlainTextField(label=_("Nama usaha"), max_length=150)
    product = PlainTextField(
        label=_("Yang dibuat atau dijual"), max_length=120, help_text=_("Misalnya: kopi bubuk.")
    )
    started_on = forms.DateField(
        label=_("Usaha mulai tanggal"),
        help_text=_("Tidak ingat tanggalnya? Isi tanggal 1 pada bulan itu."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Isi kapan usaha dimulai."), "invalid": _("Isi tanggalnya.")},
    )
    workers = forms.IntegerField(
        label=_("Jumlah orang yang bekerja"),
        help_text=_("Termasuk Anda dan keluarga yang ikut bekerja."),
        min_value=1,
        max_value=10_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Isi jumlahnya."), "invalid": _("Isi dengan angka.")},
    )
    yearly_sales = RupiahFormField(
        label=_("Penjualan setahun, kira-kira"),
        help_text=_("Boleh ditulis 120 juta atau 120.000.000."),
        max_value=_MOST_SALES,
    )
    address = PlainTextField(
        label=_("Alamat usaha"), max_length=255, help_text=_("Jalan, nomor, RT/RW, desa.")
    )
    region = KecamatanField(label=_("Kecamatan tempat usaha"))
    nib = PlainTextField(
        label=_("Nomor NIB"),
        max_length=20,
        required=False,
        help_text=_("13 angka. Belum punya? Kosongkan. NIB gratis di oss.go.id."),
    )

    def __init__(self, *args: Any, business: Business, **kwargs: Any) -> None:
        permits = {permit.kind: permit for permit in business.permits_as_stated()}
        nib = permits.get(PermitKind.NIB)
        names = ("name", "product", "started_on", "workers", "yearly_sales", "address", "region")
        initial = {name: getattr(business, name) for name in names}
        kwargs["initial"] = {**initial, "nib": nib.number if nib else ""}
        super().__init__(*args, **kwargs)
        self.fields["region"].show(business.region)  # type: ignore[attr-defined]
        self.fields["nib"].widget.attrs["inputmode"] = "numeric"
        if nib is not None and nib.pk is None:
            self.fields["nib"].help_text = NIB_HELD

    def clean_started_on(self) -> Any:
        day = self.cleaned_data["started_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Tanggal ini belum terjadi."))
        if day.year < 1930:
            raise ValidationError(_("Periksa tahunnya."))
        return day

    def clean_nib(self) -> str:
        number = re.sub(r"[\s.\-]", "", self.cleaned_data["nib"])
        if number and not re.fullmatch(r"\d{13}", number, re.ASCII):
            raise ValidationError(_("NIB terdiri dari 13 angka. Periksa lagi."))
        return number


_MARRIED = [("", _("Tidak diisi")), ("ya", _("Sudah menikah")), ("tidak", _("Belum menikah"))]


class OwnerForm(forms.Form):
    """What a person may correct about themselves. Name, NIK and birth date are the KTP's."""

    phone = PhoneFormField(
        label=_("Nomor HP"), help_text=_("Bank dan petugas menghubungi nomor ini.")
    )
    is_married = forms.ChoiceField(
        label=_("Status"),
        choices=_MARRIED,
        required=False,
        help_text=_("Untuk syarat umur KUR."),
    )
    address = PlainTextField(label=_("Alamat rumah"), max_length=255, required=False)
    region = KecamatanField(label=_("Kecamatan tempat tinggal"))
    npwp = NpwpFormField(
        label=_("NPWP"), required=False, help_text=_("Wajib hanya untuk kredit di atas Rp50 juta.")
    )

    def __init__(self, *args: Any, owner: Owner, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "phone": owner.phone,
            "is_married": {True: "ya", False: "tidak", None: ""}[owner.is_married],
            "address": owner.address,
            "region": owner.region,
        }
        super().__init__(*args, **kwargs)
        self.fields["region"].show(owner.region)  # type: ignore[attr-defined]
        self.owner = owner
        if owner.npwp:  # a person's is the NIK: it does not stand in a page unasked
            self.fields["npwp"].help_text = kept_npwp(owner)

    def clean_npwp(self) -> str:
        npwp: str = self.cleaned_data["npwp"] or self.owner.npwp
        return npwp

    def clean_is_married(self) -> bool | None:
        return {"ya": True, "tidak": False}.get(self.cleaned_data["is_married"])
