"""Following up promises. They are made on the meeting's page and never rewritten."""

from __future__ import annotations

import datetime

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from financing.queries.cohorts import cohort_of
from ikm_portal.audit.admin import Step, WorkflowAdmin, chip, two_lines
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.audit.once import FIELD, first_time, with_key
from ikm_portal.common.templatetags.portal import tanggal
from meetings import rules
from meetings.actions import commitments as actions
from meetings.actions.cohorts import link_cohort
from meetings.admin import forms
from meetings.admin.cohorts import cohort_facts, cohorts_so_far
from meetings.enums import CommitmentState
from meetings.models import Commitment
from meetings.queries import chain

name_actions(
    {
        "meetings.commitment.cohort": _("Kelompok yang ditolak ditautkan"),
        "meetings.commitment.link": _("Permintaan atau pengajuan ditautkan"),
        "meetings.commitment.ask_again": _("Penanya ditanya lagi"),
    }
)


class DeadlineFilter(admin.SimpleListFilter):
    title = _("tenggat")
    parameter_name = "batas"

    def lookups(self, request, model_admin):
        return [
            ("lewat", _("Lewat tenggat")),
            ("berjalan", _("Belum jatuh tempo")),
            ("pekan", _("Jatuh tempo 7 hari ini")),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "lewat":
            return queryset.late(today)
        if self.value() == "berjalan":
            return queryset.filter(state__in=CommitmentState.undone(), due_on__gte=today)
        if self.value() == "pekan":
            week = [today, today + datetime.timedelta(days=7)]
            return queryset.filter(state__in=CommitmentState.undone(), due_on__range=week)
        return queryset


@admin.register(Commitment)
class CommitmentAdmin(WorkflowAdmin):
    list_display = ["promise", "state_chip", "due", "meeting"]
    list_filter = ["state", DeadlineFilter, "institution"]
    search_fields = ["what", "person"]
    ordering = ["-id"]
    fields = ["what"]
    shows_form = False
    steps = [
        Step(
            "tautkan",
            lambda obj, by, data: actions.link(commitment=obj, by=by, **data),
            label=_("Tautkan"),
            may=rules.may_link,
            form=forms.CodesForm,
            errors=(actions.CannotPromise,),
            done=_("Sudah ditautkan."),
        ),
        Step(
            "kelompok",
            lambda obj, by, data: link_cohort(commitment=obj, cohort=data["cohort"], by=by),
            label=_("Tautkan kelompok yang ditolak"),
            may=rules.may_link_cohort,
            form=forms.CohortForm,
            facts=cohorts_so_far,
            errors=(actions.CannotPromise,),
            done=_("Kelompok sudah ditautkan."),
        ),
        Step("start", lambda obj, by, data: actions.start_work(commitment=obj, by=by)),
        Step(
            "wait",
            lambda obj, by, data: actions.wait_for_others(commitment=obj, by=by, **data),
            form=forms.WordsForm,
        ),
        Step(
            "finish",
            lambda obj, by, data: actions.finish(commitment=obj, by=by, **data),
            form=forms.EvidenceForm,
            errors=(actions.CannotPromise,),
            tone="good",
        ),
        Step(
            "confirm",
            lambda obj, by, data: actions.confirm(commitment=obj, by=by),
            tone="good",
        ),
        Step(
            "reopen",
            lambda obj, by, data: actions.reopen(commitment=obj, by=by, **data),
            form=forms.WordsForm,
        ),
        Step(
            "break",
            lambda obj, by, data: actions.declare_broken(
                commitment=obj, by=by, words=data["reason"]
            ),
            form=forms.ReasonForm,
            tone="bad",
        ),
    ]
    export_columns = [
        (_("Janji"), "what"),
        (_("Penanggung jawab"), "institution.name"),
        (_("Orangnya"), "person"),
        (_("Rapat"), "meeting.title"),
        (_("Tenggat"), "due_on"),
        (_("Keadaan"), "get_state_display"),
        (_("Bukti"), "evidence"),
    ]

    def has_add_permission(self, request):
        return bool(rules.may_promise_alone(request.user))

    def add_view(self, request, form_url="", extra_context=None):
        """A promise given outside a meeting; those of a meeting are made on the meeting's page."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        cohort = None
        if "sebab" in request.GET and request.user.has_perm("financing.view_refused"):
            cohort = cohort_of(request.GET.dict())
            if cohort is None:
                raise Http404
        form = forms.AlonePromiseForm(request.POST if request.method == "POST" else None)
        with_key(form)
        problem = ""
        if request.method == "POST" and form.is_valid():
            data = dict(form.cleaned_data)
            try:
                with transaction.atomic():
                    if not first_time(data.pop(FIELD)):
                        messages.info(request, _("Formulir ini sudah terkirim tadi."))
                        return HttpResponseRedirect(reverse("admin:meetings_commitment_changelist"))
                    made = actions.promise(by=request.user, **data)
                    if cohort is not None:
                        link_cohort(commitment=made, cohort=cohort, by=request.user)
            except actions.CannotPromise as refusal:
                problem = str(refusal)
            else:
                messages.success(request, _("Janji sudah dicatat."))
                return HttpResponseRedirect(self.change_url(made))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Catat janji di luar rapat"),
            "opts": self.opts,
            "form": form,
            "problem": problem,
            "facts": [{"label": _("Untuk"), "value": cohort.title}] if cohort else [],
            "back_url": reverse("admin:meetings_commitment_changelist"),
            "action": f"{request.path}?{urlencode(cohort.query)}" if cohort else request.path,
        }
        return TemplateResponse(request, "admin/office/step.html", context)

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset.select_related("institution", "meeting", "question__association")

    @admin.display(description=_("janji dan penanggung jawab"), ordering="what")
    def promise(self, obj):
        return two_lines(obj.what, obj.institution)

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        return chip(obj.outcome, obj.state_label.tone)

    @admin.display(description=_("tenggat"), ordering="due_on")
    def due(self, obj):
        if obj.is_late(timezone.localdate()):
            return format_html("{} {}", tanggal(obj.due_on), chip(_("Terlambat"), "bad"))
        return tanggal(obj.due_on)

    def facts(self, request, obj):
        question, meeting = obj.question, {}
        if obj.meeting_id is not None:
            url = reverse("admin:meetings_meeting_change", args=[obj.meeting_id])
            meeting = {"value": obj.meeting, "url": url}
        return [
            {"label": _("Keadaan"), "value": obj.outcome},
            {"label": _("Janji"), "value": obj.what},
            {"label": _("Penanggung jawab"), "value": obj.institution},
            {"label": _("Orangnya"), "value": obj.person or "–"},
            {"label": _("Tenggat"), "value": tanggal(obj.due_on)},
            {"label": _("Rapat"), "value": _("di luar rapat"), **meeting},
            {
                "label": _("Dari pertanyaan"),
                "value": f"{question.asker_name}: {question.words}" if question else "–",
                **to_page("meetings_question", obj.question_id),
            },
            *_linked(request.user, obj),
            *cohort_facts(request.user, obj),
            {"label": _("Bukti"), "value": obj.evidence or _("belum ada")},
            {"label": _("Selesai pada"), "value": tanggal(obj.done_on)},
        ]


def to_page(page, pk):
    return {"url": reverse(f"admin:{page}_change", args=[pk])} if pk else {}


def _linked(user, obj):
    """The chain's other end: what was asked for, and what came of it."""
    found = chain(user, obj)
    return [
        {
            "label": _("Permintaan dukungan"),
            "value": f"{one.code} {one.subject} ({one.get_state_display()})",
            **to_page("financing_supportrequest", one.pk),
        }
        for one in found["requests"]
    ] + [
        {
            "label": _("Pengajuan"),
            "value": f"{one.code} ({one.get_state_display()})",
            **to_page("financing_application", one.pk),
        }
        for one in found["applications"]
    ]
