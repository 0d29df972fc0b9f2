"""A bank's file beside the portal: how many, and how many rupiah, on either side."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from financing.enums import Outcome, ReferralState, ResultLineState
from financing.models import Referral, ResultFile

MOST_MISSING = 5_000
KINDS = ("approve", "decline", "contract", "disburse")


@dataclass
class Side:
    """Of one kind of outcome on one side: cases and rupiah. A refusal counts what was asked."""

    count: int = 0
    rupiah: int = 0

    def add(self, amount: int | None) -> None:
        self.count += 1
        self.rupiah += amount or 0


def result_counts(file: ResultFile) -> dict[str, int]:
    counts = dict.fromkeys(ResultLineState.values, 0)
    counts |= dict(file.lines.order_by().values_list("state").annotate(Count("pk")))
    return {**counts, "all": sum(counts.values())}


def reconcile(file: ResultFile) -> dict[str, Any]:
    """What the file says and what the portal says now, of the cases that the file names; and the
    branch's running cases that it does not name. Unknown codes count as lines, nothing more; an
    amount that the file leaves out is the portal's, as where the two are compared."""
    theirs: dict[str, Side] = defaultdict(Side)
    asked: dict[int, int] = {}
    lines = file.lines.exclude(referral=None).values_list(
        "said", "referral_id", "referral__amount", "referral__decision__amount"
    )
    for said, referral, amount, granted in lines:
        asked[referral] = amount
        if said.get("decision") == "approve":
            theirs["approve"].add(said.get("amount", granted))
        if said.get("decision") == "decline":
            theirs["decline"].add(amount)
        if said.get("contract_number"):
            theirs["contract"].add(said.get("amount", granted))
        if said.get("disbursed_amount"):
            theirs["disburse"].add(said["disbursed_amount"])
    ours = _portal(list(asked))
    return {
        "at": timezone.now().isoformat(),
        "counts": result_counts(file),
        "kinds": {
            kind: [theirs[kind].count, theirs[kind].rupiah, ours[kind].count, ours[kind].rupiah]
            for kind in KINDS
        },
        **_missing(file, asked),
    }


def _portal(referrals: list[int]) -> dict[str, Side]:
    ours: dict[str, Side] = defaultdict(Side)
    rows = Referral.objects.filter(pk__in=referrals, decision__isnull=False).values_list(
        "decision__outcome", "decision__amount", "amount", "contract_number", "disbursed_amount"
    )
    for outcome, granted, amount, contract, paid in rows:
        if outcome == Outcome.DECLINE:
            ours["decline"].add(amount)
            continue
        ours["approve"].add(granted)
        if contract:
            ours["contract"].add(granted)
        if paid is not None:
            ours["disburse"].add(paid)
    return ours


def _missing(file: ResultFile, named: dict[int, int]) -> dict[str, Any]:
    running = Referral.objects.filter(branch=file.branch).active().exclude(pk__in=list(named))
    totals = running.aggregate(count=Count("pk"), rupiah=Sum("amount"))
    rows = running.order_by("due_on", "id").values_list("application__code", "state", "amount")
    return {
        "missing": [totals["count"], totals["rupiah"] or 0],
        "missing_cases": [list(row) for row in rows[:MOST_MISSING]],
    }


def missing_rows(report: dict[str, Any]) -> list[tuple[str, str, int]]:
    """(code, state in words, rupiah asked)"""
    return [
        (code, str(ReferralState(state).label), amount)
        for code, state, amount in report.get("missing_cases", [])
    ]
