"""What I agreed to, taking it back, and who looked at what is mine."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from associations.actions.consents import CannotConsent
from associations.models import Consent
from financing.actions.consents import stopped_by, withdraw_with_referral
from financing.queries.looks import looks_at
from financing.views.rooms import go, here, in_room, row_number
from ikm_portal.audit.engine import CannotMove

PAGE = 30


@in_room
@require_GET
def consents(request) -> HttpResponse:
    mine = Consent.objects.filter(owner__user=request.user).select_related("text", "recipient")
    today = timezone.localdate()
    given = list(mine.in_force(today).order_by("purpose", "recipient__name"))
    ids = [consent.pk for consent in given]
    past = mine.exclude(pk__in=ids).order_by("-id")[:20]
    return render(request, "member/consents.html", {"given": given, "past": past, "today": today})


@in_room
@require_http_methods(["GET", "POST"])
def withdraw(request, pk: int) -> HttpResponse:
    """Says what will end with it, then ends it at once."""
    consent = get_object_or_404(
        Consent.objects.filter(owner__user=request.user).select_related(
            "text", "recipient", "owner"
        ),
        pk=pk,
    )
    if request.method == "POST":
        try:
            withdraw_with_referral(consent=consent, by=request.user)
        except (CannotConsent, CannotMove) as problem:
            messages.info(request, str(problem))
        else:
            messages.success(request, _("Persetujuan ditarik. Berlaku mulai sekarang."))
        return go(request, "consents")
    return render(
        request, "member/withdraw.html", {"consent": consent, "referral": stopped_by(consent)}
    )


@in_room
@require_GET
def looks(request: HttpRequest) -> HttpResponse:
    """Newest first. `?sebelum=<id>` continues below that row."""
    before = row_number(request.GET.get("sebelum", ""))
    found = looks_at(request.user, before=before, most=PAGE + 1)
    return render(
        request,
        "member/looks.html",
        {
            "looks": found[:PAGE],
            "older_url": f"{here(request, 'looks')}?sebelum={found[PAGE - 1].pk}"
            if len(found) > PAGE
            else "",
            "newest_url": here(request, "looks") if before else "",
        },
    )
