"""Is this letter real? For whoever holds the paper; nobody's name stands here."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from financing.enums import GroupState
from financing.models import CreditGroup
from ikm_portal.accounts.limits import limited

RATES = "60/600s/ip"


@login_not_required
@require_safe
@limited("group_letter", RATES)
def group_letter(request: HttpRequest, code: str) -> HttpResponse:
    """Kind, number, day, association and count, as the staff typed and the portal counted them.

    A code without a letter and a code never given are the same 404. The code on the paper is no
    secret: it opens nothing else.
    """
    group = get_object_or_404(
        CreditGroup.objects.filter(state__in=GroupState.with_letter()).select_related(
            "association"
        ),
        code=code.upper()[:20].replace("\x00", ""),
    )
    return render(request, "letters/group.html", {"group": group})
