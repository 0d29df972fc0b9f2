"""The bank's clock: it stands while papers are awaited, and a missed deadline has a consequence.

Who is asked for papers is reminded before the day until which they are awaited. The morning after
it the bank's clock runs again: nobody's silence holds a case for ever.

Past the deadline the officer and the branch's head are told, once; OFFICE_DAYS later the office.
GRACE_DAYS after the deadline the case is released, so that nobody is held for ever by a bank that
does not answer. The other steps have targets too (`step_days`): who owes one is told, once.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from financing import step_days
from financing.actions.referrals import expire_referral
from financing.enums import ReferralState
from financing.models import Bank, Referral
from ikm_portal.audit.engine import move, record
from ikm_portal.audit.models import Entry
from ikm_portal.calendar.days import add_working_days, is_working_day, working_days_between

OFFICE_DAYS = 3  # working days past the deadline: the head has had time to put it right
GRACE_DAYS = 5
REMIND_DAYS = 2  # working days before the last one on which papers are awaited
PAPERS_DUE = "financing.referral.papers_due"
OVERDUE = "financing.referral.overdue"
OVERDUE_OFFICE = "financing.referral.overdue_office"
STEP_LATE = "financing.referral.step_late"
_BANKS_TURN = ReferralState.banks_turn()


def resume_clock(*, referral: Referral, step: str, by: Any) -> None:
    """Takes the step that ends the waiting; the deadline moves by the working days it lasted."""
    asked = Entry.objects.about(referral).filter(action="financing.referral.want_papers").last()
    today = timezone.localdate()
    waited = working_days_between(timezone.localdate(asked.at), today) if asked else 0
    due_on = add_working_days(referral.due_on, waited) if waited else referral.due_on
    move(referral, step, by=by, data={"waited": waited}, set={"due_on": due_on})


@transaction.atomic
def review_without_papers(*, referral: Referral, by: Any) -> Referral:
    """The officer goes on without what was asked for; the open requests fall away."""
    resume_clock(referral=referral, step="review_anyway", by=by)
    referral.paper_requests.filter(answered_at=None).delete()
    return referral


def watch_papers(*, today: datetime.date) -> tuple[int, int]:
    """(reminded, gone on without). Nothing on a day on which nobody works; may run twice."""
    if not is_working_day(today):
        return 0, 0
    soon = add_working_days(today, REMIND_DAYS)
    waiting = Referral.objects.filter(
        state=ReferralState.PAPERS_WANTED,
        paper_requests__answered_at=None,
        paper_requests__send_by__lte=soon,
    ).order_by("pk")
    reminded = late = 0
    for pk in waiting.values_list("pk", flat=True).distinct().iterator(chunk_size=500):
        outcome = _watch_papers(pk, today)
        reminded += outcome == "reminded"
        late += outcome == "late"
    return reminded, late


@transaction.atomic
def _watch_papers(pk: int, today: datetime.date) -> str:
    """One case in its own transaction."""
    referral = Referral.objects.select_for_update(no_key=True).get(pk=pk)
    if referral.state != ReferralState.PAPERS_WANTED:  # sent a moment ago
        return ""
    asked = list(referral.paper_requests.filter(answered_at=None).exclude(send_by=None))
    days = [request.send_by for request in asked if request.send_by is not None]
    if not days:
        return ""
    send_by = max(days)
    if today > send_by:
        resume_clock(referral=referral, step="papers_late", by=None)
        referral.paper_requests.filter(answered_at=None).delete()
        return "late"
    data = {"send_by": send_by.isoformat(), "papers": [request.kind for request in asked]}
    told = Entry.objects.about(referral).filter(action=PAPERS_DUE)
    if send_by > add_working_days(today, REMIND_DAYS) or told.filter(data__send_by=data["send_by"]):
        return ""
    record(PAPERS_DUE, referral, by=None, data=data)
    return "reminded"


def watch_deadlines(*, today: datetime.date) -> tuple[int, int]:
    """(told, released). Does nothing on a day on which nobody works; may run twice."""
    if not is_working_day(today):
        return 0, 0
    late = Referral.objects.filter(state__in=_BANKS_TURN, due_on__lt=today).order_by("pk")
    told = released = 0
    for pk in late.values_list("pk", flat=True).iterator(chunk_size=500):
        outcome = _watch(pk, today)
        told += outcome == "told"
        released += outcome == "released"
    return told, released


@transaction.atomic
def _watch(pk: int, today: datetime.date) -> str:
    """One case in its own transaction. Lock order: application, referral."""
    referral = (
        Referral.objects.select_related("application", "branch", "product__bank__institution")
        .filter(pk=pk, state__in=_BANKS_TURN, due_on__lt=today)
        .first()
    )
    if referral is None:  # decided a moment ago
        return ""
    if today > add_working_days(referral.due_on, GRACE_DAYS):
        expire_referral(referral=referral)
        return "released"
    Referral.objects.select_for_update(no_key=True).get(pk=pk)
    due_on = referral.due_on.isoformat()
    told = set(
        Entry.objects.about(referral)
        .filter(action__in=[OVERDUE, OVERDUE_OFFICE], data__due_on=due_on)
        .values_list("action", flat=True)
    )
    steps = [OVERDUE]
    if today > add_working_days(referral.due_on, OFFICE_DAYS):
        steps.append(OVERDUE_OFFICE)
    new = [step for step in steps if step not in told]
    for step in new:
        record(step, referral, by=None, data={"due_on": due_on})
    return "told" if new else ""


def watch_steps(*, today: datetime.date) -> int:
    """How many were told that a step other than the decision is late. May run twice."""
    if not is_working_day(today):
        return 0
    told = 0
    for bank in Bank.objects.order_by("pk"):
        for state in step_days.TARGETS:
            told += sum(_watch_step(pk, state) for pk in _late_in(bank, state, today))
    return told


def _late_in(bank: Bank, state: ReferralState, today: datetime.date) -> list[int]:
    """Whose first day lies so far back; the entry that says so is looked for case by case."""
    last = add_working_days(today, -(step_days.days_for(bank, state) or 0))
    start = {"sent": "sent_at__date", "approved": "decided_at__date"}.get(state, "contracted_on")
    late = Referral.objects.filter(product__bank=bank, state=state, **{f"{start}__lt": last})
    return list(late.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _watch_step(pk: int, state: str) -> bool:
    """One case in its own transaction."""
    referral = (
        Referral.objects.select_for_update(no_key=True, of=("self",))
        .select_related("product__bank")
        .get(pk=pk)
    )
    due = step_days.step_due(referral)
    if referral.state != state or due is None or not due.late:
        return False
    told = Entry.objects.about(referral).filter(action=STEP_LATE, data__state=state)
    if told.exists():
        return False
    record(STEP_LATE, referral, by=None, data={"state": state, "due_on": due.day.isoformat()})
    return True
