"""Support requests: read, hand to the office that answers, follow up."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from financing import rules
from financing.actions import support as actions
from financing.actions import support_links as links
from financing.admin import forms
from financing.admin.chain import chain_facts
from financing.enums import SupportState
from financing.models import SupportMessage, SupportParticipant, SupportRequest
from ikm_portal.audit.admin import ReadOnlyInline, Step, WorkflowAdmin, chip
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.common.outcome import Denied
from ikm_portal.common.templatetags.portal import tanggal, waktu
from ikm_portal.documents.refusal import Refused

name_actions(
    {
        "financing.supportrequest.message": _("Pesan ditulis"),
        "financing.supportrequest.give_link": _("Tautan jawaban dibuat"),
        "financing.supportrequest.withdraw_links": _("Tautan jawaban dimatikan"),
        "financing.supportrequest.cost": _("Biaya dicatat"),
        "financing.supportrequest.join": _("Anggota ikut"),
        "financing.supportrequest.leave": _("Anggota tidak jadi ikut"),
        "financing.supportrequest.name_members": _("Peserta didaftarkan"),
        "financing.application.from_support": _("Berasal dari permintaan dukungan"),
    }
)


class LateFilter(admin.SimpleListFilter):
    title = _("batas waktu")
    parameter_name = "batas"

    def lookups(self, request, model_admin):
        return [("lewat", _("Lewat batas jawab"))]

    def queryset(self, request, queryset):
        if self.value() == "lewat":
            return queryset.filter(state__in=WORKING, due_on__lt=timezone.localdate())
        return queryset


WORKING = [SupportState.ASSIGNED, SupportState.IN_PROGRESS, SupportState.WAITING]


class MessageInline(ReadOnlyInline):
    model = SupportMessage
    fields = ["at", "writer", "body", "file"]
    readonly_fields = ["at", "writer", "file"]

    def get_queryset(self, request):
        return (
            super().get_queryset(request).select_related("author", "link__institution", "document")
        )

    @admin.display(description=_("penulis"))
    def writer(self, message):
        return message.writer

    @admin.display(description=_("berkas"))
    def file(self, message):
        if message.document_id is None:
            return "–"
        url = reverse("documents:download", args=[message.document_id])
        return format_html('<a href="{}">{}</a>', url, message.document)


class ParticipantInline(ReadOnlyInline):
    model = SupportParticipant
    fields = ["membership", "named_by", "at"]
    readonly_fields = ["at"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related(
            "membership__business__owner", "membership__association", "named_by"
        )


def _may_write(user, request):
    answer = rules.may_answer_support(user, request)
    return answer and rules.may_write_support(user, request)


def _may_give_link(user, request):
    if request.institution_id is None or request.state not in SupportState.open_ones():
        return Denied(_("Teruskan dulu permintaan ini ke sebuah instansi."))
    return rules.may_route_support(user, request)


def _may_close_links(user, request):
    if not request.links.open().exists():
        return Denied(_("Tidak ada tautan yang masih berlaku."))
    return rules.may_route_support(user, request)


@admin.register(SupportRequest)
class SupportRequestAdmin(WorkflowAdmin):
    list_display = ["code", "state_chip", "subject", "kind", "asks", "institution", "due"]
    list_display_links = ["code", "subject"]
    list_filter = ["state", LateFilter, "kind", "institution"]
    search_fields = ["subject"]
    code_lookup = "code"
    search_help_text = _("Kode atau kata dalam judul.")
    ordering = ["-id"]
    fields = ["subject"]
    shows_form = False
    inlines = [ParticipantInline, MessageInline]
    steps = [
        Step(
            "assign",
            lambda obj, by, data: actions.assign_support(request=obj, by=by, **data),
            form=forms.assign_form,
            done=_("Permintaan sudah diteruskan."),
        ),
        Step("start", lambda obj, by, data: actions.start_support(request=obj, by=by)),
        Step(
            "ask_back",
            lambda obj, by, data: actions.ask_back(request=obj, by=by, **data),
            form=forms.WordsForm,
        ),
        Step(
            "answer",
            lambda obj, by, data: actions.answer_support(request=obj, by=by, **data),
            form=forms.AnswerForm,
            errors=(actions.CannotAsk,),
            tone="good",
        ),
        Step(
            "pesan",
            lambda obj, by, data: actions.write_message(request=obj, by=by, **data),
            label=_("Tulis pesan"),
            may=_may_write,
            form=forms.MessageForm,
            errors=(actions.CannotAsk, Refused),
            done=_("Pesan sudah dikirim."),
        ),
        Step(
            "tautan",
            lambda obj, by, data: links.give_link(request=obj, by=by, **data),
            label=_("Undang menjawab lewat tautan"),
            may=_may_give_link,
            form=forms.LinkForm,
            errors=(actions.CannotAsk,),
            shows=lambda given: [
                {"label": _("Untuk"), "value": given.link},
                {"label": _("Kirim sendiri, hanya tampil sekali"), "value": given.chat_text},
            ],
        ),
        Step(
            "tutup_tautan",
            lambda obj, by, data: links.withdraw_links(request=obj, by=by),
            label=_("Matikan semua tautan"),
            may=_may_close_links,
            errors=(actions.CannotAsk,),
            done=_("Semua tautan sudah dimatikan."),
        ),
        Step(
            "biaya",
            lambda obj, by, data: actions.record_cost(request=obj, by=by, **data),
            label=_("Catat biaya"),
            may=rules.may_answer_support,
            form=forms.CostForm,
            errors=(actions.CannotAsk,),
            done=_("Biaya sudah dicatat."),
        ),
        Step(
            "reject",
            lambda obj, by, data: actions.reject_support(request=obj, by=by, **data),
            form=forms.RejectForm,
            errors=(actions.CannotAsk,),
            tone="bad",
        ),
    ]
    export_columns = [
        (_("Kode"), "code"),
        (_("Keadaan"), "get_state_display"),
        (_("Jenis"), "kind.name"),
        (_("Yang diminta"), "subject"),
        (_("Asosiasi"), "association.name"),
        (_("Untuk berapa orang"), "people"),
        (_("Dijawab oleh"), "institution.name"),
        (_("Dijawab paling lambat"), "due_on"),
        (_("Biaya"), "cost"),
        (_("Sumber anggaran"), "get_budget_display"),
        (_("Dibuat"), lambda row: timezone.localdate(row.created_at)),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("kind__usual", "institution", "association", "business", "asker")
        )

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        return chip(obj.state_label.label, obj.state_label.tone)

    @admin.display(description=_("dari"))
    def asks(self, obj):
        return obj.association or obj.asker

    @admin.display(description=_("jawab paling lambat"), ordering="due_on")
    def due(self, obj):
        late = obj.due_on and obj.due_on < timezone.localdate() and obj.state in WORKING
        if late:
            return format_html("{} {}", tanggal(obj.due_on), chip(_("Terlambat"), "bad"))
        return tanggal(obj.due_on)

    def facts(self, request, obj):
        return [
            {"label": _("Keadaan"), "value": obj.get_state_display()},
            {"label": _("Jenis"), "value": obj.kind},
            {"label": _("Yang diminta"), "value": obj.subject},
            {"label": _("Cerita"), "value": obj.body},
            {"label": _("Dari"), "value": obj.asker},
            {"label": _("Asosiasi"), "value": obj.association or "–"},
            {"label": _("Usaha"), "value": obj.business or "–"},
            {"label": _("Untuk berapa orang"), "value": obj.people or "–"},
            {"label": _("Dijawab oleh"), "value": obj.institution or _("belum diteruskan")},
            {"label": _("Dijawab paling lambat"), "value": tanggal(obj.due_on)},
            {"label": _("Dibuat"), "value": waktu(obj.created_at)},
            {"label": _("Jawaban"), "value": obj.answer or "–"},
            {"label": _("Biaya"), "value": obj.cost_line or "–"},
            *(
                {
                    "label": _("Bisa menjawab lewat tautan"),
                    "value": _("%(who)s, sampai %(day)s")
                    % {"who": link, "day": tanggal(link.expires_at)},
                }
                for link in obj.links.open().select_related("institution")
            ),
            *chain_facts(obj),
            *(
                {
                    "label": _("Pengajuan dari permintaan ini"),
                    "value": f"{one.code} ({one.get_state_display()})",
                    "url": reverse("admin:financing_application_change", args=[one.pk]),
                }
                for one in obj.applications.order_by("pk")
            ),
        ]
