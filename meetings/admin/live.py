"""At the meeting itself: questions taken down as they are asked, and the papers of the day."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ikm_portal.audit.admin import WorkflowAdmin
from meetings import rules
from meetings.actions import commitments
from meetings.admin import forms
from meetings.exports.papers import poster_pdf, sheet_pdf

PAPERS = {"poster": poster_pdf, "sheet": sheet_pdf}


class LivePages(WorkflowAdmin):
    """Pages of one meeting beside its form: `catat/`, `poster.pdf`, `daftar-hadir.pdf`."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:object_id>/catat/", wrap(self.live), name="meetings_meeting_live"),
            path(
                "<int:object_id>/poster.pdf",
                wrap(self.paper),
                {"kind": "poster"},
                name="meetings_meeting_poster",
            ),
            path(
                "<int:object_id>/daftar-hadir.pdf",
                wrap(self.paper),
                {"kind": "sheet"},
                name="meetings_meeting_sheet",
            ),
            *super().get_urls(),
        ]

    def _meeting(self, request, object_id):
        meeting = self.get_object(request, str(object_id))
        if not self.has_view_permission(request, meeting):
            raise PermissionDenied
        if meeting is None:
            raise Http404
        return meeting

    def paper(self, request, object_id, kind):
        meeting = self._meeting(request, object_id)
        content = PAPERS[kind](meeting, made_at=timezone.now())
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{kind}-{meeting.slug}.pdf"'
        return response

    def live(self, request, object_id):
        """One question after the other, by keyboard alone: the page comes back with an empty form.
        What was refused stays in its fields."""
        meeting = self._meeting(request, object_id)
        if not rules.may_run_meeting(request.user, meeting):
            raise PermissionDenied
        form = forms.QuestionForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                question = commitments.take_question(
                    meeting=meeting, by=request.user, **form.cleaned_data
                )
            except commitments.CannotPromise as problem:
                form.add_error(None, str(problem))
            else:
                messages.success(request, _("Pertanyaan %(n)s dicatat.") % {"n": question.number})
                return HttpResponseRedirect(request.path)
        form.fields["asker_name"].widget.attrs |= {"autofocus": True, "list": "hadir"}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Catat pertanyaan"),
            "subtitle": str(meeting),
            "opts": self.opts,
            "original": meeting,
            "back_url": reverse("admin:meetings_meeting_change", args=[meeting.pk]),
            "form": form,
            "people": meeting.attendance.exclude(name="").values_list("name", flat=True),
            "questions": meeting.questions.select_related("association")
            .prefetch_related("commitments__institution")
            .order_by("-number"),
        }
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/meetings/live.html", context, status=status)
