"""The whole country's placement: a job for each province in which files wait for a bank.

What a bank lends anywhere is split between the provinces by the rupiah that wait in each, so that
jobs that run at once do not promise the same money. Provinces go on by themselves from there: each
is chosen and approved by two people.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Region
from financing import rules
from financing.actions.placement import CannotPlace, cancel_run, check_start, start_run
from financing.enums import RunState
from financing.models import NationalPlacement, PlacementRun
from financing.placing import waiting_files
from ikm_portal.audit.engine import CannotMove, record


@transaction.atomic
def start_nation(*, by: Any, seed: int = 0) -> NationalPlacement:
    """Queues a run for each province, all or none. Raises CannotPlace."""
    answer = rules.may_start_placement(by)
    if by is not None and not answer:
        raise CannotPlace(str(answer.reason))
    asked = check_nation()
    nation = NationalPlacement.objects.create(on=timezone.localdate(), seed=seed, started_by=by)
    record("financing.nationalplacement.start", nation, by=by)
    _fan_out(nation, asked, sum(asked.values()), by)
    return nation


def check_nation() -> dict[str, int]:
    """Province → rupiah that wait there. Raises CannotPlace where nothing waits, or one runs."""
    asked = _asked()
    if not asked:
        raise CannotPlace(_("Tidak ada pengajuan di sini yang menunggu bank."))
    for province in Region.objects.filter(pk__in=asked).order_by("pk"):
        try:
            check_start(None, province)
        except CannotPlace as problem:
            raise CannotPlace(f"{province.name}: {problem}") from None
    return asked


@transaction.atomic
def repeat_nation(*, nation: NationalPlacement, by: Any) -> list[PlacementRun]:
    """Another run for each province whose last one failed or was stopped. Raises CannotPlace.

    Pressed twice, or by two at once, it starts each once.
    """
    answer = rules.may_start_placement(by)
    if by is not None and not answer:
        raise CannotPlace(str(answer.reason))
    locked = NationalPlacement.objects.select_for_update(no_key=True).get(pk=nation.pk)
    newest = {run.region_id: run for run in locked.runs.defer("input", "output").order_by("pk")}
    again = {code for code, run in newest.items() if run.state in RunState.broken_ones()}
    asked = _asked()
    todo = {code: rp for code, rp in asked.items() if code in again}
    if not todo:
        raise CannotPlace(_("Tidak ada provinsi yang perlu diulang."))
    return _fan_out(locked, todo, sum(asked.values()), by)


def cancel_nation(*, nation: NationalPlacement, by: Any) -> int:
    """Stops every province that nobody has approved yet. Raises CannotMove where by may not."""
    stopped = 0
    for run in nation.runs.filter(state__in=RunState.stoppable_ones()).order_by("pk"):
        try:
            cancel_run(run=run, by=by)
        except CannotMove:
            run.refresh_from_db(fields=["state"])
            if run.state in RunState.stoppable_ones():
                raise
        else:
            stopped += 1
    return stopped


def _asked() -> dict[str, int]:
    """Province → rupiah that wait there. One query."""
    rows = (
        waiting_files()
        .order_by()
        .annotate(province=Left("business__region", 2))
        .values_list("province")
        .annotate(rp=Sum("amount"))
    )
    return {province: max(1, rp or 0) for province, rp in sorted(rows)}


def _fan_out(
    nation: NationalPlacement, asked: dict[str, int], everything: int, by: Any
) -> list[PlacementRun]:
    provinces = {one.pk: one for one in Region.objects.filter(pk__in=asked)}
    return [
        start_run(
            region=provinces[code], nation=nation, part=(rp, everything), seed=nation.seed, by=by
        )
        for code, rp in asked.items()
    ]
