"""Four eyes: above the bank's own limit one person proposes and the head of the branch confirms.

Lock order: application, referral, proposal, quota.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from financing import rules
from financing.actions.referrals import CannotDecide, Offer, approve_referral, check_words
from financing.enums import ReferralState
from financing.models import Application, Decision, Proposal, Referral
from ikm_portal.audit.engine import WrongState, move, record


@transaction.atomic
def decide_or_propose(*, referral: Referral, offer: Offer, by: Any) -> Decision | Proposal:
    """Approves, or leaves the offer with the head where the bank wants a second person."""
    if rules.needs_second(referral, offer.amount):
        return propose_approval(referral=referral, offer=offer, by=by)
    return approve_referral(referral=referral, offer=offer, by=by)


@transaction.atomic
def propose_approval(*, referral: Referral, offer: Offer, by: Any) -> Proposal:
    """The applicant hears nothing yet. Raises CannotDecide, CannotMove."""
    Application.objects.select_for_update(no_key=True).get(pk=referral.application_id)
    now = Referral.objects.select_for_update(no_key=True).get(pk=referral.pk)
    answer = rules.may_decide(by, now)
    if not answer:
        raise CannotDecide(str(answer.reason))
    if now.state != ReferralState.IN_REVIEW:
        raise WrongState(_("Kasus ini tidak sedang diperiksa."))
    check_words(now, {"conditions": offer.conditions, "words": offer.words}, by=by)
    if not 0 < offer.amount <= now.amount:
        raise CannotDecide(
            _("Jumlah yang disetujui tidak boleh melebihi jumlah yang diminta."), field="amount"
        )
    if not 0 < offer.months <= 120:
        raise CannotDecide(_("Jangka waktu harus 1 sampai 120 bulan."), field="months")
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(
                referral=now,
                amount=offer.amount,
                months=offer.months,
                rate=offer.rate,
                conditions=offer.conditions,
                words=offer.words,
                proposed_by=by,
            )
    except IntegrityError:
        raise CannotDecide(_("Sudah ada usul yang menunggu kepala cabang.")) from None
    record("financing.referral.propose", now, by=by, data={"amount": offer.amount})
    return proposal


@transaction.atomic
def confirm_proposal(*, proposal: Proposal, by: Any) -> Decision:
    """The second person's yes: the decision is made and sent as it was proposed."""
    referral = proposal.referral
    Application.objects.select_for_update(no_key=True).get(pk=referral.application_id)
    answered = {"answered_by": by, "answered_at": timezone.now()}
    move(proposal, "confirm", by=by, set=answered)
    offer = Offer(
        amount=proposal.amount,
        months=proposal.months,
        rate=proposal.rate,
        conditions=proposal.conditions,
        words=proposal.words,
    )
    return approve_referral(referral=referral, offer=offer, by=by, proposal=proposal)


@transaction.atomic
def return_proposal(*, proposal: Proposal, note: str, by: Any) -> Proposal:
    """Back to the officer with the reason; the applicant never knew of it."""
    answered = {"answered_by": by, "answered_at": timezone.now()}
    move(proposal, "return", by=by, note=note, set=answered)
    record("financing.referral.propose_back", proposal.referral, by=by, note=note)
    return proposal
