"""Meetings, their questions and what was promised: open to everybody."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ikm_portal.audit.engine import CannotMove
from ikm_portal.common.exports import safe_cell
from meetings import rules
from meetings.actions.commitments import confirm, reopen
from meetings.enums import CommitmentState, MeetingState
from meetings.forms import JudgementForm, ReopenForm
from meetings.history import commitment_story
from meetings.models import Commitment, Meeting
from meetings.queries import (
    agenda_shown,
    attendance_shown,
    chain,
    files_shown,
    ledger_page,
    meeting_list,
    open_before,
    total,
)
from meetings.queries import ledger as ledger_of


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
        "agenda": agenda_shown(request.user, meeting),
        "open_promises": _still_open(request, meeting),
        **files_shown(request.user, meeting),
        **attendance_shown(meeting),
        "questions": questions,
        "other_commitments": meeting.commitments.filter(question=None).select_related(
            "institution"
        ),
        "minutes": getattr(meeting, "minutes", None),
        "today": timezone.localdate(),
    }
    return render(request, "meetings/detail.html", context)


def _still_open(request: HttpRequest, meeting: Meeting) -> list[Commitment]:
    """Before a meeting: what comes onto its agenda by itself. Later its own rows say so."""
    if meeting.state != MeetingState.PLANNED:
        return []
    return list(open_before(meeting).visible_to(request.user)[:30])


@login_not_required
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    balances = ledger_of(request.user, today)
    institution, after = request.GET.get("instansi", "")[:50], request.GET.get("sesudah", "")[:40]
    page = ledger_page(request.user, institution=institution, after=after)
    here, kept = reverse("meetings:ledger"), {"instansi": institution} if institution else {}
    context = {
        "balances": balances,
        "total": total(balances),
        "commitments": page.rows,
        "institution": institution,
        "first_url": f"{here}?{urlencode(kept)}#daftar" if after else "",
        "next_url": f"{here}?{urlencode({**kept, 'sesudah': page.next_key})}#daftar"
        if page.next_key
        else "",
        "today": today,
    }
    return render(request, "meetings/ledger.html", context)


@login_not_required
@require_safe
def ledger_csv(request: HttpRequest) -> HttpResponse:
    """Exactly the table of the page, for whoever wants to count again."""
    head = (
        *(_("Instansi"), _("Janji"), _("Ditepati"), _("di antaranya terlambat")),
        *(_("di antaranya tanpa jawaban penanya"), _("Menunggu penanya"), _("Berjalan")),
        *(_("Terlambat"), _("Tidak ditepati")),
    )
    rows = [
        (
            *(line.institution, line.made, line.kept, line.kept_late, line.silent),
            *(line.waiting, line.open, line.late, line.broken),
        )
        for line in ledger_of(request.user, timezone.localdate())
    ]
    return _csv("komitmen.csv", head, rows)


@login_not_required
@require_safe
def promises_csv(request: HttpRequest) -> HttpResponse:
    """Each promise in a line of its own: the rows from which the ledger is counted."""
    today = timezone.localdate()
    head = (
        *(_("Nomor"), _("Instansi"), _("Janji"), _("Rapat"), _("Tenggat"), _("Keadaan")),
        *(_("Terlambat"), _("Selesai pada"), _("Ditutup pada"), _("Bukti")),
    )
    rows = (
        (
            *(one.pk, one.institution.short_name, one.what),
            *(one.meeting.title if one.meeting else "", one.due_on, one.outcome),
            *(_("ya") if one.is_late(today) else _("tidak"), one.done_on, one.closed_on),
            one.evidence,
        )
        for one in Commitment.objects.visible_to(request.user)
        .select_related("institution", "meeting")
        .order_by("due_on", "id")
    )
    return _csv("janji.csv", head, rows)


def _csv(name: str, head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([safe_cell(_plain(cell)) for cell in row] for row in rows)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _plain(cell: Any) -> Any:
    return "" if cell is None else cell if isinstance(cell, int) else str(cell)


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
    judges = request.user.is_authenticated and bool(rules.may_judge(request.user, found))
    closed = found.state in {CommitmentState.CONFIRMED, CommitmentState.BROKEN}
    context = {
        "commitment": found,
        "story": commitment_story(found),
        "form": form if judges and found.state == CommitmentState.DONE else None,
        "may_reopen": judges and closed,
        "reopen_form": ReopenForm(form.data if form.is_bound else None, auto_id="lagi_%s"),
        **chain(request.user, found),
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
