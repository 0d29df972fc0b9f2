"""Whom a branch may bring to SIKP: taken, before the akad, and with the person's yes today."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils import timezone

from associations.enums import ConsentPurpose
from associations.models import Consent
from financing.enums import ReferralState
from financing.models import Referral
from financing.models.referral import ReferralQuerySet
from financing.queries.desk import Desk

MOST = 1_000
# SIKP is asked before the akad; afterwards the bank reports the akad itself.
_BEFORE_AKAD = [
    ReferralState.RECEIVED,
    ReferralState.IN_REVIEW,
    ReferralState.PAPERS_WANTED,
    ReferralState.APPROVED,
]


def taken_cases(desk: Desk, *, all_of_branch: bool) -> ReferralQuerySet:
    """Before the akad, held by this officer, or by anybody of the branch; never one's own file."""
    rows = desk.referrals().filter(state__in=_BEFORE_AKAD, officer__isnull=False)
    rows = rows.exclude(owner__user=desk.user)
    return rows if all_of_branch else rows.filter(officer=desk.user)


def candidates(desk: Desk, *, all_of_branch: bool) -> list[Referral]:
    """At most MOST, soonest deadline first. Who took the yes back is not among them."""
    rows = taken_cases(desk, all_of_branch=all_of_branch)
    yes = Consent.objects.in_force(timezone.localdate()).filter(
        owner=OuterRef("owner"),
        purpose=ConsentPurpose.BANK,
        recipient=desk.posting.branch.bank.institution_id,
    )
    agreed = (
        rows.filter(Exists(yes))
        .select_related("owner", "application__business")
        .prefetch_related("application__business__permits")
        .order_by("due_on", "id")
    )
    cases = list(agreed[:MOST])
    for case in cases:
        case.branch = desk.posting.branch
    return cases
