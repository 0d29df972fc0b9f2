"""Whole months between days, as people count them: 31 August + 6 months = 28 or 29 February."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day. Beyond year 9999: the last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > 9999:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    return add_months(day, 12 * years)


def months_between(start: date, end: date) -> int:
    """Completed months from ``start`` to ``end``; 0 if ``end`` lies before."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, max(months, 0)) > end:
        months -= 1
    return max(months, 0)


def latest_start(on: date, months: int) -> date:
    """The last day from which ``months`` are completed on ``on``."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    # A later start in the same month counts too when `on` is the last day of its month.
    day = date(max(year, 1), month + 1, min(on.day, monthrange(max(year, 1), month + 1)[1]))
    while add_months(day + timedelta(days=1), months) <= on:
        day += timedelta(days=1)
    return day
