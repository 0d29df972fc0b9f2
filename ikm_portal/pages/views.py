"""Pages for everybody that belong to no single app."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from associations.queries import directory
from financing.retention import RULES
from meetings.queries import ledger, meeting_list, total


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, in ten seconds; where to go; what has been promised."""
    now = timezone.now()
    meetings = meeting_list(request.user)
    context = {
        "associations": directory()[:6],
        "next_meeting": meetings.filter(starts_at__gt=now, state="planned").last(),
        "last_meeting": meetings.filter(starts_at__lte=now).exclude(state="cancelled").first(),
        "promises": total(ledger(request.user, timezone.localdate())),
    }
    return render(request, "pages/home.html", context)


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html", {"retention": RULES})
