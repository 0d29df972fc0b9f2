"""Counts by night how long each bank took. Every open and every silent case is in it."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import TruncDate
from django.utils import timezone

from financing.enums import ReferralState as R
from financing.models import Referral, ServiceTime
from financing.promise import WINDOW_DAYS, Case, End, Promise, tell
from ikm_portal.audit.models import Entry
from ikm_portal.calendar.store import holidays_of

_BANKS_TURN = set(R.banks_turn())
_CHUNK = 5000
# (bank, branch or None, product or None)
Key = tuple[int, int | None, int | None]


class _Days:
    """Working days by subtraction: a million spans must not each walk a calendar."""

    def __init__(self, first: datetime.date, last: datetime.date) -> None:
        self.first, self.last = first, last
        years = range(first.year, last.year + 1)
        closed = {day for year in years for day in holidays_of(year)}
        self.counts = [0]
        for offset in range(1, (last - first).days + 1):
            day = first + datetime.timedelta(days=offset)
            works = day.weekday() < 5 and day not in closed
            self.counts.append(self.counts[-1] + works)

    def between(self, a: datetime.date, b: datetime.date) -> int:
        """As calendar.days.working_days_between, for days within the window; never negative."""
        return max(self._at(b) - self._at(a), 0)

    def _at(self, day: datetime.date) -> int:
        return self.counts[(min(day, self.last) - self.first).days]


@transaction.atomic
def count_service_times(*, today: datetime.date) -> int:
    """Puts the figures of today in the place of yesterday's; returns how many. May run twice."""
    since = today - datetime.timedelta(days=WINDOW_DAYS)
    days = _Days(since, today)
    by_key: dict[Key, Counter[Case]] = defaultdict(Counter)
    for row in _rows(since, today):
        case = _case(row, today, days)
        bank, branch, product = row["product__bank"], row["branch"], row["product"]
        for key in ((bank, None, None), (bank, branch, None), (bank, branch, product)):
            by_key[key][case] += row["count"]
    ServiceTime.objects.all().delete()
    rows = [
        ServiceTime(
            bank_id=bank,
            branch_id=branch,
            product_id=product,
            counted_on=today,
            cases=told.cases,
            decided=told.decided,
            silent=told.silent,
            kept=told.kept,
            broken=told.broken,
            median=told.median,
            p80=told.p80,
            longest=told.longest,
        )
        for (bank, branch, product), told in ((key, tell(found)) for key, found in by_key.items())
    ]
    return len(ServiceTime.objects.bulk_create(rows))


def _rows(since: datetime.date, today: datetime.date) -> Iterator[dict[str, Any]]:
    """Referrals alike counted together by the database; those taken back one by one."""
    found = (
        Referral.objects.annotate(sent=TruncDate("sent_at"), decided=TruncDate("decided_at"))
        .filter(sent__gt=since, sent__lte=today)
        .order_by()
    )
    fields = ("product__bank", "branch", "product", "sent", "decided", "due_on", "state")
    others = found.exclude(state=R.WITHDRAWN, decided_at=None)
    yield from others.values(*fields).annotate(count=Count("pk"), ended=F("decided")).iterator()
    taken_back = found.filter(state=R.WITHDRAWN, decided_at=None).values("pk", *fields).iterator()
    while chunk := list(islice(taken_back, _CHUNK)):
        yield from _with_ends(chunk)


def _with_ends(chunk: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """When they were taken back, and in whose turn, stands in the trail."""
    entries = Entry.objects.filter(
        action="financing.referral.withdraw",
        subject_type="financing.referral",
        subject_id__in=[str(row["pk"]) for row in chunk],
    ).order_by("pk")
    ends = {
        subject: (timezone.localdate(at), state)
        for subject, at, state in entries.values_list("subject_id", "at", "from_state")
    }
    for row in chunk:
        ended, turn = ends.get(str(row["pk"]), (row["sent"], ""))
        yield row | {"count": 1, "ended": ended, "turn": turn}


def _case(row: dict[str, Any], today: datetime.date, days: _Days) -> Case:
    """What one referral (or several alike) says."""
    state, sent, due_on = row["state"], row["sent"], row["due_on"]
    if row["decided"]:
        kept = Promise.KEPT if row["decided"] <= due_on else Promise.BROKEN
        return Case(days.between(sent, row["decided"]), End.DECIDED, kept)
    if state == R.EXPIRED:
        return Case(days.between(sent, min(due_on, today)), End.SILENT, Promise.BROKEN)
    if state == R.WITHDRAWN:
        late = row["turn"] in _BANKS_TURN and row["ended"] > due_on
        return Case(
            days.between(sent, row["ended"]), End.OPEN, Promise.BROKEN if late else Promise.NONE
        )
    late = state in _BANKS_TURN and today > due_on
    return Case(days.between(sent, today), End.OPEN, Promise.BROKEN if late else Promise.RUNNING)
