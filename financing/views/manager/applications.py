"""The applications of an association's members: how far, not what the papers hold."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from associations.views.manager.room import ManagerRequest, managers_only
from financing import rules
from financing.enums import ApplicationState, DeclineReason
from financing.history import application_story
from financing.models import Application, BankOrder
from financing.views.manager.board import standings, with_newest_referral
from financing.views.progress import current_referral, steps_of
from financing.views.rooms import row_number
from financing.views.wizard import find
from ikm_portal.common.text import tidy

PAGE = 50


class FilterForm(forms.Form):
    cari = forms.CharField(
        label=gettext_lazy("Nama anggota atau usaha"), required=False, max_length=100
    )
    keadaan = forms.ChoiceField(
        label=gettext_lazy("Keadaan"),
        required=False,
        choices=[("", gettext_lazy("Semua")), *ApplicationState.choices],
    )


def by_state(association, user) -> list[dict]:
    """For ui/stacked.html: the states that somebody is in, in the order of the way."""
    rows = Application.objects.visible_to(user).filter(association=association)
    counts = {row["state"]: row["n"] for row in rows.values("state").annotate(n=Count("pk"))}
    return [
        {"label": state.label, "value": counts[state], "tone": state.tone}
        for state in ApplicationState
        if state in counts
    ]


@require_GET
@managers_only
def applications(request: ManagerRequest) -> HttpResponse:
    """Newest first. `?sebelum=<id>` continues below that row."""
    form = FilterForm(request.GET)
    search, state = "", ""
    if form.is_valid():
        search = tidy(form.cleaned_data["cari"]).replace("\x00", "")
        state = form.cleaned_data["keadaan"]
    rows = Application.objects.visible_to(request.user).filter(association=request.association)
    if state:
        rows = rows.filter(state=state)
    for word in search.split()[:5]:
        rows = rows.filter(Q(owner__name__icontains=word) | Q(business__name__icontains=word))
    before = row_number(request.GET.get("sebelum", ""))
    if before:
        rows = rows.filter(pk__lt=before)
    found = standings(with_newest_referral(rows.order_by("-pk"))[: PAGE + 1], request.user)
    asked = {key: value for key, value in (("cari", search), ("keadaan", state)) if value}
    here = reverse("manager:applications")
    next_url = ""
    if len(found) > PAGE:
        last = found[PAGE - 1].application.pk
        next_url = f"{here}?{urlencode({**asked, 'sebelum': last})}"
    parts = by_state(request.association, request.user)
    return render(
        request,
        "manager/applications.html",
        {
            "association": request.association,
            "form": form,
            "rows": found[:PAGE],
            "next_url": next_url,
            "first_url": f"{here}?{urlencode(asked)}" if before else "",
            "reset_url": here if asked else "",
            "parts": parts,
            "total": sum(part["value"] for part in parts),
        },
    )


@require_GET
@managers_only
def detail(request: ManagerRequest, code: str) -> HttpResponse:
    application = find(request, code)
    referral = current_referral(application)
    decision = getattr(referral, "decision", None) if referral else None
    (standing,) = standings(
        with_newest_referral(Application.objects.filter(pk=application.pk)), request.user
    )
    wanted = []
    if referral is not None and referral.state == "papers_wanted":
        wanted = list(referral.paper_requests.filter(answered_at=None))
    return render(
        request,
        "manager/application.html",
        {
            "application": application,
            "membership": application.business.memberships.filter(
                association=application.association_id
            ).first(),
            "referral": referral,
            "decision": decision,
            "advice": DeclineReason(decision.reason).advice if decision and decision.reason else "",
            "standing": standing,
            "steps": steps_of(application, referral),
            "wanted": wanted,
            "bank_order": BankOrder.objects.visible_to(request.user)
            .filter(application=application)
            .only("changed_at")
            .first(),
            "papers": sorted({paper.get_kind_display() for paper in application.papers.all()}),
            "story": application_story(application, reader=request.user)[::-1],
            "may_fill": bool(rules.may_fill_application(request.user, application)),
            "crumbs": [
                {"label": _("Pengajuan"), "url": reverse("manager:applications")},
                {"label": application.code},
            ],
        },
    )
