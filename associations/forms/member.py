"""A member as the association writes them down: the person, the business, its permits."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.actions.members import Firm, Person
from associations.enums import PermitKind, Sex
from associations.forms.places import KecamatanField
from associations.models import Association, KbliCode, Membership, Owner
from ikm_portal.common.forms import (
    NikFormField,
    NpwpFormField,
    PhoneFormField,
    PlainTextField,
    RupiahFormField,
)
from ikm_portal.common.nik import parse_nik

_REQUIRED = {"required": _("Isi bagian ini.")}
_DAY = {"invalid": _("Isi tanggalnya, misalnya 17-08-1980.")}
_PERMITS = (PermitKind.NIB, PermitKind.SKU, PermitKind.PIRT, PermitKind.HALAL)


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _whole_number() -> forms.NumberInput:
    return forms.NumberInput(attrs={"inputmode": "numeric"})


class KbliField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_edition_display()} {obj.code} – {obj.title}"


def kept_npwp(owner: Owner) -> str:
    """Beside an empty field that keeps what is there."""
    words = _("Tersimpan: %(npwp)s. Kosongkan kalau tidak berubah.")
    return str(words % {"npwp": owner.masked_npwp})


class PersonFields(forms.Form):
    """Sex and birth date stand in the NIK: left empty they come from there. Where both are given
    and differ, the form asks once whether the KTP really says so. Where the NIK was issued is no
    reason to ask: people move."""

    name = PlainTextField(label=_("Nama sesuai KTP"), max_length=150)
    nik = NikFormField(
        label=_("NIK"),
        help_text=_("16 angka di KTP. Hanya pemilik dan bank yang menerimanya bisa membacanya."),
    )
    birth_date = forms.DateField(
        label=_("Tanggal lahir"),
        required=False,
        widget=_day_input(),
        error_messages=_DAY,
        help_text=_("Boleh dikosongkan: diisi dari NIK."),
    )
    sex = forms.ChoiceField(
        label=_("Jenis kelamin"),
        required=False,
        choices=[("", _("Ikut NIK")), *Sex.choices],
        help_text=_("Boleh dikosongkan: diisi dari NIK."),
    )
    phone = PhoneFormField(
        label=_("Nomor HP"),
        required=False,
        help_text=_("Untuk masuk portal dan mengirim undangan. Misalnya 0812 3456 7890."),
    )
    is_married = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Tidak diisi")), ("ya", _("Sudah menikah")), ("tidak", _("Belum menikah"))],
    )
    address = PlainTextField(
        label=_("Alamat rumah"), max_length=255, required=False, help_text=_("Jalan, RT/RW, desa.")
    )
    region = KecamatanField(label=_("Kecamatan tempat tinggal"))
    npwp = NpwpFormField(
        label=_("NPWP"), required=False, help_text=_("Perlu hanya untuk kredit di atas Rp50 juta.")
    )
    as_ktp = forms.BooleanField(
        label=_("Sudah dicek: tanggal lahir dan jenis kelamin di KTP memang begitu"),
        required=False,
    )

    def clean_is_married(self) -> bool | None:
        return {"ya": True, "tidak": False}.get(self.cleaned_data["is_married"])

    def clean_birth_date(self) -> Any:
        day = self.cleaned_data["birth_date"]
        if day is not None and not 1900 < day.year <= timezone.localdate().year - 15:
            raise ValidationError(_("Periksa tahun lahirnya."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        nik = self.known_nik or cleaned.get("nik")
        if not nik:
            return cleaned
        told = parse_nik(nik)
        differs = [
            name
            for name, by_nik in (("birth_date", told.birth_date), ("sex", told.sex))
            if cleaned.get(name) and cleaned[name] != by_nik
        ]
        if "birth_date" not in self.errors:
            cleaned["birth_date"] = cleaned.get("birth_date") or told.birth_date
        cleaned["sex"] = cleaned.get("sex") or told.sex
        if differs and not cleaned.get("as_ktp"):
            self.asks_ktp = True
            for name in differs:
                self.add_error(name, _NIK_SAYS[name])
            self.add_error("as_ktp", _("Kalau KTP memang begitu, beri tanda di sini."))
        return cleaned

    known_nik = ""
    asks_ktp = False  # show the box only where it is needed

    def person(self) -> Person:
        given = self.cleaned_data
        names = ("name", "nik", "birth_date", "sex", "region", "phone", "npwp", "address")
        known = {"nik": self.known_nik, **given}
        return Person(is_married=given["is_married"], **{name: known[name] for name in names})


_NIK_SAYS = {
    "birth_date": _("NIK memuat tanggal lahir lain. Periksa NIK dan tanggalnya."),
    "sex": _("NIK memuat jenis kelamin lain. Periksa NIK dan pilihannya."),
}


class FirmFields(forms.Form):
    """The business. Permits are numbers; what is empty is not there."""

    firm_name = PlainTextField(label=_("Nama usaha"), max_length=150)
    product = PlainTextField(label=_("Yang dibuat"), max_length=120)
    kbli = KbliField(
        queryset=KbliCode.objects.none(),
        label=_("Kode usaha (KBLI)"),
        required=False,
        empty_label=_("Belum tahu"),
    )
    started_on = forms.DateField(
        label=_("Usaha mulai tanggal"),
        required=False,
        widget=_day_input(),
        error_messages=_DAY,
        help_text=_("Tidak ingat? Isi tanggal 1 pada bulan itu. KUR meminta usaha 6 bulan."),
    )
    workers = forms.IntegerField(
        label=_("Jumlah orang yang bekerja"),
        required=False,
        min_value=1,
        max_value=10_000,
        widget=_whole_number(),
        error_messages={"invalid": _("Isi dengan angka.")},
    )
    yearly_sales = RupiahFormField(
        label=_("Penjualan setahun, kira-kira"),
        required=False,
        max_value=10**13,
        help_text=_("Boleh ditulis 120 juta atau 120.000.000."),
    )
    firm_address = PlainTextField(label=_("Alamat usaha"), max_length=255, required=False)
    firm_region = KecamatanField(label=_("Kecamatan tempat usaha"), required=False)
    nib = PlainTextField(label=_("NIB"), max_length=20, required=False, help_text=_("13 angka."))
    sku = PlainTextField(
        label=_("Nomor surat keterangan usaha (SKU)"), max_length=40, required=False
    )
    pirt = PlainTextField(label=_("Nomor PIRT"), max_length=40, required=False)
    halal = PlainTextField(label=_("Nomor sertifikat halal"), max_length=40, required=False)

    def clean_started_on(self) -> Any:
        day = self.cleaned_data["started_on"]
        if day is not None and day > timezone.localdate():
            raise ValidationError(_("Tanggal ini belum terjadi."))
        if day is not None and day.year < 1930:
            raise ValidationError(_("Periksa tahunnya."))
        return day

    def clean_nib(self) -> str:
        number = re.sub(r"[\s.\-]", "", self.cleaned_data["nib"])
        if number and not re.fullmatch(r"\d{13}", number, re.ASCII):
            raise ValidationError(_("NIB terdiri dari 13 angka. Periksa lagi."))
        return number

    def firm(self) -> Firm:
        given = self.cleaned_data
        return Firm(
            name=given["firm_name"],
            product=given["product"],
            region=given["firm_region"] or given["region"],
            kbli=given["kbli"],
            started_on=given["started_on"],
            workers=given["workers"],
            yearly_sales=given["yearly_sales"],
            address=given["firm_address"],
            permits=self.permits(),
        )

    def permits(self) -> dict[str, str]:
        return {kind: self.cleaned_data[kind] for kind in _PERMITS if self.cleaned_data[kind]}


class MemberForm(PersonFields, FirmFields):
    """A new member. Product and KBLI begin as the association's own."""

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "product": association.commodity,
            "kbli": association.kbli,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kbli"].queryset = KbliCode.objects.order_by("code", "edition")
        fields["region"].show(None)
        fields["firm_region"].show(None)
        fields["nib"].widget.attrs["inputmode"] = "numeric"
        self.order_fields([*PERSON_ORDER, *FIRM_ORDER])

    def sections(self) -> list[tuple[Any, list[Any]]]:
        """The fields in the order of a conversation, each part with its heading."""
        hidden = set() if self.asks_ktp or "as_ktp" in self.data else {"as_ktp"}
        shown = [name for name in PERSON_ORDER if name in self.fields and name not in hidden]
        return [
            (_("Orangnya"), [self[name] for name in shown]),
            (_("Usahanya"), [self[name] for name in FIRM_ORDER if name not in _PERMITS]),
            (_("Izinnya"), [self[name] for name in _PERMITS]),
        ]


class EditForm(MemberForm):
    """A member who has no account yet. The NIK stays: a wrong one means another person."""

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        business, owner = membership.business, membership.business.owner
        numbers = {permit.kind: permit.number for permit in business.permits_as_stated()}
        same_place = business.region_id == owner.region_id
        initial: dict[str, Any] = {
            **{name: getattr(owner, name) for name in _OWNER},
            "is_married": {True: "ya", False: "tidak", None: ""}[owner.is_married],
            **{name: getattr(business, name) for name in _BUSINESS},
            "firm_name": business.name,
            "firm_address": business.address,
            "firm_region": "" if same_place else business.region_id,
            **{kind: numbers.get(kind, "") for kind in _PERMITS},
        }
        super().__init__(*args, association=membership.association, initial=initial, **kwargs)
        del self.fields["nik"]
        self.known_nik, self.known_npwp = owner.nik, owner.npwp
        fields: dict[str, Any] = self.fields
        if owner.npwp:  # a person's is the NIK, which an association does not read
            fields["npwp"].help_text = kept_npwp(owner)
        fields["region"].show(owner.region)
        fields["firm_region"].show(business.region)

    def clean_npwp(self) -> str:
        npwp: str = self.cleaned_data["npwp"] or self.known_npwp
        return npwp

    def permits(self) -> dict[str, str]:
        return {kind: self.cleaned_data[kind] for kind in _PERMITS}


_OWNER = ("name", "birth_date", "sex", "phone", "address", "region")
_BUSINESS = ("product", "kbli", "started_on", "workers", "yearly_sales")
PERSON_ORDER = (
    "name",
    "nik",
    "birth_date",
    "sex",
    "as_ktp",
    "phone",
    "is_married",
    "address",
    "region",
    "npwp",
)
FIRM_ORDER = (
    "firm_name",
    "product",
    "kbli",
    "started_on",
    "workers",
    "yearly_sales",
    "firm_address",
    "firm_region",
    *_PERMITS,
)
