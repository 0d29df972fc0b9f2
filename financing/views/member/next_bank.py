"""Another bank for the same file, after a refusal, silence or a consent taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from financing.actions.applications import CannotApply
from financing.actions.filling import choose_another_bank
from financing.enums import ApplicationState as A
from financing.forms.application import NextBankForm
from financing.models import Application
from financing.reasons import Cure
from financing.refusals import Refusal, next_products, refusals_of, to_put_right
from financing.views import wizard_pages
from financing.views.progress import current_referral, must_choose_again
from financing.views.rooms import go, in_room, posted
from financing.views.wizard import find
from ikm_portal.audit.engine import CannotMove


@in_room
@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, code: str) -> HttpResponse:
    """One choice and one yes, nothing typed again."""
    application = find(request, code)
    referral = current_referral(application)
    if not may_choose_again(application, referral):
        messages.info(request, _("Pengajuan ini sekarang tidak menunggu pilihan bank."))
        return go(request, "application", code)
    refusals = refusals_of(application)
    unsettled = to_put_right(refusals)
    past = {one.product_id for one in application.referrals.all()}
    choices = [one for one in wizard_pages.choices(application) if one.product.pk not in past]
    found = next_products(choices, refusals)
    form = NextBankForm(
        posted(request),
        products=[one.product for one in found.open],
        to_put_right=[str(one.about.cure.done) for one in unsettled if one.about.cure],
        reason=str(refusals[0].reason.label) if refusals else "",
    )
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            choose_another_bank(
                application=application,
                product=answers["product"],
                by=request.user,
                tell_reason=answers.get("tell_reason", False),
                put_right=answers.get("put_right", False),
            )
        except (CannotApply, CannotMove) as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("Tersimpan. Disperindag mengirimnya ke bank itu."))
        return go(request, "application", code)
    return render(
        request,
        "member/again.html",
        {
            "application": application,
            "choices": [*found.open, *found.closed],
            "closed": found.closed,
            "open": found.open,
            "ruled_out": found.ruled_out,
            "cures": cures_of(application, unsettled),
            "form": form,
            "consent": wizard_pages.consent_state(application, request.user),
        },
    )


def may_choose_again(application: Application, referral) -> bool:
    return must_choose_again(application, referral) or application.state == A.DECLINED


def cures_of(application: Application, refusals: list[Refusal]) -> list[dict[str, str]]:
    """What must be put right first, each with where."""
    return [
        {
            "reason": str(one.reason.label),
            "advice": str(one.reason.advice),
            "label": str(cure.label),
            "url": _where(application, cure),
        }
        for one in refusals
        if (cure := one.about.cure)
    ]


_ABOUT_THE_FILE = {"member:application": "code", "member:edit-business": "business_id"}


def _where(application: Application, cure: Cure) -> str:
    if not cure.page:
        return cure.url
    about = _ABOUT_THE_FILE.get(cure.page)
    return reverse(cure.page, args=[getattr(application, about)] if about else [])
