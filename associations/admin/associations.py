"""Associations with what is known of their size and who runs them; memberships."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _

from associations import rules
from associations.actions.members import CannotRegister, Firm, Person, register_member
from associations.admin.intake import upload_step
from associations.enums import PermitKind, Sex
from associations.models import (
    Association,
    AssociationFigure,
    KbliCode,
    Manager,
    Membership,
    Region,
)
from associations.views.manager.inviting import invite_next, sheets
from ikm_portal.audit.admin import Step, WorkflowAdmin, chip
from ikm_portal.audit.admin.base import OfficeInline
from ikm_portal.audit.admin.filters import ShortRelatedFilter
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.common.forms import NikFormField, PhoneFormField, PlainTextField, RupiahFormField

name_actions(
    {
        "associations.membership.invite": _("Didaftarkan, menunggu persetujuan anggota"),
        "associations.owner.link_account": _("Dihubungkan dengan akun"),
        "associations.consent.give": _("Persetujuan diberikan"),
        "associations.consent.withdraw": _("Persetujuan ditarik"),
    }
)
TONES = {"invited": "waiting", "confirmed": "good", "left": "neutral"}


class FigureInline(OfficeInline):
    """Never without a source."""

    model = AssociationFigure
    fields = ["label", "value", "out_of", "is_approximate", "as_of", "source"]


class ManagerInline(OfficeInline):
    """Ends with a day in `until`: who ran what stays known."""

    model = Manager
    fields = ["user", "role", "since", "until"]
    autocomplete_fields = ["user"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user").order_by("-since", "pk")


class MemberForm(forms.Form):
    """A member as the association names them. The person confirms it themselves afterwards."""

    name = PlainTextField(label=_("Nama sesuai KTP"), max_length=150)
    nik = NikFormField(label=_("NIK"))
    birth_date = forms.DateField(
        label=_("Tanggal lahir"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    sex = forms.ChoiceField(label=_("Jenis kelamin"), choices=Sex)
    phone = PhoneFormField(label=_("Nomor HP"), required=False)
    region = PlainTextField(
        label=_("Kode wilayah"),
        help_text=_(
            "Kode Kemendagri kecamatan atau desa, misalnya 18.71.01. Lihat daftar Wilayah."
        ),
        max_length=13,
    )
    business = PlainTextField(label=_("Nama usaha"), max_length=150)
    product = PlainTextField(label=_("Produk"), max_length=120)
    kbli = forms.ModelChoiceField(
        label=_("KBLI"),
        queryset=KbliCode.objects.all(),
        required=False,
        empty_label=_("Belum tahu"),
    )
    yearly_sales = RupiahFormField(label=_("Penjualan setahun"), required=False)
    nib = PlainTextField(label=_("NIB"), max_length=13, required=False)

    def clean_region(self):
        region = Region.objects.filter(code=self.cleaned_data["region"]).first()
        if region is None or region.level not in {"kecamatan", "desa"}:
            raise forms.ValidationError(_("Tidak ada kecamatan atau desa dengan kode ini."))
        return region


def _register(association, by, data):
    permits = {str(PermitKind.NIB): data["nib"]} if data["nib"] else {}
    return register_member(
        association=association,
        person=Person(
            name=data["name"],
            nik=data["nik"],
            birth_date=data["birth_date"],
            sex=data["sex"],
            region=data["region"],
            phone=data["phone"],
        ),
        firm=Firm(
            name=data["business"],
            product=data["product"],
            region=data["region"],
            kbli=data["kbli"],
            yearly_sales=data["yearly_sales"],
            permits=permits,
        ),
        by=by,
    )


def _waiting(association):
    waiting = Membership.objects.filter(association=association, state="invited").count()
    return [
        {"label": _("Asosiasi"), "value": association.name},
        {"label": _("Menunggu persetujuan"), "value": waiting},
        {
            "label": _("Yang dicetak"),
            "value": _("Satu lembar untuk setiap orang, dengan kode dan gambar QR, untuk dicetak "
                       "dan dibagikan. Undangan lama tidak berlaku lagi."),
        },
    ]  # fmt: skip


@admin.register(Association)
class AssociationAdmin(WorkflowAdmin):
    list_display = ["name", "commodity", "region", "chair_name", "is_active", "demo"]
    list_filter = ["is_active", "commodity"]
    list_select_related = ["region"]
    search_fields = ["name", "commodity", "chair_name"]
    autocomplete_fields = ["kbli", "region"]
    prepopulated_fields = {"slug": ["name"]}
    fields = [
        "name",
        "slug",
        "commodity",
        "kbli",
        "region",
        "chair_name",
        "about",
        "icon",
        "is_active",
    ]
    inlines = [FigureInline, ManagerInline]
    steps = [
        Step(
            "anggota",
            _register,
            label=_("Daftarkan anggota"),
            may=rules.may_register_member,
            form=MemberForm,
            facts=lambda obj: [{"label": _("Asosiasi"), "value": obj.name}],
            errors=(CannotRegister,),
            done=_("Anggota didaftarkan. Ia perlu menyetujuinya sendiri."),
        ),
        upload_step,
        Step(
            "undang",
            lambda obj, by, data: None,
            label=_("Cetak lembar undangan"),
            may=rules.may_register_member,
            facts=_waiting,
        ),
    ]
    export_columns = [
        (_("Nama"), "name"),
        (_("Produk"), "commodity"),
        (_("KBLI"), "kbli.code"),
        (_("Wilayah"), "region.name"),
        (_("Ketua"), "chair_name"),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("region", "kbli")

    def step_view(self, request, object_id, step):
        """Sheets are a page to print, once: the secrets on it are kept nowhere."""
        if step != "undang" or request.method != "POST":
            return super().step_view(request, object_id, step)
        association = self.get_object(request, object_id)
        if association is None:
            raise Http404
        if not rules.may_register_member(request.user, association):
            raise PermissionDenied
        sent, more = invite_next(association, request.POST.get("setelah", ""), request.user)
        if not sent:
            messages.info(request, _("Semua anggota sudah menyetujui."))
            return HttpResponseRedirect(self.change_url(association))
        crumbs = [{"label": association.name, "url": self.change_url(association)}]
        answer = sheets(request, sent, [*crumbs, {"label": _("Undangan")}], more=more)
        add_never_cache_headers(answer)
        return answer

    def facts(self, request, obj):
        if not rules.may_register_member(request.user, obj):
            return []
        address = reverse("admin:associations_intake_template")
        return [{"label": _("Contoh Excel"), "value": _("Unduh"), "url": address}]

    @admin.display(description=_("data"))
    def demo(self, obj):
        return chip(_("contoh"), "info") if obj.is_demo else "–"


@admin.register(Membership)
class MembershipAdmin(WorkflowAdmin):
    """Nobody says yes for somebody else: the office reads, the member confirms."""

    list_display = ["business", "association", "state_chip", "member_number", "created_at"]
    list_filter = ["state", ("association", ShortRelatedFilter)]
    list_select_related = ["business", "association"]
    search_fields = ["business__name", "business__owner__name"]
    ordering = ["-id"]
    fields = ["business", "association", "state", "member_number", "joined_on"]
    export_columns = [
        (_("Usaha"), "business.name"),
        (_("Pemilik"), "business.owner.name"),
        (_("Asosiasi"), "association.name"),
        (_("Keadaan"), "get_state_display"),
    ]

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset.select_related("business__owner", "association")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        return chip(obj.get_state_display(), TONES[obj.state])
