"""The holidays of a year, kept in memory and never stale.

Each thread keeps what it read together with the stamp of that moment (see `models.Stamp`; the
database changes it with every change, whoever makes it). Outside a request or task the stamp is
compared at each call. Inside one, once: a page that asks for two hundred deadlines costs one small
query, and a change made by someone else counts from the next request on.
"""

from __future__ import annotations

import datetime
import logging
import threading
import uuid
from typing import Any

from celery.signals import task_postrun, task_prerun
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_delete, post_save

from ikm_portal.calendar.models import Holiday, Stamp

logger = logging.getLogger(__name__)


class _Kept(threading.local):
    def __init__(self) -> None:
        self.stamp: uuid.UUID | None = None
        self.years: dict[int, frozenset[datetime.date]] = {}
        self.in_work = False  # inside a request or task
        self.compared = False


_kept = _Kept()


def holidays_of(year: int) -> frozenset[datetime.date]:
    if not _kept.compared:
        stamp = Stamp.objects.values_list("value", flat=True).first()
        if stamp is None or stamp != _kept.stamp:
            _kept.stamp, _kept.years = stamp, {}
        _kept.compared = _kept.in_work
    found = _kept.years.get(year)
    if found is None:
        found = frozenset(
            Holiday.objects.filter(date__year=year).order_by("date").values_list("date", flat=True)
        )
        _kept.years[year] = found
        if not found:
            logger.warning("no holidays loaded for this year", extra={"year": year})
    return found


def years_without_holidays(today: datetime.date) -> list[int]:
    """Of this year and the next: for the warning in the admin."""
    return [year for year in (today.year, today.year + 1) if not holidays_of(year)]


def work_begins(**kwargs: Any) -> None:
    _kept.in_work, _kept.compared = True, False


def work_ends(**kwargs: Any) -> None:
    _kept.in_work, _kept.compared = False, False


def _changed_here(**kwargs: Any) -> None:
    _kept.compared = False


request_started.connect(work_begins)
request_finished.connect(work_ends)
task_prerun.connect(work_begins)
task_postrun.connect(work_ends)
post_save.connect(_changed_here, sender=Holiday)
post_delete.connect(_changed_here, sender=Holiday)
