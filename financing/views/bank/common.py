"""What every page of the bank desk begins with: who sits there, and which case is theirs."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from financing.enums import ProposalState, ReferralState
from financing.models import DemandOverride, ProductPaper, Proposal, Referral
from financing.queries.desk import NEAR_DAYS, Desk, posting_of
from ikm_portal.audit.engine import CannotMove, NotAllowed
from ikm_portal.audit.models import Entry
from ikm_portal.calendar.days import add_working_days, working_days_between

_JUST_NOW = datetime.timedelta(minutes=2)


def at_desk(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view(request, desk, …)` for bank officers; for anyone else there is nothing here."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        if not user.is_officer:
            raise Http404
        posting = posting_of(user)
        if posting is None:
            return render(request, "bank/no_branch.html", status=403)
        near = add_working_days(timezone.localdate(), NEAR_DAYS)
        return view(request, Desk(user, posting, near), *args, **kwargs)

    return inner


def case_of(desk: Desk, pk: int) -> Referral:
    """A case of this very branch, with what its page shows. 404 for any other."""
    referral = get_object_or_404(
        desk.referrals()
        .select_related(
            "owner__region",
            "application__association",
            "application__business__region__parent",
            "application__business__kbli",
            "product",
            "officer",
            "decision",
            "findings__edition",
        )
        .annotate(
            # With the case itself: most have none, and then no further question is asked.
            has_proposal=Exists(
                Proposal.objects.filter(referral=OuterRef("pk"), state=ProposalState.WAITING)
            ),
            given=ArraySubquery(
                DemandOverride.objects.filter(referral=OuterRef("pk")).values("demand")
            ),
            has_own_papers=Exists(ProductPaper.objects.filter(product=OuterRef("product"))),
        ),
        pk=pk,
    )
    referral.branch = desk.posting.branch
    referral.product.bank = desk.posting.branch.bank  # a branch lends its own bank's products
    return referral


def waiting_proposal(referral: Referral) -> Proposal | None:
    """The offer that waits for the head, while the case is still under review."""
    if referral.state != ReferralState.IN_REVIEW or not getattr(referral, "has_proposal", True):
        return None
    waiting = Proposal.objects.filter(
        referral=referral, state=ProposalState.WAITING
    ).select_related("proposed_by")
    proposal = waiting.first()
    if proposal is not None:
        proposal.referral = referral
    return proposal


def clock_stands(state: str) -> bool:
    """Papers are awaited: the deadline moves on by the working days that this lasts."""
    return state == ReferralState.PAPERS_WANTED


def deadline_words(due_on: datetime.date, today: datetime.date) -> tuple[str, str]:
    """("3 hari kerja lagi", tone). Late days are counted as the applicant counts them."""
    if due_on < today:
        return _("lewat %(days)d hari") % {"days": (today - due_on).days}, "bad"
    if due_on == today:
        return _("hari ini"), "waiting"
    days = max(1, working_days_between(today, due_on))
    return _("%(days)d hari kerja lagi") % {"days": days}, "waiting" if days <= NEAR_DAYS else ""


def refused(
    request: HttpRequest,
    referral: Referral,
    problem: CannotMove,
    *,
    step: str,
    typed: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """The step was not taken: why, what happened meanwhile, and what the person had written.

    A second press of the same button by the same person is no quarrel: the first one counts.
    """
    last = Entry.objects.about(referral).moves().last()
    if (
        last is not None
        and request.method == "POST"
        and last.actor_id == request.user.pk
        and last.action == f"financing.referral.{step}"
        and timezone.now() - last.at < _JUST_NOW
    ):
        messages.info(request, _("Sudah tercatat satu kali. Penekanan kedua tidak dihitung."))
        return redirect("bank:referral", referral.pk)
    referral.refresh_from_db(fields=["state", "officer"])
    return render(
        request,
        "bank/refused.html",
        {"referral": referral, "problem": str(problem), "last": last, "typed": typed or []},
        status=403 if isinstance(problem, NotAllowed) else 409,
    )
