"""When the fault behind a refusal is put right, the person is matched again and told, once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from associations.enums import PermitKind
from associations.models import Owner
from financing.enums import DeclineReason
from financing.findings import choices_for
from financing.models import Application, CuredRefusal, Refused
from financing.refusals import SEEN, is_cured, next_products, refusals_of
from ikm_portal.audit.engine import record

NAMED = 5  # products that the letter names


def match_again_all() -> int:
    """Every standing refusal whose fault the portal can see put right. May run twice, and beside
    itself. How many were found."""
    standing = Refused.objects.standing()
    with_nib = standing.filter(
        reason=DeclineReason.NO_NIB,
        referral__application__business__permits__kind=PermitKind.NIB,
    )
    young = standing.filter(
        reason=DeclineReason.TOO_YOUNG,
        referral__application__business__started_on__lte=timezone.localdate(),
    )
    pks = [*with_nib.values_list("pk", flat=True), *young.values_list("pk", flat=True)]
    return sum(_match_again(pk) for pk in pks)


def match_again(owner: Owner) -> bool:
    """The same for one person, at the moment of the correction."""
    mine = Refused.objects.standing().filter(referral__owner=owner, reason__in=SEEN)
    return sum(_match_again(pk) for pk in mine.values_list("pk", flat=True)) > 0


@transaction.atomic
def _match_again(pk: int) -> bool:
    """One refusal in its own transaction. Lock order: application first."""
    file = Application.objects.filter(referrals__decision=pk).values("pk")
    Application.objects.select_for_update(no_key=True).get(pk__in=file)
    # Read under the lock: a second run, or the person's own choice of a bank, came before.
    decision = (
        Refused.objects.standing()
        .select_related(
            "referral__product__bank__institution", "referral__application__business__owner"
        )
        .filter(pk=pk)
        .first()
    )
    if decision is None or not is_cured(decision.referral.application, decision):
        return False
    application = decision.referral.application
    past = set(application.referrals.values_list("product_id", flat=True))
    choices = [
        one
        for one in choices_for(application, timezone.localdate())
        if one.product.pk not in past and one.result.verdict != "not_yet"
    ]
    fitting = next_products(choices, refusals_of(application)).open
    CuredRefusal.objects.create(decision_id=decision.pk, fits=len(fitting))
    record(
        "financing.application.cured",
        application,
        by=None,
        data={
            "reason": decision.reason,
            "products": [str(choice.product) for choice in fitting[:NAMED]],
        },
    )
    return True
