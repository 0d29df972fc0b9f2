"""Working days in Lampung: Monday to Friday without holidays and joint leave, in WIB dates.

Every function takes dates, or aware datetimes which count as their date in WIB; a naive datetime
is a mistake and raises ValueError. Joint leave (*cuti bersama*) closes offices and banks, so it is
no working day. A year for which no holidays are loaded works with weekends alone, and says so in
the log and in the admin.
"""

from __future__ import annotations

import datetime
from functools import partial

from django.utils import timezone

from ikm_portal.calendar.store import holidays_of

OPENS = datetime.time(8)
CLOSES = datetime.time(17)
_ONE_DAY = datetime.timedelta(days=1)


def is_working_day(day: datetime.date) -> bool:
    return _open(_local_date(day))


def add_working_days(start: datetime.date, n: int) -> datetime.date:
    """The n-th working day after `start`; the day itself is not counted. Negative n goes back.

    With n = 0: `start`, or the next working day when `start` is none.
    """
    day = _local_date(start)
    if n == 0:
        while not _open(day):
            day += _ONE_DAY
        return day
    step = _ONE_DAY if n > 0 else -_ONE_DAY
    left = abs(n)
    while left:
        day += step
        left -= _open(day)
    return day


def working_days_between(a: datetime.date, b: datetime.date) -> int:
    """Working days after `a` up to and including `b`; negative when `b` lies before `a`.

    So `working_days_between(a, add_working_days(a, n)) == n` for n >= 1.
    """
    first, last = _local_date(a), _local_date(b)
    if last < first:
        return -working_days_between(last, first)
    days = (last - first).days
    whole_weeks, rest = divmod(days, 7)
    count = whole_weeks * 5
    count += sum(
        (first + datetime.timedelta(days=whole_weeks * 7 + offset)).weekday() < 5
        for offset in range(1, rest + 1)
    )
    closed = (
        day
        for year in range(first.year, last.year + 1)
        for day in holidays_of(year)
        if first < day <= last and day.weekday() < 5
    )
    return count - sum(1 for _day in closed)


def next_sensible_time(moment: datetime.datetime) -> datetime.datetime:
    """`moment` when it lies in office hours (08-17 WIB on a working day), else the next opening."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    if _open(local.date()) and OPENS <= local.time() < CLOSES:
        return moment
    day = local.date()
    if not _open(day) or local.time() >= CLOSES:
        day = add_working_days(day, 1)
    at = partial(datetime.datetime.combine, tzinfo=timezone.get_default_timezone())
    return at(day, OPENS)


def _open(day: datetime.date) -> bool:
    return day.weekday() < 5 and day not in holidays_of(day.year)


def _local_date(day: datetime.date) -> datetime.date:
    if isinstance(day, datetime.datetime):
        if timezone.is_naive(day):
            raise ValueError("a naive datetime has no date in WIB")
        return timezone.localdate(day, timezone.get_default_timezone())
    return day
