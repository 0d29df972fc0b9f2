"""Work for the queue. Arguments are ids only; each task may run twice."""

from __future__ import annotations

import logging
from contextlib import suppress

from celery import shared_task
from django.db.models import Exists, OuterRef
from django.utils import timezone

from financing.actions.cures import match_again_all
from financing.actions.deadlines import watch_deadlines, watch_papers, watch_steps
from financing.actions.placement import CannotPlace, fail_run, run_step
from financing.actions.places import close_due, refer_places, tell_step
from financing.actions.ranking import try_weights
from financing.actions.rehearsals import fail_rehearsal, run_batch
from financing.actions.results import check_lines, expire_results, fail_results, record_line
from financing.actions.retention import apply_retention
from financing.actions.saved_checks import purge_checks
from financing.actions.service_times import count_service_times
from financing.enums import EditionState, RehearsalState, ResultFileState, RunState
from financing.imports.results import checker
from financing.models import PlacementPlace, PlacementRun, RankingWeights, Rehearsal, ResultFile
from ikm_portal.accounts.models import User
from ikm_portal.calendar.days import next_sensible_time
from ikm_portal.common.background import STILL, ask_again, to_the_end

logger = logging.getLogger(__name__)


@shared_task
def purge_saved_checks() -> int:
    """Nightly: what was kept for thirty days goes."""
    return purge_checks()


@shared_task
def keep_no_longer() -> dict[str, int]:
    """Nightly: what the retention rules no longer let the portal keep."""
    done = apply_retention(now=timezone.now())
    logger.info("retention rules applied", extra=done)
    return done


@shared_task
def watch_bank_deadlines() -> None:
    """Each working morning: who is late is told, who stays silent lets go. Not at night either:
    a worker that comes back in the evening waits for the next working morning."""
    now = timezone.now()
    if next_sensible_time(now) != now:
        return
    today = timezone.localdate()
    reminded, late = watch_papers(today=today)
    told, released = watch_deadlines(today=today)
    steps = watch_steps(today=today)
    logger.info(
        "deadlines watched",
        extra={
            "told": told,
            "released": released,
            "reminded": reminded,
            "late": late,
            "steps": steps,
        },
    )


@shared_task
def match_cured_again() -> int:
    """In the daytime, when a letter is read: whoever put right what a bank had refused for."""
    return match_again_all()


@shared_task
def count_bank_times() -> int:
    """Nightly: how long each bank really takes, open and silent cases with it."""
    return count_service_times(today=timezone.localdate())


@shared_task
def rehearse(pk: int) -> None:
    """A run from where it is to its end, or until somebody stops it."""
    to_the_end(pk, "rehearsal", run_batch, fail_rehearsal)


@shared_task
def resume_rehearsals() -> int:
    """Runs whose worker died, or that the queue never heard of."""
    running = Rehearsal.objects.filter(state__in=RehearsalState.open_ones())
    return ask_again(running, rehearse.delay)


@shared_task
def try_ranking(pk: int) -> None:
    """A whole count each time: one that died is simply asked for again."""
    try_weights(pk)


@shared_task
def resume_rankings() -> int:
    """Weights that nobody counted: the worker died, or the queue never heard of them. Those whose
    first day has passed can act no more."""
    waiting = RankingWeights.objects.filter(
        state=EditionState.DRAFT,
        created_at__lt=timezone.now() - STILL,
        effective_from__gte=timezone.localdate(),
    )
    pks = list(waiting.values_list("pk", flat=True))
    for pk in pks:
        try_ranking.delay(pk)
    return len(pks)


@shared_task
def place(pk: int) -> None:
    """A placement from where it is to its result, or until somebody stops it."""
    to_the_end(pk, "placement", run_step, fail_run)


@shared_task
def tell_placed(pk: int) -> None:
    """The members of an approved run whom nobody has told yet, batch by batch."""
    while tell_step(pk):
        pass


@shared_task
def send_placed(pk: int, by: int) -> None:
    """A large run's places, in the name of who asked. What a killed worker leaves, goes in the
    morning (`refer_placed`)."""
    with suppress(CannotPlace):  # all sent meanwhile
        refer_places(run=PlacementRun.objects.get(pk=pk), by=User.objects.get(pk=by))


@shared_task
def resume_placements() -> int:
    """Runs whose worker died, or that the queue never heard of."""
    running = PlacementRun.objects.filter(state__in=RunState.running_ones())
    telling = PlacementRun.objects.filter(
        Exists(PlacementPlace.objects.filter(run=OuterRef("pk"), told={})),
        state=RunState.APPROVED,
    )
    return ask_again(running, place.delay) + ask_again(telling, tell_placed.delay)


@shared_task
def refer_placed() -> int:
    """Each morning: whom nobody placed elsewhere and who did not decline goes to the bank."""
    sent = close_due(today=timezone.localdate())
    logger.info("placed files sent", extra={"sent": sent})
    return sent


@shared_task
def work_on_results(pk: int) -> None:
    """Compares or records what is left of a bank's file, from where it is."""
    check = checker()
    to_the_end(pk, "result file", lambda pk: check_lines(pk, check), fail_results)
    to_the_end(pk, "result file", record_line, fail_results)


@shared_task
def resume_results() -> int:
    """Files whose worker died, or that the queue never heard of."""
    running = ResultFile.objects.filter(
        state__in=[ResultFileState.CHECKING, ResultFileState.RUNNING]
    )
    return ask_again(running, work_on_results.delay)


@shared_task
def expire_old_results() -> int:
    """Nightly: of a file that nobody touched for thirty days the words are forgotten."""
    return expire_results(now=timezone.now())
