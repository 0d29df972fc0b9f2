"""The words and choices that the office's steps ask for."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from associations.models import Consent, Institution
from financing.actions.quotas import quota_for
from financing.actions.referrals import branch_for
from financing.enums import BudgetSource
from financing.models import Application, Product
from financing.queries.service_times import times_of_offers
from financing.why import why_of_application
from ikm_portal.common.forms import PlainTextField, RupiahFormField
from ikm_portal.common.money import format_rupiah

REQUIRED = {"required": _("Pilih salah satu.")}


class NoteForm(forms.Form):
    """What the applicant reads."""

    note = PlainTextField(
        label=_("Apa yang perlu diperbaiki?"),
        help_text=_("Pemohon membaca kalimat ini. Sebut berkas atau bagian yang salah."),
        max_length=1000,
        rows=3,
    )


class AnswerReportForm(forms.Form):
    note = PlainTextField(
        label=_("Apa yang sudah dilakukan?"),
        help_text=_("Pelapor membaca kalimat ini. Bank tidak."),
        max_length=1000,
        rows=3,
    )


class OptionalNoteForm(forms.Form):
    note = PlainTextField(label=_("Catatan untuk riwayat"), max_length=1000, rows=2, required=False)


def bank_consents(application: Application) -> dict[int, Consent]:
    """{bank's institution: the person's yes in force}, one query."""
    consents = (
        Consent.objects.in_force(timezone.localdate())
        .filter(owner=application.owner_id, purpose="bank")
        .select_related("recipient")
    )
    return {consent.recipient_id or 0: consent for consent in consents}


def product_line(application: Application, product: Product) -> str:
    """Product, the branch that will receive it, and what is left of the quota."""
    branch = branch_for(product, application.business.kabupaten_code)
    if branch is None:
        return f"{product} – {_('belum ada cabang untuk daerah ini')}"
    quota = quota_for(product, branch, timezone.localdate())
    left = format_rupiah(quota.amount_left) if quota else _("tidak diketahui")
    times = times_of_offers([(product, branch)])
    real = times[product.pk, branch.pk].words if times else _("Lama jawaban: data belum cukup.")
    return f"{product} → {branch} ({_('sisa kuota')}: {left}). {real}"


def against_of(application: Application) -> dict[str, str]:
    """{product: why it does not fit}, as kept when the file was sent.

    Only what failed for certain. A product from after that day is not known here and stays open.
    """
    why = why_of_application(application)
    if why is None:
        return {}
    return {
        product.code: " ".join(rule.said for rule in product.failed)
        for product in why.products
        if product.failed
    }


def refer_form(application: Application, user: object) -> type[forms.Form]:
    """Only products of banks that the person has said yes to. What the kept findings say does not
    fit stands last and says why: the office may know better, the bank decides."""
    banks = bank_consents(application)
    against = against_of(application)
    unfit = models.Case(
        models.When(slug__in=list(against), then=1), default=0, output_field=models.IntegerField()
    )
    products = (
        Product.objects.on_offer()
        .filter(bank__institution__in=list(banks))
        .order_by(unfit, "bank__code", "min_amount", "pk")
    )

    class ProductChoice(forms.ModelChoiceField):
        def label_from_instance(self, product):
            line = product_line(application, product)
            if product.slug not in against:
                return line
            return format_html(
                '{} <span class="chip bad">{}</span> <span class="quiet">{}</span>',
                line,
                _("Tidak cocok menurut aturan"),
                against[product.slug],
            )

    class ReferForm(forms.Form):
        product = ProductChoice(
            label=_("Produk dan cabang yang menerima"),
            queryset=products,
            initial=application.product_id,
            empty_label=None,
            error_messages=REQUIRED
            | {"invalid_choice": _("Pemohon belum menyetujui datanya dikirim ke bank itu.")},
            widget=forms.RadioSelect,
        )

    return ReferForm


class AssignForm(forms.Form):
    institution = forms.ModelChoiceField(
        label=_("Instansi yang menjawab"),
        queryset=Institution.objects.filter(is_active=True),
        error_messages=REQUIRED,
    )
    note = PlainTextField(
        label=_("Catatan untuk instansi"), max_length=1000, rows=2, required=False
    )


def assign_form(request, user):
    """The offices that answer this kind come first; the usual one is chosen already."""
    usual = request.institution_id or request.kind.usual_id

    class Form(AssignForm):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["institution"].initial = usual

    return Form


class LinkForm(forms.Form):
    """Who answers without an account. With an address the letter leaves at once."""

    name = PlainTextField(label=_("Nama orangnya"), max_length=150)
    email = forms.EmailField(
        label=_("Surel"), required=False, help_text=_("Kosongkan kalau dikirim sendiri lewat chat.")
    )


class CostForm(forms.Form):
    cost = RupiahFormField(label=_("Biaya (rupiah)"))
    budget = forms.ChoiceField(label=_("Sumber anggaran"), choices=BudgetSource)


class WordsForm(forms.Form):
    words = PlainTextField(label=_("Pertanyaan untuk pemohon"), max_length=2000, rows=3)


class AnswerForm(forms.Form):
    answer = PlainTextField(
        label=_("Jawaban"),
        help_text=_("Pemohon membaca ini dan menjawab apakah ini membantu."),
        max_length=2000,
        rows=4,
    )


class RejectForm(forms.Form):
    answer = PlainTextField(
        label=_("Mengapa tidak bisa dipenuhi?"),
        help_text=_("Pemohon membaca alasan ini."),
        max_length=2000,
        rows=3,
    )


class MessageForm(forms.Form):
    body = PlainTextField(label=_("Pesan"), max_length=2000, rows=3)
    file = forms.FileField(label=_("Foto atau PDF"), required=False)


class CorrectionForm(forms.Form):
    """A correction as a difference; the sign is a choice, so that no minus is overlooked."""

    way = forms.ChoiceField(
        label=_("Koreksi"),
        choices=[("+", _("Bank menambah kuota")), ("-", _("Bank mengurangi kuota"))],
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    amount = RupiahFormField(label=_("Selisih rupiah"), required=False)
    count = forms.IntegerField(
        label=_("Selisih jumlah debitur"), required=False, min_value=0, max_value=1_000_000
    )
    note = PlainTextField(label=_("Alasan dan sumber"), max_length=200, rows=2)

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if not self.errors and not (cleaned.get("amount") or cleaned.get("count")):
            raise ValidationError(_("Isi selisihnya: rupiah, jumlah debitur, atau keduanya."))
        return cleaned
