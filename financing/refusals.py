"""Where next after a refusal: what its reason already rules out, and what must be put right."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from associations.enums import PermitKind
from financing.enums import DeclineReason
from financing.findings import Choice
from financing.kur.calendar_months import add_months
from financing.models import Application, Decision, Product
from financing.reasons import ABOUT, About, Reach
from financing.rulebook import rules_on


@dataclass(frozen=True)
class Refusal:
    """A bank's no to this file. `cured`: the portal itself sees that it is put right."""

    reason: DeclineReason
    product: Product
    at: datetime.datetime
    cured: bool

    @property
    def about(self) -> About:
        return ABOUT[self.reason]

    @property
    def stands(self) -> bool:
        """Every bank would ask the same, and the portal does not know that it is put right."""
        return self.about.reach == Reach.EVERYWHERE and not self.cured

    @property
    def seen_by_us(self) -> bool:
        """The portal can tell whether it is put right: the person's word is not needed."""
        return self.reason in SEEN

    def against(self, product: Product) -> str:
        """Why this product would say the same, in a sentence; empty when it need not."""
        words = {
            "reason": self.reason.label,
            "bank": product.bank,
            "scheme": product.get_scheme_display(),
        }
        reach = Reach.NOWHERE if self.cured else self.about.reach
        if self.stands and self.seen_by_us:
            return _("Semua bank menanyakan ini: %(reason)s.") % words
        if reach == Reach.SCHEME and product.scheme == self.product.scheme:
            return _("Syarat %(scheme)s di semua bank: %(reason)s.") % words
        if reach == Reach.BANK and product.bank_id == self.product.bank_id:
            return _("%(bank)s sudah menilai: %(reason)s.") % words
        return ""


# What the portal can tell by itself.
SEEN = {DeclineReason.NO_NIB, DeclineReason.TOO_YOUNG}


def refusals_of(application: Application) -> list[Refusal]:
    """The newest first. One query, and one more where the portal can see that it is put right."""
    found = (
        Decision.objects.filter(referral__application=application)
        .exclude(reason="")
        .select_related("referral__product__bank__institution")
        .order_by("-id")
    )
    return [refusal_of(application, decision) for decision in found]


def refusal_of(application: Application, decision: Decision) -> Refusal:
    """Of a decision with a reason, its referral and product loaded."""
    reason, product = DeclineReason(decision.reason), decision.referral.product
    return Refusal(reason, product, decision.decided_at, is_cured(application, decision))


def is_cured(application: Application, decision: Decision) -> bool:
    """As far as the portal can tell. A business is old enough only by growing older: where it was
    already so on the day of the refusal, bank and portal disagree, and the bank's word stands."""
    if decision.reason == DeclineReason.NO_NIB:
        return application.business.permits.filter(kind=PermitKind.NIB).exists()
    start = application.business.started_on
    if decision.reason != DeclineReason.TOO_YOUNG or start is None:
        return False
    today = timezone.localdate()
    scheme = decision.referral.product.scheme
    row = rules_on(today).get(scheme, "min_business_age_months", today)
    if row is None or not isinstance(row.value, int):
        return False
    return timezone.localdate(decision.decided_at) < add_months(start, row.value) <= today


def against(product: Product, refusals: Iterable[Refusal]) -> str:
    """The first reason that already rules this product out, in a sentence; empty: none does."""
    return next((said for one in refusals if (said := one.against(product))), "")


def to_put_right(refusals: Iterable[Refusal]) -> list[Refusal]:
    """What every bank would ask, one for each reason."""
    return list({one.reason: one for one in refusals if one.stands}.values())


@dataclass(frozen=True)
class Next:
    """What may come after the refusals. `closed`: with why."""

    open: list[Choice]
    closed: list[Choice]
    ruled_out: list[tuple[Choice, str]]


def next_products(choices: Iterable[Choice], refusals: list[Refusal]) -> Next:
    """`choices` in their published order. What the last reason makes matter more goes first among
    those of the same verdict: after "quota used up", the bank with the most left."""
    found = Next([], [], [])
    for choice in choices:
        if said := against(choice.product, refusals):
            found.ruled_out.append((choice, said))
        else:
            (found.open if choice.open else found.closed).append(choice)
    first = refusals[0].about.first if refusals else None
    if first is not None:
        verdicts = list(dict.fromkeys(choice.result.verdict for choice in found.open))
        found.open.sort(
            key=lambda choice: (
                verdicts.index(choice.result.verdict),
                -(choice.score.points[first] if choice.score else 0),
            )
        )
    return found
