"""The office's desk: verify, send back, refer. Drafts are not here: they are the applicant's."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from associations.rules import may_edit_owner
from financing import rules
from financing.actions import applications as actions
from financing.actions.quotas import CannotReserve
from financing.actions.referrals import CannotRefer, refer_application
from financing.admin import forms
from financing.admin.bulk import Batch, run_batch
from financing.admin.chain import chain_facts
from financing.enums import ApplicationState
from financing.findings import choice_of
from financing.history import titles
from financing.models import Application, Referral
from financing.papers import missing_papers
from financing.why import why_of_application
from ikm_portal.audit.admin import ReadOnlyInline, Step, WorkflowAdmin, chip, two_lines
from ikm_portal.audit.admin.filters import ShortRelatedFilter
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.audit.engine import record
from ikm_portal.audit.models import Entry
from ikm_portal.common.money import format_rupiah
from ikm_portal.common.templatetags.portal import tanggal, waktu

name_actions(titles())


class LateFilter(admin.SimpleListFilter):
    title = _("batas waktu")
    parameter_name = "batas"

    def lookups(self, request, model_admin):
        return [("lewat", _("Lewat batas periksa"))]

    def queryset(self, request, queryset):
        if self.value() == "lewat":
            return queryset.filter(
                state=ApplicationState.SUBMITTED, due_on__lt=timezone.localdate()
            )
        return queryset


class StateFilter(admin.SimpleListFilter):
    """Without drafts, which staff never see."""

    title = _("keadaan")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [choice for choice in ApplicationState.choices if choice[0] != "draft"]

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() else queryset


class ReferralInline(ReadOnlyInline):
    model = Referral
    fk_name = "application"
    fields = ["product", "branch", "amount_rp", "state_chip", "sent_at", "due_on"]
    readonly_fields = ["amount_rp", "state_chip"]
    show_change_link = True
    verbose_name_plural = _("Rujukan ke bank")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("product", "branch", "application")

    @admin.display(description=_("jumlah"))
    def amount_rp(self, referral):
        return format_rupiah(referral.amount)

    @admin.display(description=_("keadaan"))
    def state_chip(self, referral):
        return chip(referral.state_label.label, referral.state_label.tone)


def unmask(application, by, data):
    """The whole NIK, once, and with a line in the trail that the person can read."""
    record(
        "associations.owner.unmask",
        application.owner,
        by=by,
        data={"application": application.code},
    )
    return application.owner


def _may_unmask(user, application):
    answer = rules.may_verify(user, application)
    return answer and may_edit_owner(user, application.owner)


@admin.register(Application)
class ApplicationAdmin(WorkflowAdmin):
    list_display = ["code", "state_chip", "applicant", "due", "wish", "sent_on"]
    list_columns = [
        "code",
        "state",
        "amount",
        "due_on",
        "submitted_at",
        "owner__name",
        "product__name",
        "association__name",
    ]
    list_filter: ClassVar[Any] = [
        StateFilter,
        LateFilter,
        "product__bank",
        ("association", ShortRelatedFilter),
    ]
    search_fields = ["owner__name"]
    code_lookup = "code"
    search_help_text = _("Kode pengajuan atau nama pemohon.")
    ordering = ["-id"]
    keeps_openings = True
    fields = ["use"]
    shows_form = False
    inlines = [ReferralInline]
    actions = ["verify_selected", "refer_selected"]
    steps = [
        Step(
            "verify",
            lambda obj, by, data: actions.verify_application(application=obj, by=by, **data),
            form=forms.OptionalNoteForm,
            tone="good",
            done=_("Pengajuan sudah terverifikasi."),
        ),
        Step(
            "return",
            lambda obj, by, data: actions.return_application(application=obj, by=by, **data),
            form=forms.NoteForm,
            tone="bad",
            done=_("Pengajuan dikembalikan. Pemohon sudah diberi tahu."),
        ),
        Step(
            "refer",
            lambda obj, by, data: refer_application(application=obj, by=by, **data),
            form=forms.refer_form,
            facts=lambda obj: refer_facts(obj),
            errors=(CannotRefer, CannotReserve),
            tone="good",
            done=_("Pengajuan sudah dikirim ke bank."),
        ),
        Step(
            "unmask",
            unmask,
            label=_("Lihat NIK lengkap"),
            may=_may_unmask,
            shows=lambda owner: [
                {"label": _("Nama"), "value": owner.name},
                {"label": _("NIK"), "value": owner.nik},
            ],
        ),
    ]
    export_columns = [
        (_("Kode"), "code"),
        (_("Keadaan"), "get_state_display"),
        (_("Pemohon"), "owner.name"),
        (_("NIK"), "owner.masked_nik"),
        (_("Asosiasi"), "association.name"),
        (_("Produk bank"), "product.name"),
        (_("Jumlah (rupiah)"), "amount"),
        (_("Bulan"), "months"),
        (_("Diajukan"), lambda row: row.submitted_at and timezone.localdate(row.submitted_at)),
        (_("Diperiksa paling lambat"), "due_on"),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        return chip(obj.state_label.label, obj.state_label.tone)

    @admin.display(description=_("pemohon"), ordering="owner__name")
    def applicant(self, obj):
        return two_lines(obj.owner.name, obj.association or "")

    @admin.display(description=_("jumlah dan produk bank"), ordering="amount")
    def wish(self, obj):
        return two_lines(format_rupiah(obj.amount), obj.product or "")

    @admin.display(description=_("diajukan"), ordering="submitted_at")
    def sent_on(self, obj):
        return tanggal(obj.submitted_at)

    @admin.display(description=_("periksa paling lambat"), ordering="due_on")
    def due(self, obj):
        late = (
            obj.state == ApplicationState.SUBMITTED
            and obj.due_on is not None
            and obj.due_on < timezone.localdate()
        )
        if late:
            return format_html("{} {}", tanggal(obj.due_on), chip(_("Terlambat"), "bad"))
        return tanggal(obj.due_on)

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("owner", "business__kbli", "product__bank__institution", "association")
        )

    def entries(self, obj):
        """With the referrals: one story."""
        ids = [str(pk) for pk in obj.referrals.values_list("pk", flat=True)]
        return Entry.objects.filter(
            Q(subject_type="financing.application", subject_id=str(obj.pk))
            | Q(subject_type="financing.referral", subject_id__in=ids)
        )

    def page_context(self, request, obj):
        return super().page_context(request, obj) | {
            "papers": papers_of(request.user, obj),
            "says": rules_say(obj),
            "why": why_of_application(obj, whole=request.GET.get("aturan") == "semua"),
        }

    def facts(self, request, obj):
        business = obj.business
        owner_page = reverse("admin:associations_owner_change", args=[obj.owner_id])
        business_page = reverse("admin:associations_business_change", args=[obj.business_id])
        facts = [
            {"label": _("Keadaan"), "value": obj.get_state_display()},
            {"label": _("Pemohon"), "value": obj.owner.name, "url": owner_page},
            {"label": _("NIK"), "value": obj.owner.masked_nik},
            {"label": _("Usaha"), "value": business.name, "url": business_page},
            {"label": _("Produk usaha"), "value": business.product},
            {"label": _("KBLI"), "value": business.kbli or "–"},
            {"label": _("Mulai usaha"), "value": tanggal(business.started_on)},
            {"label": _("Asosiasi"), "value": obj.association or "–"},
            {"label": _("Jumlah yang diminta"), "value": format_rupiah(obj.amount)},
            {
                "label": _("Jangka waktu"),
                "value": _("%d bulan") % obj.months if obj.months else "–",
            },
            {"label": _("Untuk"), "value": obj.get_purpose_display()},
            {"label": _("Dipakai untuk apa"), "value": obj.use or "–"},
            {"label": _("Produk bank"), "value": obj.product or "–"},
            {"label": _("Diajukan"), "value": waktu(obj.submitted_at)},
            {"label": _("Periksa paling lambat"), "value": tanggal(obj.due_on)},
        ]
        if obj.return_note:
            facts.append({"label": _("Diminta diperbaiki"), "value": obj.return_note})
        if obj.support_request is not None:
            url = reverse("admin:financing_supportrequest_change", args=[obj.support_request_id])
            label = _("Dari permintaan dukungan")
            facts.append({"label": label, "value": obj.support_request, "url": url})
        return facts + chain_facts(obj)

    @admin.action(description=_("Verifikasi yang terpilih"), permissions=["verify"])
    def verify_selected(self, request, queryset):
        return run_batch(self, request, queryset, VERIFY)

    @admin.action(description=_("Kirim yang terpilih ke bank"), permissions=["refer"])
    def refer_selected(self, request, queryset):
        return run_batch(self, request, queryset, REFER)

    def has_verify_permission(self, request):
        return request.user.has_perm("financing.verify_application")

    def has_refer_permission(self, request):
        return request.user.has_perm("financing.refer_application")


_VERDICTS = {
    "eligible": (_("Memenuhi aturan KUR"), "good"),
    "eligible_with_warnings": (_("Memenuhi aturan KUR, dengan catatan"), "good"),
    "unknown": (_("Belum cukup data untuk menilai"), "info"),
    "not_yet": (_("Belum memenuhi aturan KUR"), "bad"),
}


def rules_say(application):
    """What the KUR rules say of the chosen product, in groups of sentences; advice, never a bar."""
    choice = choice_of(application, timezone.localdate())
    if choice is None:
        return None
    word, tone = _VERDICTS[choice.result.verdict]
    groups = [
        (_("Belum terpenuhi"), choice.against),
        (_("Yang masih ditanyakan bank"), choice.asked),
        (_("Hanya bank yang bisa memeriksa"), choice.checked),
        (_("Terpenuhi"), choice.fulfilled),
    ]
    return {
        "product": choice.product,
        "word": word,
        "tone": tone,
        "instalment": format_rupiah(choice.instalment),
        "groups": [(title, lines) for title, lines in groups if lines],
    }


def papers_of(user, application):
    """[{name, meta, url}]: what is there and what is missing. A link only for who may open it."""
    may = rules.may_see_papers(user, application)
    papers = application.papers.filter(removed_at=None).select_related("document")
    shown = [
        {
            "name": paper.get_kind_display(),
            "meta": waktu(paper.added_at),
            "url": reverse("documents:download", args=[paper.document_id]) if may else "",
        }
        for paper in papers
    ]
    shown += [
        {"name": paper.label, "meta": _("belum ada"), "url": ""}
        for paper in missing_papers(application)
    ]
    return shown


def refer_facts(application):
    """Where it goes and whether it may, before anything is sent."""
    product = application.product
    facts = [
        {"label": _("Pemohon"), "value": application.owner.name},
        {"label": _("Jumlah"), "value": format_rupiah(application.amount)},
        {"label": _("Pilihan pemohon"), "value": product or "–"},
    ]
    if product is not None:
        consent = forms.bank_consents(application).get(product.bank.institution_id)
        facts += [
            {"label": _("Cabang dan kuota"), "value": forms.product_line(application, product)},
            {
                "label": _("Persetujuan kirim data"),
                "value": _("Berlaku sampai %s") % tanggal(consent.valid_until)
                if consent
                else _("Belum ada untuk bank ini"),
            },
        ]
    return facts


VERIFY = Batch(
    title=_("Verifikasi pengajuan terpilih"),
    transition="verify",
    run=lambda obj, by: actions.verify_application(application=obj, by=by),
    effect=lambda obj: format_rupiah(obj.amount),
    errors=(),
)
REFER = Batch(
    title=_("Kirim pengajuan terpilih ke bank"),
    transition="refer",
    run=lambda obj, by: refer_application(application=obj, by=by),
    effect=lambda obj: forms.product_line(obj, obj.product) if obj.product else "–",
    errors=(CannotRefer, CannotReserve),
)
