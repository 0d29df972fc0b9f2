"""An institution at work on its promises: started, held up, done with evidence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ikm_portal.accounts.enums import Kind
from ikm_portal.audit.engine import CannotMove
from meetings.actions import commitments
from meetings.enums import CommitmentState as C
from meetings.forms import EvidenceForm, WaitForm
from meetings.history import commitment_story
from meetings.models import Commitment
from meetings.queries import chain


def _find(request: HttpRequest, pk: int) -> Commitment:
    """A promise of the very institution that this person answers for; for all others, 404."""
    user: Any = request.user
    if user.kind != Kind.GUEST:
        raise Http404
    mine = Commitment.objects.visible_to(user).filter(institution__contacts__user=user)
    return get_object_or_404(
        mine.select_related("institution", "meeting", "question__association"), pk=pk
    )


@require_GET
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _find(request, pk))


def _page(
    request, found: Commitment, evidence: forms.Form | None = None, wait: forms.Form | None = None
) -> HttpResponse:
    state = found.state
    return render(
        request,
        "guest/commitment.html",
        {
            "commitment": found,
            "is_late": found.is_late(timezone.localdate()),
            "may_start": state in {C.OPEN, C.WAITING, C.REOPENED},
            "may_wait": state in {C.OPEN, C.IN_PROGRESS, C.REOPENED},
            "may_finish": state in C.undone(),
            "evidence_form": evidence or EvidenceForm(),
            "wait_form": wait or WaitForm(),
            "wait_open": wait is not None,
            "story": commitment_story(found),
            **chain(request.user, found),
            "crumbs": [
                {"label": _("Tugas kami"), "url": reverse("guest:home")},
                {"label": _("Janji")},
            ],
        },
    )


def _run(request, pk: int, step, done: str) -> HttpResponse:
    try:
        step()
    except (CannotMove, commitments.CannotPromise) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect("guest:commitment", pk)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    return _run(
        request,
        pk,
        lambda: commitments.start_work(commitment=found, by=request.user),
        _("Dicatat: sedang dikerjakan."),
    )


@require_POST
def wait(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _find(request, pk), WaitForm(request.POST)
    if not form.is_valid():
        return _page(request, found, wait=form)
    words = form.cleaned_data["words"]
    return _run(
        request,
        pk,
        lambda: commitments.wait_for_others(commitment=found, words=words, by=request.user),
        _("Dicatat: menunggu pihak lain."),
    )


@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _find(request, pk), EvidenceForm(request.POST)
    if not form.is_valid():
        return _page(request, found, evidence=form)
    evidence = form.cleaned_data["evidence"]
    return _run(
        request,
        pk,
        lambda: commitments.finish(commitment=found, evidence=evidence, by=request.user),
        _("Selesai. Penanya akan menilai apakah janji ini ditepati."),
    )
