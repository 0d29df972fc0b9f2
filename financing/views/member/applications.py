"""The member's applications: list, one with all that happened, papers for the bank, stopping."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from financing import rules
from financing.actions import papers
from financing.actions.applications import CannotApply, withdraw_application
from financing.actions.filling import consent_to_chosen_bank
from financing.enums import ApplicationState as A
from financing.enums import DeclineReason
from financing.forms.application import PaperForm, first_error
from financing.history import application_story
from financing.models import Application, PaperRequest
from financing.refusals import refusal_of, to_put_right
from financing.views import wizard_pages
from financing.views.bank.story import instalment_of
from financing.views.member.next_bank import cures_of, may_choose_again
from financing.views.progress import current_referral, steps_of, whereabouts
from financing.views.rooms import go, here, in_room, posted
from financing.views.wizard import find
from financing.why import why_of_application
from ikm_portal.audit.engine import CannotMove
from ikm_portal.documents.refusal import Refused


@in_room
@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    found = list(
        Application.objects.visible_to(request.user)
        .select_related("product__bank__institution", "business")
        .order_by("-id")[:50]
    )
    owner = getattr(request.user, "owner", None)
    running = any(one.state in A.open_ones() for one in found)
    businesses = list(owner.businesses.all()) if owner is not None and not running else []
    return render(
        request,
        "member/applications.html",
        {"applications": found, "running": running, "businesses": businesses},
    )


@in_room
@require_GET
def detail(request: HttpRequest, code: str) -> HttpResponse:
    application = find(request, code)
    referral = current_referral(application)
    decision = getattr(referral, "decision", None) if referral else None
    wanted = []
    if referral is not None and referral.state == "papers_wanted":
        wanted = list(referral.paper_requests.filter(answered_at=None))
    return render(
        request,
        "member/application.html",
        {
            "application": application,
            "referral": referral,
            "decision": decision,
            "instalment": instalment_of(decision.amount, decision.months, decision.rate)
            if decision is not None and decision.amount
            else None,
            "advice": DeclineReason(decision.reason).advice if decision and decision.reason else "",
            "where": whereabouts(application, referral),
            "steps": steps_of(application, referral),
            "wanted": wanted,
            "papers": list(application.papers.all()),
            "story": application_story(application, reader=request.user)[::-1],
            "why": why_of_application(application, whole=request.GET.get("aturan") == "semua"),
            "may_close_papers": _may_close(application, referral),
            "may_fill": bool(rules.may_fill_application(request.user, application)),
            "may_stop": application.state in _STOPPABLE and referral_allows(referral),
            "may_choose": may_choose_again(application, referral),
            "may_order": bool(rules.may_order_banks(request.user, application)),
            "cures": cures_of(application, to_put_right([refusal_of(application, decision)]))
            if application.state == A.DECLINED and decision is not None
            else [],
            "may_start": application.state not in A.open_ones(),
            "crumbs": [
                {"label": _("Pengajuan"), "url": here(request, "applications")},
                {"label": application.code},
            ],
        },
    )


def _may_close(application: Application, referral) -> bool:
    """While it is being filled, a paper is simply taken out; from the contract on it stays open."""
    sent = application.state not in {A.DRAFT, A.RETURNED, A.WITHDRAWN}
    return sent and (referral is None or referral.state not in {"contracted", "disbursed"})


_STOPPABLE = {A.DRAFT, A.SUBMITTED, A.RETURNED, A.VERIFIED, A.REFERRED, A.APPROVED}


def referral_allows(referral) -> bool:
    """After the contract is signed, stopping is between the person and the bank."""
    return referral is None or referral.state != "contracted"


@in_room
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """Asks once more, then stops."""
    application = find(request, code)
    referral = current_referral(application)
    if application.state not in _STOPPABLE or not referral_allows(referral):
        messages.info(request, _("Pengajuan ini tidak bisa dibatalkan lagi."))
        return go(request, "application", code)
    if request.method == "POST":
        try:
            withdraw_application(application=application, by=request.user)
        except CannotMove as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("Pengajuan dibatalkan."))
        return go(request, "application", code)
    return render(request, "member/stop.html", {"application": application, "referral": referral})


@in_room
@require_POST
def close_paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    done = _("%(paper)s tidak bisa dibuka bank lagi, mulai sekarang.")
    return _switch(request, code, pk, papers.close_paper, done)


@in_room
@require_POST
def open_paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    done = _("%(paper)s bisa dibuka lagi oleh bank yang Anda setujui.")
    return _switch(request, code, pk, papers.open_paper_again, done)


def _switch(request: HttpRequest, code: str, pk: int, act, done: str) -> HttpResponse:
    application = find(request, code)
    paper = get_object_or_404(application.papers.filter(removed_at=None), pk=pk)
    try:
        act(paper=paper, by=request.user)
    except papers.CannotAttach as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done % {"paper": paper.get_kind_display()})
    return redirect(here(request, "application", code) + "#berkas")


@in_room
@require_POST
def answer_bank(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The paper that the bank asked for."""
    application = find(request, code)
    back = redirect(here(request, "application", code) + "#berkas-bank")
    wanted = (
        PaperRequest.objects.select_related("referral__application__owner__user")
        .filter(pk=pk, referral__application=application)
        .first()
    )
    if wanted is None:  # the day until which it was awaited passed while the page stood open
        messages.error(request, _("Berkas ini sudah dikirim, atau bank tidak memintanya lagi."))
        return back
    form = PaperForm({"kind": wanted.kind}, request.FILES)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return back
    try:
        papers.answer_paper_request(request=wanted, file=form.cleaned_data["file"], by=request.user)
    except (papers.CannotAttach, CannotMove, Refused) as problem:
        messages.error(request, f"{wanted.get_kind_display()}: {problem}")
    else:
        name = wanted.get_kind_display()
        messages.success(request, _("Terkirim ke bank: %(paper)s.") % {"paper": name})
    return back


@in_room
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, code: str) -> HttpResponse:
    """The member's own yes to the bank that the association has chosen."""
    application = find(request, code)
    if application.product is None or application.state not in {A.DRAFT, A.RETURNED}:
        return go(request, "application", code)
    state = wizard_pages.consent_state(application, request.user)
    form = wizard_pages.consent_form(state, application, posted(request))
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            consent_to_chosen_bank(application=application, by=request.user)
        except CannotApply as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("Tersimpan. Pengurus bisa mengirim pengajuan Anda."))
        return go(request, "application", code)
    return render(
        request,
        "member/consent_bank.html",
        {"application": application, "consent": state, "form": form},
    )
