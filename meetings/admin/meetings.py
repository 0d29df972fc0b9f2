"""Planning a meeting, taking down questions and promises, the minutes."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ikm_portal.audit.admin import OfficeAdmin, ReadOnlyInline, Step, chip
from ikm_portal.audit.admin.base import OfficeInline, PlainTextMixin
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.common.templatetags.portal import waktu
from ikm_portal.documents.refusal import Refused
from meetings import rules
from meetings.actions import commitments, files, inviting, meetings, minutes
from meetings.admin import forms
from meetings.admin.clinics import ClinicPage
from meetings.admin.invitations import FileInline, InvitationInline
from meetings.admin.live import LivePages
from meetings.admin.minutes import MinutesInline
from meetings.door import is_open, path_of
from meetings.enums import MeetingState
from meetings.models import (
    AgendaItem,
    Attendance,
    Commitment,
    InvitationLetter,
    Meeting,
    Question,
)
from meetings.queries import open_before

name_actions(
    {
        "meetings.question.ask": _("Pertanyaan dicatat"),
        "meetings.commitment.promise": _("Janji dicatat"),
    }
)


MOST_ON_PAGE = 100  # people whose rows are edited on the meeting's own page


class AgendaInline(OfficeInline):
    model = AgendaItem
    fields = ["order", "title", "speaker", "minutes", "behind"]
    readonly_fields = ["behind"]
    can_delete = True

    @admin.display(description=_("daftar"))
    def behind(self, item):
        return format_html('<a href="{}">{}</a>', item.page, _("Buka")) if item.page else "–"


class LetterInline(PlainTextMixin, admin.StackedInline):
    model = InvitationLetter
    extra = 0
    max_num = 1
    can_delete = False


class AttendanceInline(OfficeInline):
    model = Attendance
    fields = ["name", "position", "institution", "association", "party", "name_is_public"]
    autocomplete_fields = ["institution", "association"]
    can_delete = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("institution", "association")


class ManyCameInline(ReadOnlyInline):
    """A full hall: one form of them all would be more fields than the portal takes at once, and
    the minutes on the same page could not be saved."""

    model = Attendance
    fields = ["name", "position", "party_shown", "name_is_public"]
    readonly_fields = ["party_shown"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("institution", "association")

    @admin.display(description=_("instansi"))
    def party_shown(self, person):
        return person.whence or "–"


@admin.register(Attendance)
class AttendanceAdmin(OfficeAdmin):
    """One person of a long list; short lists are edited on the meeting's page, and the way here
    is from there."""

    list_display = ["name", "position", "meeting", "name_is_public"]
    search_fields = ["name"]
    ordering = ["-id"]
    fields = AttendanceInline.fields
    autocomplete_fields = AttendanceInline.autocomplete_fields

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        related = ("meeting", "institution", "association")
        return super().get_queryset(request).select_related(*related)


class QuestionInline(ReadOnlyInline):
    model = Question
    fields = ["number", "asker_name", "association", "words", "answer"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("association")


class CommitmentInline(ReadOnlyInline):
    model = Commitment
    fk_name = "meeting"
    fields = ["what", "institution", "due_on", "state_chip"]
    readonly_fields = ["state_chip"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("institution")

    @admin.display(description=_("keadaan"))
    def state_chip(self, commitment):
        return chip(commitment.state_label.label, commitment.state_label.tone)


def _may_plan(user, meeting):
    if meeting.state != MeetingState.PLANNED:
        return rules.NO_RIGHT
    return rules.may_run_meeting(user, meeting)


def _may_write_minutes(user, meeting):
    if meeting.state != MeetingState.HELD:
        return rules.NO_RIGHT
    return rules.may_run_meeting(user, meeting)


def _who_is_listed(meeting):
    """The form may be long: it has a page of its own."""
    listed = meeting.invitations.values_list("addressee", flat=True)
    return [{"label": _("Sudah di daftar"), "value": ", ".join(listed) or "–"}]


def _what_leaves(meeting):
    """Read before the letters go: to how many, with which number, and who has no address."""
    drafts = meeting.invitations.filter(state="draft")
    letter = getattr(meeting, "letter", None)
    number = letter.number if letter is not None else ""
    without = [one.addressee for one in drafts if not one.email]
    return [
        {"label": _("Surel yang akan dikirim"), "value": drafts.exclude(email="").count()},
        {"label": _("Tanpa surel, kirim sendiri"), "value": ", ".join(without) or "–"},
        {
            "label": _("Nomor surat"),
            "value": number or _("Belum ada: surat tidak dilampirkan, hanya undangan kalender."),
        },
    ]


@admin.register(Meeting)
class MeetingAdmin(ClinicPage, LivePages):
    list_display = ["title", "starts_at", "place", "state_chip", "is_public"]
    list_filter = ["state", "is_public"]
    search_fields = ["title", "place", "chair"]
    prepopulated_fields = {"slug": ["title"]}
    fields = [
        "title",
        "slug",
        "place",
        "starts_at",
        "ends_at",
        "chair",
        "recorder",
        "summary",
        "source",
        "is_public",
    ]
    steps = [
        Step(
            "undang",
            lambda obj, by, data: inviting.invite_parties(meeting=obj, by=by, **data),
            label=_("Tambah yang diundang"),
            may=_may_plan,
            form=forms.invite_form,
            facts=_who_is_listed,
            errors=(inviting.CannotInvite,),
            done=_("Sudah masuk daftar undangan. Periksa nama dan surelnya, lalu kirim."),
        ),
        Step(
            "kirim",
            lambda obj, by, data: inviting.send_all(meeting=obj, by=by),
            label=_("Kirim undangan"),
            may=_may_plan,
            facts=_what_leaves,
            errors=(inviting.CannotInvite,),
            done=_("Undangan sedang dikirim."),
        ),
        Step(
            "berkas",
            lambda obj, by, data: files.keep_file(meeting=obj, by=by, **data),
            label=_("Tambah bahan atau foto"),
            may=rules.may_run_meeting,
            form=forms.FileForm,
            errors=(Refused,),
            done=_("Berkas sudah disimpan."),
            once=True,
        ),
        Step(
            "hold",
            lambda obj, by, data: meetings.hold(meeting=obj, by=by),
            errors=(meetings.CannotRun,),
        ),
        Step(
            "pertanyaan",
            lambda obj, by, data: commitments.take_question(meeting=obj, by=by, **data),
            label=_("Catat pertanyaan"),
            may=rules.may_run_meeting,
            form=forms.QuestionForm,
            errors=(commitments.CannotPromise,),
            done=_("Pertanyaan sudah dicatat."),
        ),
        Step(
            "janji",
            lambda obj, by, data: commitments.promise(meeting=obj, by=by, **data),
            label=_("Catat janji"),
            may=rules.may_run_meeting,
            form=forms.promise_form,
            errors=(commitments.CannotPromise,),
            done=_("Janji sudah dicatat."),
            once=True,
        ),
        Step(
            "notula",
            lambda obj, by, data: minutes.draft(meeting=obj, by=by),
            label=_("Susun notula dari catatan"),
            may=_may_write_minutes,
            errors=(minutes.CannotWrite,),
            done=_("Notula disusun dari catatan. Baca, ubah seperlunya, lalu minta disahkan."),
        ),
        Step(
            "record",
            lambda obj, by, data: minutes.approve(meeting=obj, by=by),
            errors=(minutes.CannotWrite,),
            tone="good",
        ),
        Step(
            "cancel",
            lambda obj, by, data: meetings.cancel(meeting=obj, by=by, **data),
            form=forms.ReasonForm,
            tone="bad",
        ),
    ]

    def get_inlines(self, request, obj):
        if obj is None:
            return [AgendaInline]
        planning = [AgendaInline, LetterInline, InvitationInline, FileInline]
        if obj.state in {MeetingState.PLANNED, MeetingState.CANCELLED}:
            return [*planning, QuestionInline, CommitmentInline]
        is_long = obj.attendance.count() > MOST_ON_PAGE
        came = ManyCameInline if is_long else AttendanceInline
        return [*planning, came, MinutesInline, QuestionInline, CommitmentInline]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A form is read and kept while nobody approves the minutes: `approve` takes this lock."""
        if request.method != "POST" or not (object_id or "").isdecimal():
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            Meeting.objects.select_for_update(no_key=True).filter(pk=object_id).first()
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        if meetings.save_plan(meeting=obj, by=request.user):
            messages.info(request, _("Waktu atau tempat berubah: undangan baru sedang dikirim."))

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        return chip(obj.state_label.label, obj.state_label.tone)

    def facts(self, request, obj):
        return [
            {"label": _("Keadaan"), "value": obj.get_state_display()},
            {"label": _("Mulai"), "value": waktu(obj.starts_at)},
            *_counted(obj),
            *_papers(obj),
        ]


def _counted(meeting):
    if meeting.state != MeetingState.PLANNED:
        return []
    states = list(meeting.invitations.values_list("state", flat=True))
    coming = sum(state in {"coming", "replaced"} for state in states)
    return [
        {
            "label": _("Undangan"),
            "value": _("%(all)s pihak: %(coming)s datang, %(waiting)s belum menjawab")
            % {"all": len(states), "coming": coming, "waiting": states.count("sent")},
        },
        {
            "label": _("Komitmen terbuka yang masuk acara"),
            "value": open_before(meeting).count(),
        },
    ]


def _papers(meeting):
    """What is needed on the day itself, and afterwards."""
    links = []
    if meeting.state in {MeetingState.PLANNED, MeetingState.HELD}:
        links += [
            (_("Di rapat"), _("Catat pertanyaan satu per satu"), "live"),
            (_("Di pintu"), _("Poster QR daftar hadir (PDF)"), "poster"),
            (_("Tanda tangan"), _("Daftar hadir untuk ditandatangani (PDF)"), "sheet"),
        ]
    if meeting.state in {MeetingState.HELD, MeetingState.RECORDED}:
        links.append((_("Tindak lanjut"), _("Matriks tindak lanjut (PDF)"), "matrix"))
        if hasattr(meeting, "minutes"):
            links += [
                (_("Notula"), _("Notula (PDF)"), "minutes"),
                (_("Notula untuk diolah"), _("Notula (Word)"), "minutes_docx"),
            ]
    shown = [
        {
            "label": label,
            "value": words,
            "url": reverse(f"admin:meetings_meeting_{name}", args=[meeting.pk]),
        }
        for label, words, name in links
    ]
    if is_open(meeting):
        door = {
            "label": _("Di pintu, satu perangkat untuk semua"),
            "value": _("Buka halaman daftar hadir"),
            "url": path_of(meeting),
        }
        shown.insert(2, door)
    return shown
