"""At the meeting itself: questions taken down as they are asked, and the papers of the day."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ikm_portal.audit.admin import WorkflowAdmin
from meetings import rules
from meetings.actions import commitments
from meetings.admin import forms
from meetings.exports.minutes import matrix_pdf, minutes_docx, minutes_pdf
from meetings.exports.papers import poster_pdf, sheet_pdf
from meetings.models import Minutes

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _minutes(write):
    """Of a meeting that has minutes; 404 for one that has none yet."""

    def paper(meeting):
        found = Minutes.objects.filter(meeting=meeting).select_related("meeting").first()
        if found is None:
            raise Http404
        return write(found)

    return paper


# name → file, type, what writes it
PAPERS = {
    "poster": ("poster.pdf", PDF, lambda one: poster_pdf(one, made_at=timezone.now())),
    "sheet": ("daftar-hadir.pdf", PDF, lambda one: sheet_pdf(one, made_at=timezone.now())),
    "matrix": ("tindak-lanjut.pdf", PDF, lambda one: matrix_pdf(one, made_at=timezone.now())),
    "minutes": (
        "notula.pdf",
        PDF,
        _minutes(lambda found: minutes_pdf(found, made_at=timezone.now())),
    ),
    "minutes_docx": ("notula.docx", WORD, _minutes(minutes_docx)),
}


def _told(question):
    """For the list below the form."""
    return {
        "stored": question.pk,
        "line": f"{question.number}. {question.asker_name}: {question.words}",
        "url": reverse("admin:meetings_question_change", args=[question.pk]),
    }


class LivePages(WorkflowAdmin):
    """Pages of one meeting beside its form: `catat/`, and each of PAPERS."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:object_id>/catat/", wrap(self.live), name="meetings_meeting_live"),
            *(
                path(
                    f"<int:object_id>/{file}",
                    wrap(self.paper),
                    {"kind": kind},
                    name=f"meetings_meeting_{kind}",
                )
                for kind, (file, _type, _write) in PAPERS.items()
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
        file, content_type, write = PAPERS[kind]
        response = HttpResponse(write(meeting), content_type=content_type)
        response["Content-Disposition"] = f'inline; filename="{meeting.slug}-{file}"'
        return response

    def live(self, request, object_id):
        """One question after the other, by keyboard alone: the page comes back with an empty form.
        What was refused stays in its fields. A device that kept questions while there was no
        signal asks for JSON, as at the door; a question that it sends twice is there once."""
        meeting = self._meeting(request, object_id)
        if not rules.may_run_meeting(request.user, meeting):
            raise PermissionDenied
        waits = request.headers.get("Accept") == "application/json"
        form = forms.QuestionForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                question = commitments.take_question(
                    meeting=meeting, by=request.user, **form.cleaned_data
                )
            except commitments.CannotPromise as problem:
                form.add_error(None, str(problem))
            else:
                if waits:
                    return JsonResponse(_told(question))
                messages.success(request, _("Pertanyaan %(n)s dicatat.") % {"n": question.number})
                return HttpResponseRedirect(request.path)
        if waits and request.method == "POST":
            wrong = [str(error) for errors in form.errors.values() for error in errors]
            return JsonResponse({"errors": wrong}, status=422)
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
