"""Work for the queue. Arguments are ids only; each task may run twice."""

from __future__ import annotations

import datetime

from celery import shared_task
from django.utils import timezone

from associations.actions.finding import (
    CannotSearch,
    fail_search,
    search_part,
    start_search,
)
from associations.actions.intake import check_batch, expire_intakes, take_batch
from associations.enums import IntakeState, SearchState
from associations.imports.knowing import Checker
from associations.models import Intake, PairSearch
from ikm_portal.common.background import ask_again, to_the_end

STILL = datetime.timedelta(minutes=2)  # without a batch: the worker is gone


@shared_task
def work_on_intake(pk: int) -> None:
    """Checks or takes in what is left of a list, from where it is."""
    intake = Intake.objects.select_related("association").filter(pk=pk).first()
    if intake is None:
        return
    if intake.state == IntakeState.CHECKING:
        checker = Checker(intake.association)
        while check_batch(pk, checker):
            pass
    elif intake.state == IntakeState.TAKING:
        while take_batch(pk):
            pass


@shared_task
def resume_intakes() -> int:
    """Lists whose worker died, or that the queue never heard of."""
    still = Intake.objects.filter(
        state__in=[IntakeState.CHECKING, IntakeState.TAKING],
        updated_at__lt=timezone.now() - STILL,
    )
    pks = list(still.values_list("pk", flat=True))
    for pk in pks:
        work_on_intake.delay(pk)
    return len(pks)


@shared_task
def expire_old_intakes() -> int:
    """Nightly: a list that nobody touched for thirty days is forgotten."""
    return expire_intakes(now=timezone.now())


@shared_task
def find_suspected_pairs() -> int:
    """Nightly: entries that may be one person, for staff to look at. How many are new."""
    try:
        search = start_search(by=None)
    except CannotSearch:
        return 0  # somebody has asked at this hour
    search_pairs(search.pk)
    search.refresh_from_db()
    return search.found


@shared_task
def search_pairs(pk: int) -> None:
    """A search from where it is to its end."""
    to_the_end(pk, "pair search", search_part, fail_search)


@shared_task
def resume_searches() -> int:
    """Searches whose worker died, or that the queue never heard of."""
    running = PairSearch.objects.filter(state=SearchState.RUNNING)
    return ask_again(running, search_pairs.delay)
