"""The office's desk for groups: check, note the letter's number, print it, say it is signed."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from financing.actions import groups as actions
from financing.admin.forms import NoteForm
from financing.enums import GroupState
from financing.forms.bank import DayField
from financing.models import CreditGroup, GroupMember
from financing.views.manager.groups import letter_file
from ikm_portal.audit.admin import ReadOnlyInline, Step, WorkflowAdmin, chip
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.common.forms import PlainTextField
from ikm_portal.common.templatetags.portal import tanggal, waktu
from ikm_portal.documents.refusal import Refused

name_actions(
    {
        "financing.creditgroup.start": _("Kelompok dibuat"),
        "financing.creditgroup.fill": _("Data kelompok diubah"),
        "financing.creditgroup.letter_taken": _("Surat diunduh"),
    }
)


class LetterForm(forms.Form):
    """As the office's register has it. The portal gives no number of its own."""

    number = PlainTextField(
        label=_("Nomor surat"),
        max_length=60,
        help_text=_("Dari register surat dinas (Srikandi). Portal tidak membuat nomor."),
    )
    on = DayField(label=_("Tanggal surat"))
    signatory = PlainTextField(label=_("Nama penanda tangan"), max_length=150)
    title = PlainTextField(label=_("Jabatan penanda tangan"), max_length=150)
    nip = PlainTextField(label=_("NIP"), max_length=30, required=False)


class SignForm(forms.Form):
    scan = forms.FileField(
        label=_("Pindaian surat yang sudah ditandatangani (PDF atau foto)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )


class RevokeForm(forms.Form):
    note = PlainTextField(
        label=_("Mengapa surat dicabut?"),
        help_text=_("Pengurus dan anggota membaca kalimat ini."),
        max_length=1000,
        rows=3,
    )


def _number(obj, by, data):
    return actions.number_letter(group=obj, letter=actions.Letter(**data), by=by)


class MemberInline(ReadOnlyInline):
    model = GroupMember
    fields = ["who", "state", "is_beginner", "in_letter", "answered_at"]
    readonly_fields = ["who", "in_letter"]
    verbose_name_plural = _("anggota kelompok")

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("membership__business__owner").order_by("pk")

    @admin.display(description=_("siapa"))
    def who(self, member):
        business = member.membership.business
        return f"{business.owner.name} – {business.name}"


class HasLetterFilter(admin.SimpleListFilter):
    """Without those still gathering, which staff never see."""

    title = _("keadaan")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [choice for choice in GroupState.choices if choice[0] != "gathering"]

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.register(CreditGroup)
class CreditGroupAdmin(WorkflowAdmin):
    list_display = ["code", "state_chip", "association", "offtaker", "letter", "sent"]
    list_filter = [HasLetterFilter, "association"]
    search_fields = ["offtaker", "letter_number"]
    code_lookup = "code"
    search_help_text = _("Kode, nomor surat, atau nama pembeli.")
    ordering = ["-id"]
    fields = ["offtaker"]
    shows_form = False
    keeps_openings = True
    inlines = [MemberInline]
    steps = [
        Step(
            "number",
            _number,
            form=LetterForm,
            errors=(actions.CannotGroup,),
            done=_("Nomor tercatat. Unduh surat, cetak, dan minta tanda tangan."),
        ),
        Step(
            "sign",
            lambda obj, by, data: actions.sign_letter(group=obj, by=by, **data),
            form=SignForm,
            errors=(actions.CannotGroup, Refused),
            tone="good",
            done=_("Surat terbit. Pengurus dan anggota sudah diberi tahu."),
        ),
        Step(
            "return",
            lambda obj, by, data: actions.return_group(group=obj, by=by, **data),
            form=NoteForm,
            tone="bad",
        ),
        Step(
            "revoke",
            lambda obj, by, data: actions.revoke_letter(group=obj, by=by, **data),
            form=RevokeForm,
            tone="bad",
        ),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("association", "contract")

    def get_urls(self):
        view = self.admin_site.admin_view(self.letter_view)
        name = "financing_creditgroup_letter"
        return [path("<int:pk>/surat/", view, name=name), *super().get_urls()]

    def letter_view(self, request, pk):
        """To print and sign, and to look up later."""
        group = self.get_object(request, pk)
        if group is None or not self.has_view_permission(request, group):
            raise Http404
        if not request.user.has_perm("financing.handle_creditgroup"):
            raise PermissionDenied
        if not group.has_letter:
            raise Http404
        actions.note_letter_taken(group=group, by=request.user)
        return letter_file(group)

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        return chip(obj.state_label.label, obj.state_label.tone)

    @admin.display(description=_("surat"))
    def letter(self, obj):
        return obj.letter_number or "–"

    @admin.display(description=_("diajukan"), ordering="submitted_at")
    def sent(self, obj):
        return waktu(obj.submitted_at)

    def facts(self, request, obj):
        facts = [
            {"label": _("Keadaan"), "value": obj.get_state_display()},
            {"label": _("Asosiasi"), "value": obj.association},
            {"label": _("Pembeli tetap (offtaker)"), "value": obj.offtaker},
            {"label": _("Untuk apa"), "value": obj.purpose},
            {"label": _("Anggota yang setuju"), "value": obj.members.agreed().count()},
            self._contract(obj),
            {"label": _("Diajukan"), "value": waktu(obj.submitted_at)},
        ]
        if obj.has_letter:
            facts += self._letter(request, obj)
        return facts

    def _contract(self, obj):
        fact = {"label": _("Perjanjian dengan pembeli"), "value": obj.contract or "–"}
        if obj.contract_id:
            fact["url"] = reverse("documents:download", args=[obj.contract_id])
        return fact

    def _letter(self, request, obj):
        facts = [
            {"label": _("Nomor surat"), "value": obj.letter_number},
            {"label": _("Tanggal surat"), "value": tanggal(obj.letter_on)},
            {"label": _("Jumlah anggota dalam surat"), "value": obj.letter_members},
            {"label": _("Penanda tangan"), "value": f"{obj.signatory}, {obj.signatory_title}"},
            {
                "label": _("Halaman bukti untuk umum"),
                "value": obj.code,
                "url": reverse("group-letter", args=[obj.code]),
            },
        ]
        if request.user.has_perm("financing.handle_creditgroup"):
            address = reverse("admin:financing_creditgroup_letter", args=[obj.pk])
            facts.append({"label": _("Surat"), "value": _("Unduh PDF"), "url": address})
        if obj.signed_letter_id:
            address = reverse("documents:download", args=[obj.signed_letter_id])
            label = _("Surat bertanda tangan")
            facts.append({"label": label, "value": _("Unduh"), "url": address})
        return facts
