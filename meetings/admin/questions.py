"""A question after its meeting: what was promised for it, what is asked of an office because of it.

They are taken down on the meeting's page and never rewritten.
"""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from financing.actions.support import CannotAsk
from ikm_portal.audit.admin import Step, WorkflowAdmin, two_lines
from ikm_portal.audit.admin.timeline import name_actions
from meetings import rules
from meetings.actions import asking, commitments
from meetings.admin import forms
from meetings.admin.commitments import to_page
from meetings.models import Question

name_actions({"meetings.question.support": _("Permintaan dukungan dibuat dari pertanyaan")})


@admin.register(Question)
class QuestionAdmin(WorkflowAdmin):
    list_display = ["question", "association", "meeting", "promises"]
    list_filter = ["meeting"]
    search_fields = ["words", "asker_name"]
    ordering = ["-id"]
    fields = ["words"]
    shows_form = False
    steps = [
        Step(
            "janji",
            lambda obj, by, data: commitments.promise(
                meeting=obj.meeting, question=obj, by=by, **data
            ),
            label=_("Catat janji"),
            may=rules.may_answer_question,
            form=forms.PromiseForm,
            errors=(commitments.CannotPromise,),
            done=_("Janji sudah dicatat."),
            once=True,
        ),
        Step(
            "dukungan",
            lambda obj, by, data: asking.ask_from_question(question=obj, by=by, **data),
            label=_("Buat permintaan dukungan"),
            may=rules.may_ask_from_question,
            form=forms.AskForm,
            errors=(CannotAsk,),
            done=_("Permintaan dukungan sudah dibuat."),
            once=True,
        ),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("association", "meeting", "asker")
        return rows.annotate(promised=Count("commitments"))

    @admin.display(description=_("pertanyaan"))
    def question(self, obj):
        return two_lines(obj.words, obj.asker_name)

    @admin.display(description=_("janji"), ordering="promised")
    def promises(self, obj):
        return obj.promised

    def facts(self, request, obj):
        meeting = reverse("admin:meetings_meeting_change", args=[obj.meeting_id])
        return [
            {"label": _("Penanya"), "value": obj.asker_name},
            {"label": _("Asosiasi"), "value": obj.association or "–"},
            {"label": _("Rapat"), "value": obj.meeting, "url": meeting},
            {"label": _("Pertanyaan"), "value": obj.words},
            {"label": _("Jawaban di rapat"), "value": obj.answer or "–"},
            *(
                {
                    "label": _("Janji"),
                    "value": f"{one.institution}: {one.what} ({one.outcome})",
                    **to_page("meetings_commitment", one.pk),
                }
                for one in obj.commitments.select_related("institution")
            ),
            *(
                {
                    "label": _("Permintaan dukungan"),
                    "value": f"{one.code} {one.subject} ({one.get_state_display()})",
                    **to_page("financing_supportrequest", one.pk),
                }
                for one in obj.support_requests.all()
            ),
        ]
