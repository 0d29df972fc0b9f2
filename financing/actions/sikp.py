"""Taking candidates along for SIKP: whole NIK leave the portal, so each person's trail says so."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from financing import rules
from financing.models import Referral
from ikm_portal.audit.engine import record_many

TAKEN_ALONG = "financing.referral.sikp"


@transaction.atomic
def take_candidates(*, cases: list[Referral], by: Any) -> list[Referral]:
    """Those whose NIK this officer may read, after the trace is written, one for each person."""
    allowed = [case for case in cases if rules.may_unmask(by, case)]
    record_many(TAKEN_ALONG, allowed, by=by)
    return allowed
