"""Quotas: opened and corrected by actions; the ledger below is only read."""

from __future__ import annotations

from django.contrib import admin
from django.forms import BaseInlineFormSet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from financing import rules
from financing.actions.quotas import CannotCorrect, correct_quota, open_quota
from financing.admin.forms import CorrectionForm
from financing.models import Quota, QuotaEntry
from ikm_portal.audit.admin import ReadOnlyInline, Step, WorkflowAdmin
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.common.money import format_rupiah

name_actions(
    {
        "financing.quota.open": _("Kuota dibuka"),
        "financing.quota.correct": _("Kuota dikoreksi"),
    }
)


class NewestEntries(BaseInlineFormSet):
    def get_queryset(self):
        return super().get_queryset()[:100]


class EntryInline(ReadOnlyInline):
    model = QuotaEntry
    formset = NewestEntries
    fields = ["at", "kind", "amount_rp", "count", "referral", "note", "by"]
    readonly_fields = ["amount_rp"]
    verbose_name_plural = _("Buku kuota: 100 baris terbaru")

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("referral__application", "referral__branch", "by")
            .order_by("-pk")
        )

    @admin.display(description=_("rupiah"))
    def amount_rp(self, entry):
        return format_rupiah(entry.amount)


def _correct(quota, by, data):
    sign = -1 if data["way"] == "-" else 1
    return correct_quota(
        quota=quota,
        amount=sign * (data["amount"] or 0),
        count=sign * (data["count"] or 0),
        note=data["note"],
        by=by,
    )


class PeriodFilter(admin.SimpleListFilter):
    title = _("masa berlaku")
    parameter_name = "masa"

    def lookups(self, request, model_admin):
        return [("kini", _("Berlaku hari ini")), ("lewat", _("Sudah lewat"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "kini":
            return queryset.filter(starts_on__lte=today, ends_on__gte=today)
        return queryset.filter(ends_on__lt=today) if self.value() == "lewat" else queryset


@admin.register(Quota)
class QuotaAdmin(WorkflowAdmin):
    list_display = ["product", "branch", "starts_on", "ends_on", "total", "left", "count_left"]
    list_filter = [PeriodFilter, "product__bank"]
    list_select_related = ["product", "branch"]
    search_fields = ["product__name", "branch__name"]
    autocomplete_fields = ["product", "branch"]
    fields = [
        "product",
        "branch",
        "starts_on",
        "ends_on",
        "amount_total",
        "count_total",
        "source",
        "as_of",
    ]
    steps = [
        Step(
            "koreksi",
            _correct,
            label=_("Koreksi kuota"),
            may=rules.may_keep_quota,
            form=CorrectionForm,
            errors=(CannotCorrect,),
            done=_("Koreksi sudah dicatat sebagai baris baru."),
        )
    ]
    export_columns = [
        (_("Produk"), "product.name"),
        (_("Cabang"), "branch.name"),
        (_("Mulai"), "starts_on"),
        (_("Sampai"), "ends_on"),
        (_("Kuota (rupiah)"), "amount_total"),
        (_("Sisa (rupiah)"), "amount_left"),
        (_("Sisa debitur"), "count_left"),
        (_("Sumber"), "source"),
        (_("Per tanggal"), "as_of"),
    ]

    def get_inlines(self, request, obj):
        return [EntryInline] if obj else []

    def has_change_permission(self, request, obj=None):
        return False  # what was opened stays as it was; corrections are entries

    @admin.display(description=_("kuota"), ordering="amount_total")
    def total(self, obj):
        return format_rupiah(obj.amount_total)

    @admin.display(description=_("sisa"), ordering="amount_left")
    def left(self, obj):
        return format_rupiah(obj.amount_left)

    def facts(self, request, obj):
        return [
            {"label": _("Sisa rupiah"), "value": format_rupiah(obj.amount_left)},
            {
                "label": _("Sisa debitur"),
                "value": _("tidak dibatasi") if obj.count_left is None else obj.count_left,
            },
        ]

    def save_model(self, request, obj, form, change):
        opened = open_quota(
            product=obj.product,
            branch=obj.branch,
            starts_on=obj.starts_on,
            ends_on=obj.ends_on,
            amount=obj.amount_total,
            count=obj.count_total,
            source=obj.source,
            as_of=obj.as_of,
            by=request.user,
        )
        obj.__dict__.update(opened.__dict__)

    def log_addition(self, request, obj, message):
        """The action has written its own line."""
