"""Who is invited: letters out, answers in."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ikm_portal.audit.admin import OfficeAdmin, ReadOnlyInline, Step, WorkflowAdmin, chip, two_lines
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.common.templatetags.portal import waktu
from meetings import rules
from meetings.actions import files, inviting
from meetings.admin import forms
from meetings.enums import InvitationState as S
from meetings.enums import MeetingState
from meetings.exports.letter import letter_pdf
from meetings.models import Invitation, MeetingFile

name_actions(
    {
        "meetings.invitation.list": _("Masuk daftar undangan"),
        "meetings.invitation.call_off": _("Diberi tahu rapat batal"),
        "meetings.meeting.rescheduled": _("Waktu atau tempat berubah"),
        "meetings.attendance.arrive": _("Seseorang hadir"),
        "meetings.minutes.draft": _("Notula disusun dari catatan"),
        "meetings.file.keep": _("Berkas ditambahkan"),
        "meetings.file.show": _("Berkas dibuka untuk umum"),
        "meetings.file.hide": _("Berkas ditutup dari umum"),
    }
)


class InvitationInline(ReadOnlyInline):
    model = Invitation
    fields = ["addressee", "state_chip", "who_comes", "email"]
    readonly_fields = ["state_chip", "who_comes"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("institution", "association")

    @admin.display(description=_("keadaan"))
    def state_chip(self, invitation):
        return chip(invitation.state_label.label, invitation.state_label.tone)

    @admin.display(description=_("yang datang"))
    def who_comes(self, invitation):
        return _person(invitation)


def _person(invitation):
    named = [invitation.attendee_name, invitation.attendee_position]
    return ", ".join(part for part in named if part) or "–"


def sent_facts(sent):
    """The link is shown this once: it is nobody's but the party's."""
    chat = "https://wa.me/?" + urlencode({"text": sent.chat_text})
    by_mail = bool(sent.invitation.email)
    return [
        {
            "label": _("Surel"),
            "value": _("Sedang dikirim ke alamatnya") if by_mail else _("Tidak ada alamat surel"),
        },
        {"label": _("Tautan jawaban (rahasia, sekali jawab)"), "value": sent.link},
        {"label": _("Pesan untuk WhatsApp"), "value": sent.chat_text, "url": chat},
    ]


_STEPS = [
    Step(
        name,
        lambda obj, by, data: inviting.send(invitation=obj, by=by),
        errors=(inviting.CannotInvite,),
        shows=sent_facts,
    )
    for name in ("send", "send_again")
]


def _may_write_answer(user, invitation):
    if not invitation.link_stands:
        return rules.NO_RIGHT
    return rules.may_invite(user, invitation)


@admin.register(Invitation)
class InvitationAdmin(WorkflowAdmin):
    list_display = ["who", "state_chip", "comes", "meeting"]
    list_filter = ["state"]
    search_fields = ["addressee", "meeting__title"]
    ordering = ["-id"]
    fields = ["addressee", "email"]
    steps = [
        *_STEPS,
        Step(
            "jawaban",
            lambda obj, by, data: inviting.answer(invitation=obj, by=by, **data),
            label=_("Catat jawaban lewat telepon"),
            may=_may_write_answer,
            form=forms.AnswerForm,
            errors=(inviting.CannotAnswer,),
            done=_("Jawaban sudah dicatat."),
        ),
        Step(
            "withdraw",
            lambda obj, by, data: inviting.withdraw(invitation=obj, by=by, **data),
            form=forms.ReasonForm,
            errors=(inviting.CannotInvite,),
            tone="bad",
        ),
    ]
    export_columns = [
        (_("Rapat"), "meeting.title"),
        (_("Kepada"), "addressee"),
        (_("Instansi"), "institution.name"),
        (_("Asosiasi"), "association.name"),
        (_("Keadaan"), "get_state_display"),
        (_("Yang datang"), "attendee_name"),
        (_("Jabatan"), "attendee_position"),
        (_("Catatan jawaban"), "remark"),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        """Name and address may be mended until the first letter is out; then by a new one."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.state in {S.DRAFT, S.SENT})

    def get_queryset(self, request):
        related = ("meeting__letter", "institution", "association")
        return super().get_queryset(request).select_related(*related)

    def get_urls(self):
        letter = self.admin_site.admin_view(self.letter)
        name = "meetings_invitation_letter"
        return [path("<int:object_id>/surat.pdf", letter, name=name), *super().get_urls()]

    def letter(self, request, object_id):
        invitation = self.get_object(request, str(object_id))
        if not self.has_view_permission(request, invitation):
            raise PermissionDenied
        if invitation is None:
            raise Http404
        response = HttpResponse(
            letter_pdf(invitation, made_at=timezone.now()), content_type="application/pdf"
        )
        response["Content-Disposition"] = f'inline; filename="undangan-{invitation.pk}.pdf"'
        return response

    @admin.display(description=_("kepada"), ordering="addressee")
    def who(self, obj):
        return two_lines(obj.addressee, obj.party)

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        return chip(obj.state_label.label, obj.state_label.tone)

    @admin.display(description=_("yang datang"))
    def comes(self, obj):
        return _person(obj)

    def facts(self, request, obj):
        meeting = reverse("admin:meetings_meeting_change", args=[obj.meeting_id])
        letter = reverse("admin:meetings_invitation_letter", args=[obj.pk])
        draft = getattr(obj.meeting, "letter", None) is None or obj.meeting.letter.is_draft
        return [
            {"label": _("Rapat"), "value": obj.meeting, "url": meeting},
            {"label": _("Keadaan"), "value": obj.get_state_display()},
            {"label": _("Kepada"), "value": obj.addressee},
            {
                "label": _("Surat (PDF)"),
                "value": _("Konsep, belum bernomor") if draft else obj.meeting.letter.number,
                "url": letter,
            },
            {"label": _("Dikirim"), "value": waktu(obj.sent_at)},
            {"label": _("Dijawab"), "value": waktu(obj.answered_at)},
            {"label": _("Yang datang"), "value": _person(obj)},
            {"label": _("Catatan jawaban"), "value": obj.remark or "–"},
        ]


class FileInline(ReadOnlyInline):
    model = MeetingFile
    fields = ["title", "kind", "is_public", "in_minutes"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("document")


@admin.register(MeetingFile)
class MeetingFileAdmin(OfficeAdmin):
    """Files come in on the meeting's page; here they are opened to the public, or closed."""

    list_display = ["title", "kind", "meeting", "is_public"]
    list_filter = ["kind", "is_public"]
    search_fields = ["title"]
    ordering = ["-id"]
    fields = ["title", "is_public", "in_minutes"]

    def has_add_permission(self, request):
        return False

    def get_readonly_fields(self, request, obj=None):
        """Of photos alone, and until the minutes are approved: what was sealed stays."""
        sealed = obj is not None and obj.meeting.state == MeetingState.RECORDED
        may_choose = obj is not None and obj.is_photo and not sealed
        return [] if may_choose else ["in_minutes"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("meeting", "document")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "is_public" in form.changed_data:
            files.show_file(file=obj, is_public=obj.is_public, by=request.user)

    def facts(self, request, obj):
        return [
            {
                "label": _("Berkas"),
                "value": obj.document.original_name,
                "url": reverse("documents:download", args=[obj.document_id]),
            },
            {"label": _("Jenis"), "value": obj.get_kind_display()},
        ]
