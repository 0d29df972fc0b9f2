"""Several new cases received at once: first seen, then done, each through the same action."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from financing.actions.referrals import receive_referral
from financing.enums import ReferralState
from financing.models import Referral
from financing.queries.desk import PAGE, Desk
from financing.views.bank.common import at_desk
from ikm_portal.audit.engine import CannotMove

_ID = re.compile(r"\d{1,18}", re.ASCII)


@require_POST
@at_desk
def receive_many(request: HttpRequest, desk: Desk) -> HttpResponse:
    ids = {int(pk) for pk in request.POST.getlist("kasus") if _ID.fullmatch(pk)}
    back = f"{reverse('bank:queue')}?tab=baru"
    if not ids:
        messages.warning(request, _("Centang dulu kasus yang mau diterima."))
        return redirect(back)
    if len(ids) > PAGE:
        messages.warning(request, _("Paling banyak %(most)d kasus sekali jalan.") % {"most": PAGE})
        return redirect(back)
    chosen = list(
        desk.referrals()
        .filter(pk__in=ids)
        .select_related("application", "product", "branch", "owner", "officer")
        .order_by("due_on", "id")
    )
    if request.POST.get("langkah") != "terima":
        ready = [case for case in chosen if case.state == ReferralState.SENT]
        late = [case for case in chosen if case.state != ReferralState.SENT]
        return render(request, "bank/receive_many.html", {"ready": ready, "late": late})
    failed = [problem for case in chosen if (problem := _receive(case, request))]
    done = len(chosen) - len(failed)
    if done:
        text = ngettext("%(n)d kasus diterima.", "%(n)d kasus diterima.", done) % {"n": done}
        messages.success(request, text)
    if failed:
        messages.warning(request, _("Tidak diterima — %(list)s") % {"list": " ".join(failed)})
    return redirect(f"{reverse('bank:queue')}?tab=saya")


def _receive(case: Referral, request: HttpRequest) -> str:
    """Why not, with the case's code; empty when it went through."""
    try:
        receive_referral(referral=case, by=request.user)
    except CannotMove as problem:
        return f"{case.application.code}: {problem}"
    return ""
