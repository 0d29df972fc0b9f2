"""From people with the same trouble to a point on the agenda of a meeting that is planned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from financing.queries.cohorts import cohort_of
from ikm_portal.audit.admin.base import OfficeAdmin
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.common.templatetags.portal import angka
from meetings import rules
from meetings.actions.agenda import add_clinic, clinic_title
from meetings.actions.meetings import CannotRun
from meetings.enums import MeetingState
from meetings.models import Commitment, Meeting

name_actions({"meetings.meeting.agenda": gettext_lazy("Acara ditambahkan")})


class ClinicForm(forms.Form):
    meeting = forms.ModelChoiceField(
        queryset=Meeting.objects.none(),
        label=gettext_lazy("Pada rapat"),
        empty_label=gettext_lazy("Pilih rapat"),
        error_messages={
            "required": gettext_lazy("Pilih rapatnya."),
            "invalid_choice": gettext_lazy("Rapat itu tidak direncanakan lagi."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        meeting: Any = self.fields["meeting"]
        meeting.queryset = Meeting.objects.filter(
            state=MeetingState.PLANNED, starts_at__gt=timezone.now()
        ).order_by("starts_at")


class ClinicPage(OfficeAdmin):
    """`usul-klinik/?sebab=…&kab=…`: what it is for, at which meeting, and one press."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.clinic)
        return [path("usul-klinik/", view, name="meetings_meeting_clinic"), *super().get_urls()]

    def clinic(self, request):
        if not (
            self.has_change_permission(request) and request.user.has_perm("financing.view_refused")
        ):
            raise PermissionDenied
        cohort = cohort_of(request.GET.dict())
        if cohort is None:
            raise Http404
        form = ClinicForm(request.POST if request.method == "POST" else None)
        problem = ""
        if request.method == "POST" and form.is_valid():
            meeting = form.cleaned_data["meeting"]
            try:
                add_clinic(meeting=meeting, cohort=cohort, by=request.user)
            except CannotRun as refusal:
                problem = str(refusal)
            else:
                messages.success(request, _("Klinik sudah masuk acara rapat."))
                change = reverse("admin:meetings_meeting_change", args=[meeting.pk])
                return HttpResponseRedirect(change)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Usulkan klinik"),
            "opts": self.opts,
            "back_url": reverse("admin:financing_refused_cohorts"),
            "form": form,
            "problem": problem,
            "facts": [
                {"label": _("Tentang"), "value": cohort.title},
                {"label": _("Untuk"), "value": _("%s orang") % angka(cohort.count),
                 "url": cohort.list_url},
                {"label": _("Yang bisa dilakukan"), "value": cohort.reason.advice},
                {"label": _("Di acara tertulis"), "value": clinic_title(cohort)},
                *_promises(request.user, cohort),
            ],
            "action": f"{request.path}?{urlencode(cohort.query)}",
        }  # fmt: skip
        return TemplateResponse(
            request, "admin/office/step.html", context, status=409 if problem else 200
        )


def _promises(user, cohort):
    """What was promised to the same cohort, and the way to one more."""
    same = Commitment.objects.filter(
        cohorts__reason=cohort.reason,
        cohorts__kabupaten=cohort.kabupaten,
        cohorts__association=cohort.association,
    )
    facts = [
        {
            "label": _("Janji"),
            "value": f"{one.institution}: {one.what} ({one.outcome})",
            "url": reverse("admin:meetings_commitment_change", args=[one.pk]),
        }
        for one in same.visible_to(user).select_related("institution").order_by("pk")[:20]
    ]
    if rules.may_promise_alone(user):
        add = reverse("admin:meetings_commitment_add")
        facts.append(
            {
                "label": _("Janji baru"),
                "value": _("Catat janji untuk kelompok ini"),
                "url": f"{add}?{urlencode(cohort.query)}",
            }
        )
    return facts
