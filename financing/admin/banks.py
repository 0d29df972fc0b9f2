"""Banks, branches, who works there, products."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from financing.forms.product import ProductForm
from financing.models import Bank, Branch, Posting, Product, ProductPaper, SupportKind
from financing.queries.limits import industry_words, paper_words
from ikm_portal.audit.admin import OfficeAdmin
from ikm_portal.audit.admin.base import OfficeInline
from ikm_portal.common.money import format_rupiah


@admin.register(Bank)
class BankAdmin(OfficeAdmin):
    list_display = ["institution", "code", "decision_days", "is_active"]
    list_select_related = ["institution"]
    search_fields = ["institution__name", "institution__short_name", "=code"]
    autocomplete_fields = ["institution"]
    fields = [
        "institution",
        "code",
        "receive_days",
        "decision_days",
        "contract_days",
        "disburse_days",
        "second_above",
        "is_active",
    ]


class PostingInline(OfficeInline):
    """Ends with a day in `until`: who worked where stays known."""

    model = Posting
    fields = ["user", "role", "since", "until"]
    autocomplete_fields = ["user"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user").order_by("-since", "pk")


@admin.register(Branch)
class BranchAdmin(OfficeAdmin):
    list_display = ["name", "bank", "region", "is_active"]
    list_filter = ["bank", "is_active"]
    list_select_related = ["bank__institution", "region"]
    search_fields = ["name", "bank__institution__short_name"]
    autocomplete_fields = ["bank", "region", "serves"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["bank", "name", "slug", "region", "serves", "second_above", "is_active"]
    inlines = [PostingInline]
    export_columns = [
        (_("Bank"), "bank.name"),
        (_("Cabang"), "name"),
        (_("Letak"), "region.name"),
        (_("Aktif"), "is_active"),
    ]


@admin.register(Posting)
class PostingAdmin(OfficeAdmin):
    list_display = ["user", "branch", "role", "since", "until"]
    list_filter = ["role", "branch__bank"]
    list_select_related = ["user", "branch"]
    search_fields = ["user__name", "branch__name"]
    autocomplete_fields = ["user", "branch"]
    fields = ["user", "branch", "role", "since", "until"]


class ProductPaperInline(OfficeInline):
    """With source and day: what stands here may be asked for, and applicants can check it."""

    model = ProductPaper
    fields = ["kind", "name", "source", "source_on", "until"]


@admin.register(Product)
class ProductAdmin(OfficeAdmin):
    list_display = ["name", "bank", "scheme", "least", "most", "rate", "is_active", "source_on"]
    list_filter = ["scheme", "bank", "is_active"]
    list_select_related = ["bank__institution"]
    search_fields = ["name", "bank__institution__short_name"]
    autocomplete_fields = ["bank"]
    prepopulated_fields = {"slug": ["name"]}
    form = ProductForm
    fields = [
        "bank",
        "scheme",
        "name",
        "slug",
        "min_amount",
        "max_amount",
        "max_months_working_capital",
        "max_months_investment",
        "rate",
        "sectors",
        "regions",
        "papers",
        "source",
        "source_on",
        "is_active",
    ]
    inlines = [ProductPaperInline]
    export_columns = [
        (_("Bank"), "bank.name"),
        (_("Produk"), "name"),
        (_("Skema"), "get_scheme_display"),
        (_("Paling sedikit (rupiah)"), "min_amount"),
        (_("Paling banyak (rupiah)"), "max_amount"),
        (_("Bunga setahun (%)"), "rate"),
        (_("Hanya untuk industri"), lambda product: industry_words(product.sectors)),
        (_("Hanya untuk kabupaten/kota"), lambda product: ", ".join(product.regions)),
        (_("Surat yang diminta bank"), lambda product: paper_words(product.papers)),
        (_("Sumber"), "source"),
        (_("Sumber per"), "source_on"),
    ]

    @admin.display(description=_("paling sedikit"), ordering="min_amount")
    def least(self, obj):
        return format_rupiah(obj.min_amount)

    @admin.display(description=_("paling banyak"), ordering="max_amount")
    def most(self, obj):
        return format_rupiah(obj.max_amount)


@admin.register(SupportKind)
class SupportKindAdmin(OfficeAdmin):
    list_display = ["name", "usual", "due_days", "order"]
    list_select_related = ["usual"]
    search_fields = ["name", "hint"]
    autocomplete_fields = ["usual", "answered_by"]
    prepopulated_fields = {"code": ["name"]}
    fields = [
        "name",
        "code",
        "hint",
        "answered_by",
        "usual",
        "due_days",
        "icon",
        "is_capital",
        "order",
    ]
