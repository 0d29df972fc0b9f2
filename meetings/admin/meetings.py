"""Planning a meeting, taking down questions and promises, the minutes."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ikm_portal.audit.admin import ReadOnlyInline, Step, WorkflowAdmin, chip
from ikm_portal.audit.admin.base import OfficeInline, PlainTextMixin
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.common.templatetags.portal import waktu
from meetings import rules
from meetings.actions import commitments, meetings
from meetings.admin import forms
from meetings.enums import MeetingState
from meetings.models import AgendaItem, Attendance, Commitment, Meeting, Minutes, Question

name_actions(
    {
        "meetings.question.ask": _("Pertanyaan dicatat"),
        "meetings.commitment.promise": _("Janji dicatat"),
    }
)


class AgendaInline(OfficeInline):
    model = AgendaItem
    fields = ["order", "title", "speaker", "minutes"]
    can_delete = True


class AttendanceInline(OfficeInline):
    model = Attendance
    fields = ["order", "name", "position", "institution", "association"]
    autocomplete_fields = ["institution", "association"]
    can_delete = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("institution", "association")


class MinutesInline(PlainTextMixin, admin.StackedInline):
    model = Minutes
    fields = ["opening", "discussion", "conclusion"]
    extra = 0
    max_num = 1
    can_delete = False

    def has_change_permission(self, request, obj=None):
        # Approved minutes stand.
        settled = obj is not None and obj.state == MeetingState.RECORDED
        return not settled and super().has_change_permission(request, obj)

    has_add_permission = has_change_permission


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


@admin.register(Meeting)
class MeetingAdmin(WorkflowAdmin):
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
        ),
        Step(
            "record",
            lambda obj, by, data: meetings.approve_minutes(meeting=obj, by=by),
            errors=(meetings.CannotRun,),
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
        planning = [AgendaInline, AttendanceInline]
        if obj is None:
            return planning
        return [*planning, MinutesInline, QuestionInline, CommitmentInline]

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        return chip(obj.state_label.label, obj.state_label.tone)

    def facts(self, request, obj):
        return [
            {"label": _("Keadaan"), "value": obj.get_state_display()},
            {"label": _("Mulai"), "value": waktu(obj.starts_at)},
        ]
