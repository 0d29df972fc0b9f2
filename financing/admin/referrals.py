"""Referrals to read: the bank's officers take the steps, the office watches the clock."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from financing.enums import ReferralState
from financing.models import Decision, PaperRequest, QuotaEntry, Referral
from financing.queries.cohorts import after_a_refusal
from ikm_portal.audit.admin import ReadOnlyInline, WorkflowAdmin, chip, two_lines
from ikm_portal.common.money import format_rupiah
from ikm_portal.common.templatetags.portal import persen, tanggal, waktu


class DeadlineFilter(admin.SimpleListFilter):
    title = _("batas waktu")
    parameter_name = "batas"

    def lookups(self, request, model_admin):
        return [("lewat", _("Lewat batas keputusan"))]

    def queryset(self, request, queryset):
        if self.value() == "lewat":
            return queryset.filter(
                state__in=ReferralState.banks_turn(), due_on__lt=timezone.localdate()
            )
        return queryset


class AfterRefusalFilter(admin.SimpleListFilter):
    title = _("sebelumnya")
    parameter_name = "setelah"

    def lookups(self, request, model_admin):
        return [("ditolak", _("Disetujui setelah pernah ditolak"))]

    def queryset(self, request, queryset):
        return after_a_refusal(queryset) if self.value() == "ditolak" else queryset


class DecisionInline(ReadOnlyInline):
    model = Decision
    fields = ["outcome", "amount_rp", "months", "rate", "reason", "words", "decided_at"]
    readonly_fields = ["amount_rp"]

    @admin.display(description=_("jumlah disetujui"))
    def amount_rp(self, decision):
        return format_rupiah(decision.amount)


class PaperRequestInline(ReadOnlyInline):
    model = PaperRequest
    fields = ["kind", "reason", "requested_at", "send_by", "answered_at"]


class QuotaEntryInline(ReadOnlyInline):
    model = QuotaEntry
    fields = ["quota", "kind", "amount_rp", "count", "at"]
    readonly_fields = ["amount_rp"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("quota__product").order_by("pk")

    @admin.display(description=_("rupiah"))
    def amount_rp(self, entry):
        return format_rupiah(entry.amount)


@admin.register(Referral)
class ReferralAdmin(WorkflowAdmin):
    list_display = ["number", "state_chip", "applicant", "wish", "sent_on", "due"]
    list_columns = [
        "state",
        "amount",
        "sent_at",
        "due_on",
        "application__code",
        "owner__name",
        "branch__name",
    ]
    list_filter = ["state", DeadlineFilter, AfterRefusalFilter, "product__bank"]
    search_fields = ["owner__name"]
    code_lookup = "application__code"
    search_help_text = _("Kode pengajuan atau nama pemohon.")
    ordering = ["-id"]
    keeps_openings = True
    fields = ["due_on"]
    shows_form = False
    inlines = [DecisionInline, PaperRequestInline, QuotaEntryInline]
    export_columns = [
        (_("Kode"), "application.code"),
        (_("Keadaan"), "get_state_display"),
        (_("Pemohon"), "owner.name"),
        (_("NIK"), "owner.masked_nik"),
        (_("Cabang"), "branch.name"),
        (_("Produk"), "product.name"),
        (_("Jumlah (rupiah)"), "amount"),
        (_("Bulan"), "months"),
        (_("Dikirim"), lambda row: timezone.localdate(row.sent_at)),
        (_("Keputusan paling lambat"), "due_on"),
        (_("Jumlah cair (rupiah)"), "disbursed_amount"),
        (_("Tanggal cair"), "disbursed_on"),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("application", "owner", "branch", "product", "officer")
        )

    @admin.display(description=_("kode"))
    def number(self, obj):
        return obj.application.code

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        return chip(obj.state_label.label, obj.state_label.tone)

    @admin.display(description=_("pemohon"), ordering="owner__name")
    def applicant(self, obj):
        return obj.owner.name

    @admin.display(description=_("jumlah dan cabang"), ordering="amount")
    def wish(self, obj):
        return two_lines(format_rupiah(obj.amount), obj.branch)

    @admin.display(description=_("dikirim"), ordering="sent_at")
    def sent_on(self, obj):
        return tanggal(obj.sent_at)

    @admin.display(description=_("keputusan paling lambat"), ordering="due_on")
    def due(self, obj):
        if obj.state in ReferralState.banks_turn() and obj.due_on < timezone.localdate():
            return format_html("{} {}", tanggal(obj.due_on), chip(_("Terlambat"), "bad"))
        return tanggal(obj.due_on)

    def facts(self, request, obj):
        application = reverse("admin:financing_application_change", args=[obj.application_id])
        facts = [
            {"label": _("Keadaan"), "value": obj.get_state_display()},
            {"label": _("Pengajuan"), "value": obj.application.code, "url": application},
            {"label": _("Pemohon"), "value": obj.owner.name},
            {"label": _("NIK"), "value": obj.owner.masked_nik},
            {"label": _("Produk bank"), "value": obj.product},
            {"label": _("Cabang"), "value": obj.branch},
            {"label": _("Ditangani oleh"), "value": obj.officer or _("belum ada")},
            {"label": _("Jumlah yang diminta"), "value": format_rupiah(obj.amount)},
            {"label": _("Jangka waktu"), "value": _("%d bulan") % obj.months},
            {"label": _("Dikirim"), "value": waktu(obj.sent_at)},
            {"label": _("Keputusan paling lambat"), "value": tanggal(obj.due_on)},
        ]
        decision = Decision.objects.filter(referral=obj).first()
        if decision is not None:
            facts.append({"label": _("Putusan bank"), "value": decision_words(decision)})
        if obj.contract_number:
            akad = f"{obj.contract_number}, {tanggal(obj.contracted_on)}"
            facts.append({"label": _("Akad"), "value": akad})
        if obj.disbursed_on:
            paid = f"{format_rupiah(obj.disbursed_amount)}, {tanggal(obj.disbursed_on)}"
            facts.append({"label": _("Cair"), "value": paid})
        return facts


def decision_words(decision):
    if decision.outcome == "approve":
        return _("Disetujui %(amount)s, %(months)d bulan, bunga %(rate)s setahun") % {
            "amount": format_rupiah(decision.amount),
            "months": decision.months,
            "rate": persen(decision.rate),
        }
    return f"{decision.get_reason_display()}: {decision.words}"
