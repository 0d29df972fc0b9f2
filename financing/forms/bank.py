"""What a bank officer writes: decisions, requests for papers, akad and money."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from financing import demand_rules
from financing.actions.referrals import Offer, WantedPaper
from financing.enums import DeclineReason, PaperKind
from financing.models import Referral
from financing.papers import published_names
from ikm_portal.accounts.models import User
from ikm_portal.common.forms import PlainTextField, RupiahFormField
from ikm_portal.common.money import format_rupiah
from ikm_portal.common.outcome import Answer

_EMPTY = _("Isi bagian ini.")


class PercentField(forms.DecimalField):
    """A rate a year, written 6 or 6,25 (or 6.25)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=0,
            max_value=36,
            max_digits=5,
            decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={
                "required": _EMPTY,
                "invalid": _("Tulis bunga dengan angka, misalnya 6 atau 6,25."),
                "min_value": _("Bunga paling sedikit 0 persen."),
                "max_value": _("Bunga paling banyak 36 persen setahun."),
                "max_digits": _("Tulis bunga dengan angka, misalnya 6 atau 6,25."),
                "max_decimal_places": _("Paling banyak dua angka di belakang koma."),
                "max_whole_digits": _("Bunga paling banyak 36 persen setahun."),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip().removesuffix("%").strip().replace(",", ".")
            if len(value) > 12:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else value


class DayField(forms.DateField):
    """A day, written by the browser's own calendar or as 24/11/2026."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
            error_messages={
                "required": _("Isi tanggalnya."),
                "invalid": _("Tulis tanggal seperti 24/11/2026."),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> datetime.date | None:
        day = super().to_python(value)
        if day and day.year < 2000:
            raise ValidationError(_("Periksa tahunnya."), code="invalid")
        return day


class MonthsField(forms.IntegerField):
    """How long a loan runs, in months."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=1,
            max_value=120,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            error_messages={
                "required": _EMPTY,
                "invalid": _("Tulis jangka waktu dengan angka, misalnya 24."),
                "min_value": _("Paling sedikit 1 bulan."),
                "max_value": _("Paling banyak 120 bulan."),
            },
            **kwargs,
        )


class ApproveForm(forms.Form):
    """The bank's yes. Prefilled with what was asked, at the product's rate."""

    amount = RupiahFormField(label=_("Jumlah yang disetujui"), min_value=1)
    months = MonthsField(label=_("Jangka waktu (bulan)"))
    rate = PercentField(label=_("Bunga efektif setahun (%)"))
    conditions = PlainTextField(
        label=_("Syarat"),
        max_length=1000,
        rows=3,
        required=False,
        help_text=_("Yang harus dipenuhi sebelum akad. Pemohon membacanya."),
    )
    words = PlainTextField(label=_("Pesan untuk pemohon"), max_length=1000, rows=3, required=False)

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial",
            {"amount": referral.amount, "months": referral.months, "rate": referral.product.rate},
        )
        super().__init__(*args, **kwargs)
        amount = self.fields["amount"]
        assert isinstance(amount, RupiahFormField)  # noqa: S101
        amount.max_value = referral.amount
        amount.help_text = _("Diminta %(asked)s. Tidak boleh lebih.") % {
            "asked": format_rupiah(referral.amount)
        }
        self.fields["months"].help_text = _(
            "Diminta %(asked)s bulan. Produk ini sampai %(most)s bulan."
        ) % {
            "asked": referral.months,
            "most": referral.product.max_months(referral.application.purpose),
        }

    def offer(self) -> Offer:
        return Offer(**{name: self.cleaned_data[name] for name in self.fields})


class CounterForm(forms.Form):
    """Another amount and time, to be looked at beside what was asked. Decides nothing."""

    jumlah = RupiahFormField(label=_("Jumlah"), min_value=1)
    bulan = MonthsField(label=_("Bulan"))

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        initial = {"jumlah": referral.amount, "bulan": referral.months}
        super().__init__(*args, **{"initial": initial, "label_suffix": ""} | kwargs)
        amount = self.fields["jumlah"]
        assert isinstance(amount, RupiahFormField)  # noqa: S101 - declared as one above
        amount.max_value = referral.amount


class DeclineManyForm(forms.Form):
    """The bank's no: each reason stands with what the applicant will read about it."""

    reason = forms.ChoiceField(
        label=_("Alasan"),
        widget=forms.RadioSelect,
        help_text=_("Di bawah tiap alasan: saran yang dibaca pemohon."),
        error_messages={"required": _("Pilih satu alasan."), "invalid_choice": _("Pilih alasan.")},
    )
    words = PlainTextField(
        label=_("Penjelasan untuk pemohon"),
        max_length=1000,
        rows=4,
        help_text=_("Tulis dengan kata sederhana apa yang kurang. Pemohon membacanya."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = self.fields["reason"]
        assert isinstance(reasons, forms.ChoiceField)  # noqa: S101 - declared as one above
        reasons.choices = [
            (
                reason,
                format_html("<span>{}<br><small>{}</small></span>", reason.label, reason.advice),
            )
            for reason in DeclineReason
        ]


class DeclineForm(DeclineManyForm):
    """Of one case: a reason that the rule forbids here is stopped beside the field."""

    def __init__(self, *args: Any, referral: Referral, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.referral, self.by = referral, by

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        answer = demand_rules.may_decline_for(self.referral, reason, by=self.by)
        if not answer:
            raise ValidationError(str(answer.reason), code="forbidden")
        return reason


class PapersForm(forms.Form):
    """One line for each kind of paper: what has a reason is asked for."""

    def __init__(
        self,
        *args: Any,
        referral: Referral,
        by: Any,
        have: Mapping[str, str | Promise],
        **kwargs: Any,
    ) -> None:
        """`have`: what already lies in the file, by kind, in words."""
        super().__init__(*args, **kwargs)
        self.referral, self.by = referral, by
        self.names = published_names(referral.product)
        for kind in PaperKind:
            if kind == PaperKind.OTHER and self.names:
                self.fields["other_name"] = forms.ChoiceField(
                    label=_("Berkas lain yang mana"),
                    choices=[("", _("Pilih")), *((name, name) for name in self.names)],
                    required=False,
                    help_text=_("Yang diterbitkan bank Anda untuk produk ini."),
                )
            allowed = self._may(kind)
            self.fields[kind.value] = PlainTextField(
                label=kind.label,
                max_length=190 if kind == PaperKind.OTHER and self.names else 300,
                required=False,
                help_text=have.get(kind, "") if allowed else allowed.reason,
            )

    def _may(self, kind: str) -> Answer:
        """A name that is not chosen yet is asked for when something was written."""
        name = self.names[0] if kind == PaperKind.OTHER and self.names else ""
        return demand_rules.may_ask_paper(self.referral, kind, by=self.by, name=name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for kind in PaperKind:
            if data.get(kind):
                answer = demand_rules.may_ask_paper(
                    self.referral, kind, by=self.by, name=self._name(kind)
                )
                if not answer:
                    self.add_error(kind.value, str(answer.reason))
        if not self.errors and not self.papers():
            raise ValidationError(_("Tulis alasan pada paling sedikit satu berkas."))
        return data

    def _name(self, kind: str) -> str:
        return self.cleaned_data.get("other_name", "") if kind == PaperKind.OTHER else ""

    def papers(self) -> list[WantedPaper]:
        return [
            WantedPaper(kind, self.cleaned_data[kind], self._name(kind))
            for kind in PaperKind.values
            if self.cleaned_data.get(kind)
        ]


class ContractForm(forms.Form):
    number = PlainTextField(label=_("Nomor akad"), max_length=60)
    signed_on = DayField(label=_("Tanggal akad ditandatangani"))


class DisbursementForm(forms.Form):
    amount = RupiahFormField(label=_("Jumlah yang cair"), min_value=1)
    paid_on = DayField(label=_("Tanggal cair"))


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=_("Alihkan kepada"),
        empty_label=_("Pilih petugas"),
        error_messages={
            "required": _("Pilih petugas."),
            "invalid_choice": _("Petugas itu tidak bekerja di cabang ini."),
        },
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ModelChoiceField)  # noqa: S101
        to.queryset = colleagues


class SaveViewForm(forms.Form):
    name = PlainTextField(label=_("Nama saringan"), max_length=40)


class SearchForm(forms.Form):
    """The queue's filters. What can't be read is left out, never an error page."""

    q = PlainTextField(
        label=_("Kode atau nama"),
        max_length=60,
        required=False,
        # A NIK must not stand in an address: the browser keeps long numbers back, the view too.
        widget=forms.TextInput(
            attrs={
                "pattern": r"(?!.*\d{9}).*",
                "title": _("Kode atau nama, bukan NIK atau nomor HP"),
                "accesskey": "c",
            }
        ),
    )
    keadaan = forms.ChoiceField(label=_("Keadaan"), required=False)
    produk = forms.ChoiceField(label=_("Produk"), required=False)
    jumlah = forms.ChoiceField(label=_("Jumlah"), required=False)
    tab = forms.CharField(widget=forms.HiddenInput, required=False)

    AMOUNTS = {
        "10": (_("Sampai Rp10 juta"), 0, 10_000_000),
        "50": (_("Rp10–50 juta"), 10_000_001, 50_000_000),
        "100": (_("Rp50–100 juta"), 50_000_001, 100_000_000),
        "500": (_("Di atas Rp100 juta"), 100_000_001, None),
    }

    def __init__(
        self,
        *args: Any,
        states: Sequence[tuple[str, str | Promise]],
        products: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        anything = ("", _("Semua"))
        amounts = [(key, label) for key, (label, _low, _high) in self.AMOUNTS.items()]
        for name, choices in (("keadaan", states), ("produk", products), ("jumlah", amounts)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = [anything, *choices]
            # A saved filter may name a product that the bank no longer has.
            field.error_messages["invalid_choice"] = _("Pilihan ini tidak ada lagi: tidak dipakai.")
