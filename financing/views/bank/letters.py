"""A decision as the applicant will read it: written by the very notice that will be sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise

from financing import rules
from financing.actions.referrals import Offer
from financing.contradictions import held_against
from financing.models import Referral
from financing.notifications import ReferralApproved, ReferralDeclined
from financing.views.bank.story import instalment_of
from ikm_portal.audit.models import Entry
from ikm_portal.notifications.notice import Notice


@dataclass(frozen=True)
class Letter:
    """`instalment` is for the officer's eyes: what the offer costs the applicant a month."""

    subject: str
    paragraphs: list[str]
    instalment: int | None = None
    share: int | None = None  # per cent of the sales that the applicant stated
    waits: bool = False  # for the head of the branch, before it is sent
    doubt: str = ""  # what was found speaks against the reason, but not for certain


def of_approval(referral: Referral, form: Any) -> Letter:
    return of_offer(referral, form.offer())


def of_offer(referral: Referral, offer: Offer) -> Letter:
    data = {
        "amount": offer.amount,
        "months": offer.months,
        "rate": str(offer.rate),
        "conditions": offer.conditions,
    }
    monthly = instalment_of(offer.amount, offer.months, offer.rate)
    letter = _letter(ReferralApproved(), referral, Entry(note=offer.words, data=data), monthly)
    sales = referral.application.business.yearly_sales
    share = round(monthly * 12 * 100 / sales) if monthly and sales else None
    return replace(letter, share=share, waits=rules.needs_second(referral, offer.amount))


def of_refusal(referral: Referral, form: Any) -> Letter:
    return of_reason(referral, form.cleaned_data["reason"], form.cleaned_data["words"])


def of_reason(referral: Referral, reason: str, words: str) -> Letter:
    entry = Entry(note=words, data={"reason": reason})
    held = held_against(referral, reason)
    doubt = held.sentence if held and not held.certain else ""
    return replace(_letter(ReferralDeclined(), referral, entry), doubt=doubt)


def _letter(notice: Notice, referral: Referral, entry: Entry, monthly: int | None = None) -> Letter:
    body = notice.body(referral, entry)
    paragraphs = [body] if isinstance(body, str | Promise) else body
    return Letter(str(notice.subject(referral, entry)), [str(text) for text in paragraphs], monthly)
