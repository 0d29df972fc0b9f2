"""Owners, businesses, consents. NIK and NPWP are written, never shown; a look is a step."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations import rules
from associations.models import Business, Consent, ConsentText, Owner, Permit
from ikm_portal.audit.admin import OfficeAdmin, ReadOnlyInline, Step, WorkflowAdmin, chip
from ikm_portal.audit.admin.base import OfficeInline
from ikm_portal.audit.engine import record
from ikm_portal.common.crypto import blind_indexes
from ikm_portal.common.forms import NikFormField, NpwpFormField, PhoneFormField
from ikm_portal.common.templatetags.portal import tanggal


class OwnerForm(forms.ModelForm):
    """A new number replaces the old one; an empty field keeps it."""

    new_nik = NikFormField(
        label=_("NIK baru"), help_text=_("Kosongkan bila tidak berubah."), required=False
    )
    new_npwp = NpwpFormField(
        label=_("NPWP baru"), help_text=_("Kosongkan bila tidak berubah."), required=False
    )
    phone = PhoneFormField(label=_("Nomor HP"), required=False)

    class Meta:
        model = Owner
        fields = ["name", "sex", "birth_date", "is_married", "address", "region"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].initial = self.instance.phone

    def clean_new_nik(self):
        nik = self.cleaned_data["new_nik"]
        taken = Owner.objects.filter(nik_hash__in=blind_indexes(nik, "nik"))
        if nik and taken.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("NIK ini sudah terdaftar atas nama orang lain."))
        return nik

    def save(self, commit=True):
        owner = self.instance
        owner.phone = self.cleaned_data["phone"]
        owner.nik = self.cleaned_data["new_nik"] or owner.nik
        owner.npwp = self.cleaned_data["new_npwp"] or owner.npwp
        return super().save(commit)


class BusinessInline(ReadOnlyInline):
    model = Business
    fields = ["name", "product", "kbli", "started_on"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("kbli")


class ConsentInline(ReadOnlyInline):
    model = Consent
    fields = ["purpose", "recipient", "given_on", "valid_until", "withdrawn_at", "replaced_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("recipient").order_by("-pk")


def _unmask(owner, by, data):
    record("associations.owner.unmask", owner, by=by)
    return owner


def _may_unmask(user, owner):
    if not user.has_perm("associations.change_owner"):
        return rules.NOT_YOURS
    return rules.may_edit_owner(user, owner)


@admin.register(Owner)
class OwnerAdmin(WorkflowAdmin):
    form = OwnerForm
    list_display = ["name", "nik_masked", "region", "account", "demo"]
    list_filter = ["sex"]
    search_fields = ["name"]
    search_help_text = _("Nama. Untuk mencari dengan NIK, buka pengajuannya.")
    ordering = ["-id"]
    autocomplete_fields = ["region"]
    keeps_openings = True
    fields = [
        "name",
        "new_nik",
        "new_npwp",
        "phone",
        "sex",
        "birth_date",
        "is_married",
        "address",
        "region",
    ]
    inlines = [BusinessInline, ConsentInline]
    steps = [
        Step(
            "unmask",
            _unmask,
            label=_("Lihat NIK lengkap"),
            may=_may_unmask,
            shows=lambda owner: [
                {"label": _("Nama"), "value": owner.name},
                {"label": _("NIK"), "value": owner.nik},
                {"label": _("NPWP"), "value": owner.npwp or "–"},
            ],
        )
    ]
    export_columns = [
        (_("Nama"), "name"),
        (_("NIK"), "masked_nik"),
        (_("Wilayah"), "region.name"),
        (_("Jenis kelamin"), "get_sex_display"),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("region", "user")

    def get_fields(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return self.fields
        hidden = {"new_nik", "new_npwp", "phone"}  # no form to write them in
        return [name for name in self.fields if name not in hidden]

    def has_add_permission(self, request):
        return False  # people come through an association or by themselves

    def facts(self, request, obj):
        return [
            {"label": _("NIK"), "value": obj.masked_nik},
            {"label": _("NPWP"), "value": obj.masked_npwp or "–"},
            {"label": _("Umur"), "value": _("%d tahun") % obj.age_on(timezone.localdate())},
            {"label": _("Akun"), "value": obj.user or _("belum punya akun")},
        ]

    @admin.display(description=_("NIK"))
    def nik_masked(self, obj):
        return obj.masked_nik

    @admin.display(description=_("akun"), boolean=True)
    def account(self, obj):
        return obj.user_id is not None

    @admin.display(description=_("data"))
    def demo(self, obj):
        return chip(_("contoh"), "info") if obj.is_demo else "–"


class PermitInline(OfficeInline):
    model = Permit
    fields = ["kind", "number", "valid_until"]


@admin.register(Business)
class BusinessAdmin(OfficeAdmin):
    list_display = ["name", "owner", "product", "region", "started_on"]
    list_filter = ["kbli"]
    search_fields = ["name", "owner__name"]
    ordering = ["-id"]
    autocomplete_fields = ["kbli", "region"]
    keeps_openings = True
    fields = [
        "owner",
        "name",
        "product",
        "kbli",
        "started_on",
        "workers",
        "yearly_sales",
        "address",
        "region",
    ]
    readonly_fields = ["owner"]
    inlines = [PermitInline]
    export_columns = [
        (_("Usaha"), "name"),
        (_("Pemilik"), "owner.name"),
        (_("Produk"), "product"),
        (_("KBLI"), "kbli.code"),
        (_("Wilayah"), "region.name"),
        (_("Mulai usaha"), "started_on"),
        (_("Pekerja"), "workers"),
        (_("Penjualan setahun (rupiah)"), "yearly_sales"),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("owner", "region", "kbli")

    def has_add_permission(self, request):
        return False


@admin.register(Consent)
class ConsentAdmin(OfficeAdmin):
    """To read: only the person gives a consent or takes it back."""

    list_display = ["owner", "purpose", "recipient", "given_on", "valid_until", "in_force"]
    list_filter = ["purpose", "recipient", "channel"]
    search_fields = ["owner__name"]
    ordering = ["-id"]
    fields = [
        "owner",
        "text",
        "purpose",
        "recipient",
        "channel",
        "given_on",
        "valid_until",
        "withdrawn_at",
        "replaced_at",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("owner", "recipient", "text")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("berlaku"))
    def in_force(self, obj):
        if obj.withdrawn_at:
            return chip(_("Ditarik"), "bad")
        if obj.replaced_at:
            return chip(_("Diganti"), "neutral")
        today = timezone.localdate()
        return (
            chip(_("Berlaku"), "good")
            if obj.given_on <= today <= obj.valid_until
            else chip(_("Berakhir %s") % tanggal(obj.valid_until), "neutral")
        )


@admin.register(ConsentText)
class ConsentTextAdmin(OfficeAdmin):
    """A new wording is a new version; old ones stay as they were agreed to."""

    list_display = ["purpose", "version", "valid_from"]
    list_filter = ["purpose"]
    fields = ["purpose", "body", "valid_from"]

    def get_fields(self, request, obj=None):
        return ["purpose", "version", "body", "valid_from"] if obj else self.fields

    def has_change_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        # The table is small; the lock keeps two heads from writing the same version.
        newest = (
            ConsentText.objects.select_for_update()
            .filter(purpose=obj.purpose)
            .order_by("-version")
            .first()
        )
        obj.version = newest.version + 1 if newest else 1
        super().save_model(request, obj, form, change)
