"""Meetings, their questions and what was promised: open to everybody."""

import csv
import io

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ikm_portal.audit.engine import CannotMove
from ikm_portal.common.exports import safe_cell
from meetings import rules
from meetings.actions.commitments import confirm, reopen
from meetings.forms import JudgementForm
from meetings.history import commitment_story
from meetings.models import Commitment, Meeting
from meetings.queries import ledger as ledger_of
from meetings.queries import meeting_list, total


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "meetings/list.html", {"meetings": meeting_list(request.user)})


@login_not_required
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), slug=slug)
    questions = meeting.questions.select_related("association").prefetch_related(
        "commitments__institution"
    )
    context = {
        "meeting": meeting,
        "agenda": meeting.agenda.all(),
        "attendance": meeting.attendance.select_related("institution", "association"),
        "questions": questions,
        "other_commitments": meeting.commitments.filter(question=None).select_related(
            "institution"
        ),
        "minutes": getattr(meeting, "minutes", None),
        "today": timezone.localdate(),
    }
    return render(request, "meetings/detail.html", context)


@login_not_required
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    balances = ledger_of(request.user, today)
    commitments = (
        Commitment.objects.visible_to(request.user)
        .select_related("institution", "meeting")
        .order_by("due_on", "id")
    )
    institution = request.GET.get("instansi", "")[:50]
    if institution:
        commitments = commitments.filter(institution__slug=institution)
    context = {
        "balances": balances,
        "total": total(balances),
        "commitments": commitments[:200],
        "institution": institution,
        "today": today,
    }
    return render(request, "meetings/ledger.html", context)


@login_not_required
@require_safe
def ledger_csv(request: HttpRequest) -> HttpResponse:
    """Exactly the table of the page, for whoever wants to count again."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            _("Instansi"),
            _("Janji"),
            _("Ditepati"),
            _("Menunggu penanya"),
            _("Terlambat"),
            _("Tidak ditepati"),
        ]
    )
    for line in ledger_of(request.user, timezone.localdate()):
        writer.writerow(
            [
                safe_cell(line.institution),
                line.made,
                line.kept,
                line.waiting,
                line.late,
                line.broken,
            ]
        )
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="komitmen.csv"'
    return response


def _commitment(request: HttpRequest, pk: int) -> Commitment:
    return get_object_or_404(
        Commitment.objects.visible_to(request.user).select_related(
            "institution", "meeting", "question__association", "question__asker"
        ),
        pk=pk,
    )


@login_not_required
@require_safe
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    return _commitment_page(request, _commitment(request, pk), JudgementForm())


def _commitment_page(
    request: HttpRequest, found: Commitment, form: JudgementForm, status: int = 200
) -> HttpResponse:
    may_judge = (
        request.user.is_authenticated
        and found.state == "done"
        and bool(rules.may_judge(request.user, found))
    )
    context = {
        "commitment": found,
        "story": commitment_story(found),
        "form": form if may_judge else None,
        "today": timezone.localdate(),
        "is_late": found.is_late(timezone.localdate()),
    }
    return render(request, "meetings/commitment.html", context, status=status)


@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """The asker's word. Whoever did not ask is refused; nothing changes."""
    found = _commitment(request, pk)
    if not rules.may_judge(request.user, found):
        raise PermissionDenied
    form = JudgementForm(request.POST)
    if not form.is_valid():
        return _commitment_page(request, found, form, status=422)
    try:
        if form.cleaned_data["verdict"] == "kept":
            confirm(commitment=found, by=request.user)
            messages.success(request, _("Terima kasih. Janji ini dicatat ditepati."))
        else:
            reopen(commitment=found, words=form.cleaned_data["words"], by=request.user)
            messages.info(request, _("Dicatat. Instansi diminta melanjutkan."))
    except CannotMove as refusal:
        messages.error(request, str(refusal))
    return redirect("meetings:commitment", pk=found.pk)
