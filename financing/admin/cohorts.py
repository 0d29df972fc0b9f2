"""Who was refused and has gone nowhere since: counted by reason and place, with the list behind."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from associations.models import Association, Region
from financing.admin.referrals import decision_words
from financing.enums import DeclineReason
from financing.models import Refused
from financing.queries.cohorts import groups, recovered
from ikm_portal.audit.admin import OfficeAdmin, two_lines
from ikm_portal.common.money import format_rupiah
from ikm_portal.common.templatetags.portal import angka, tanggal


class ReasonFilter(admin.SimpleListFilter):
    title = _("sebab")
    parameter_name = "sebab"

    def lookups(self, request, model_admin):
        return DeclineReason.choices

    def queryset(self, request, queryset):
        return queryset.filter(reason=self.value()) if self.value() else queryset


class PlaceFilter(admin.SimpleListFilter):
    title = _("kabupaten/kota")
    parameter_name = "kab"

    def lookups(self, request, model_admin):
        return [(one.pk, one.name) for one in Region.objects.kabupaten()]

    def queryset(self, request, queryset):
        return queryset.in_kabupaten(self.value()) if self.value() else queryset


class AssociationFilter(admin.SimpleListFilter):
    """Only the associations that have somebody here."""

    title = _("asosiasi")
    parameter_name = "asosiasi"

    def lookups(self, request, model_admin):
        named = Refused.objects.standing().values("referral__application__association")
        found = Association.objects.filter(pk__in=named).order_by("name")
        return list(found.values_list("pk", "name")[:40])

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        if not str(self.value()).isdecimal():
            return queryset.none()
        return queryset.filter(referral__application__association=self.value())


@admin.register(Refused)
class RefusedAdmin(OfficeAdmin):
    change_list_template = "admin/office/refused_list.html"
    list_display = ["person", "why", "where", "file", "on"]
    list_display_links = None
    list_columns = [
        "reason",
        "decided_at",
        "referral__owner__name",
        "referral__application__code",
        "referral__application__business__name",
        "referral__application__business__region__name",
        "referral__application__business__region__parent__name",
        "referral__application__association__name",
    ]
    list_filter = [ReasonFilter, PlaceFilter, AssociationFilter]
    search_fields = ["referral__owner__name"]
    search_help_text = _("Nama pemohon.")
    ordering = ["-id"]
    export_columns = [
        (_("Pemohon"), "referral.owner.name"),
        (_("Usaha"), "referral.application.business.name"),
        (_("Asosiasi"), "referral.application.association.name"),
        (_("Sebab"), "get_reason_display"),
        (_("Kode pengajuan"), "referral.application.code"),
        (_("Diputuskan"), lambda row: timezone.localdate(row.decided_at)),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .standing()
            .select_related(
                "referral__owner",
                "referral__application__business__region__parent",
                "referral__application__association",
            )
        )

    def get_urls(self):
        view = self.admin_site.admin_view(self.cohorts)
        name = "financing_refused_cohorts"
        return [path("kelompok/", view, name=name), *super().get_urls()]

    def cohorts(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        back = recovered()
        people = _("%s orang") % angka(back.people)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Kelompok menurut sebab"),
            "opts": self.opts,
            "groups": groups(),
            "facts": [
                {"label": back.label, "value": people, "url": back.list_url},
                {"label": _("Jumlah yang disetujui"), "value": format_rupiah(back.approved)},
                {"label": _("Sudah cair"), "value": format_rupiah(back.disbursed)},
            ],
            "may_propose": request.user.has_perm("meetings.change_meeting"),
        }
        return TemplateResponse(request, "admin/office/cohorts.html", context)

    @admin.display(description=_("pemohon"))
    def person(self, obj):
        application = obj.referral.application
        return two_lines(obj.referral.owner.name, application.business.name)

    @admin.display(description=_("sebab"))
    def why(self, obj):
        return obj.get_reason_display()

    @admin.display(description=_("tempat dan asosiasi"))
    def where(self, obj):
        application = obj.referral.application
        return two_lines(
            application.business.region.parent or application.business.region,
            application.association or "–",
        )

    @admin.display(description=_("pengajuan"))
    def file(self, obj):
        application = obj.referral.application
        url = reverse("admin:financing_application_change", args=[application.pk])
        return format_html('<a href="{}">{}</a>', url, application.code)

    @admin.display(description=_("diputuskan"), ordering="decided_at")
    def on(self, obj):
        return tanggal(timezone.localdate(obj.decided_at))

    def facts(self, request, obj):
        application = obj.referral.application
        url = reverse("admin:financing_application_change", args=[application.pk])
        return [
            {"label": _("Pemohon"), "value": obj.referral.owner.name},
            {"label": _("Pengajuan"), "value": application.code, "url": url},
            {"label": _("Putusan bank"), "value": decision_words(obj)},
        ]
