"""The bank's target for the step that comes next, beside its day for the decision.

Domain notes, section 7: no official service level was found, so each bank has targets of its own,
in working days. Missing one is said and sent to who owes the step; only a missed decision lets the
applicant go elsewhere.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone

from financing.enums import ReferralState as R
from financing.models import Bank, Referral
from ikm_portal.calendar.days import add_working_days

# state → the bank's target for leaving it. The decision itself has `Referral.due_on`.
TARGETS = {R.SENT: "receive_days", R.APPROVED: "contract_days", R.CONTRACTED: "disburse_days"}


@dataclass(frozen=True)
class StepDue:
    day: datetime.date
    late: bool


def days_for(bank: Bank, state: str) -> int | None:
    """Working days, or None where the state has no target of its own."""
    name = TARGETS.get(R(state))
    return getattr(bank, name) if name else None


def step_due(referral: Referral) -> StepDue | None:
    """By when the next step should be taken; its product's bank loaded."""
    days, start = days_for(referral.product.bank, referral.state), _since(referral)
    if days is None or start is None:
        return None
    day = add_working_days(start, days)
    return StepDue(day, day < timezone.localdate())


def _since(referral: Referral) -> datetime.date | None:
    """The day on which the state was reached."""
    if referral.state == R.SENT:
        return timezone.localdate(referral.sent_at)
    if referral.state == R.APPROVED and referral.decided_at:
        return timezone.localdate(referral.decided_at)
    return referral.contracted_on
