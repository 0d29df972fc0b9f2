"""Several cases at once: first seen, then done, each through the same action."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from financing.actions.desk import assign_many as assign_each
from financing.actions.desk import decline_many as decline_each
from financing.actions.desk import plan_assign, plan_decline
from financing.actions.referrals import receive_referral
from financing.enums import ReferralState
from financing.forms.bank import DeclineManyForm, HandOverForm
from financing.models import Referral
from financing.queries.desk import PAGE, Desk, colleagues
from financing.views.bank import letters
from financing.views.bank.common import at_desk
from ikm_portal.audit.engine import CannotMove

_ID = re.compile(r"\d{1,18}", re.ASCII)


def _chosen(request: HttpRequest, desk: Desk) -> list[Referral] | str:
    """The ticked cases of this very branch, or a sentence about the choice."""
    ids = {int(pk) for pk in request.POST.getlist("kasus") if _ID.fullmatch(pk)}
    if not ids:
        return _("Centang dulu kasusnya.")
    if len(ids) > PAGE:
        return _("Paling banyak %(most)d kasus sekali jalan.") % {"most": PAGE}
    return list(
        desk.referrals()
        .filter(pk__in=ids)
        .select_related(
            "application__business", "product__bank__institution", "branch", "owner", "officer"
        )
        .order_by("due_on", "id")
    )


@require_POST
@at_desk
def receive_many(request: HttpRequest, desk: Desk) -> HttpResponse:
    chosen = _chosen(request, desk)
    if isinstance(chosen, str):
        messages.warning(request, chosen)
        return redirect(f"{reverse('bank:queue')}?tab=baru")
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


@require_POST
@at_desk
def decline_many(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One coded reason for several: who gets the letter, who is left out and why, and then."""
    back = f"{reverse('bank:queue')}?tab=saya"
    chosen = _chosen(request, desk)
    if isinstance(chosen, str):
        messages.warning(request, chosen)
        return redirect(back)
    asked = request.POST.get("langkah", "")
    form = DeclineManyForm(request.POST if asked else None, label_suffix="")
    context = {"form": form, "cases": chosen}
    if not asked or asked == "ubah" or not form.is_valid():
        return render(request, "bank/decline_many.html", context)
    answers = form.cleaned_data
    if asked != "kirim":
        lines = plan_decline(referrals=chosen, by=request.user, **answers)
        going = [line.referral for line in lines if not line.problem]
        letter = letters.of_refusal(going[0], form) if going else None
        return render(
            request,
            "bank/decline_many_preview.html",
            context
            | {"going": going, "left_out": [one for one in lines if one.problem], "letter": letter},
        )
    done = decline_each(referrals=chosen, by=request.user, **answers)
    stopped = [line for line in done if line.problem]
    if count := len(done) - len(stopped):
        text = ngettext("%(n)d kasus ditolak.", "%(n)d kasus ditolak.", count) % {"n": count}
        messages.success(request, text)
    if stopped:
        told = " ".join(f"{one.referral.application.code}: {one.problem}" for one in stopped)
        messages.warning(request, _("Tidak ditolak — %(list)s") % {"list": told})
    return redirect(back)


@require_POST
@at_desk
def assign_many(request: HttpRequest, desk: Desk) -> HttpResponse:
    """To one colleague: who that is, which cases go over, which stay and why, and then."""
    tab = "terbuka" if desk.is_head else "saya"
    back = f"{reverse('bank:queue')}?tab={tab}"
    chosen = _chosen(request, desk)
    if isinstance(chosen, str):
        messages.warning(request, chosen)
        return redirect(back)
    asked = request.POST.get("langkah", "")
    form = HandOverForm(
        request.POST if asked else None, colleagues=colleagues(desk, but=None), label_suffix=""
    )
    context = {"form": form, "cases": chosen, "back": back}
    if not asked or asked == "ubah" or not form.is_valid():
        return render(request, "bank/assign_many.html", context)
    to = form.cleaned_data["to"]
    if asked != "kirim":
        lines = plan_assign(referrals=chosen, to=to, by=request.user)
        going = [line.referral for line in lines if not line.problem]
        left_out = [line for line in lines if line.problem]
        context |= {"to": to, "going": going, "left_out": left_out}
        return render(request, "bank/assign_many_preview.html", context)
    done = assign_each(referrals=chosen, to=to, by=request.user)
    stopped = [line for line in done if line.problem]
    if count := len(done) - len(stopped):
        text = ngettext("%(n)d kasus dialihkan.", "%(n)d kasus dialihkan.", count) % {"n": count}
        messages.success(request, text)
    if stopped:
        told = " ".join(f"{one.referral.application.code}: {one.problem}" for one in stopped)
        messages.warning(request, _("Tidak dialihkan — %(list)s") % {"list": told})
    return redirect(back)
