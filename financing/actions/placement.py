"""Placing waiting files of an association or a region: read, compute, choose, approve.

Reading goes batch by batch, each one transaction, so that a run may be stopped, started twice, or
die in between and go on where it was. What is computed follows from the stored input alone, so
computing twice stores the same. Lock order: run, place, application, referral, quota.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from associations.enums import RegionLevel
from associations.models import Association, Region
from financing import fairness, rules
from financing.congestion import LastPrices, last_round_of, priced
from financing.enums import RunState
from financing.models import NationalPlacement, PlacementPlace, PlacementRun
from financing.models.placement import ANSWER_DAYS, sha256
from financing.placing import (
    Reader,
    Row,
    algorithm,
    compute,
    files_of,
    group_of,
    input_of,
    text_of,
    waiting_files,
)
from ikm_portal.audit.engine import move, record

BATCH = 200
MOST_SEED = 2**31 - 1
_NOBODY = gettext_noop("Tidak ada pengajuan di sini yang menunggu bank.")
_RUNNING = gettext_noop("Penempatan untuk ini masih berjalan. Selesaikan atau hentikan dulu.")


class CannotPlace(Exception):
    """Its text is a sentence for the person; `field` names the answer that is wrong, if one is."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def start_run(
    *,
    by: Any,
    association: Association | None = None,
    region: Region | None = None,
    seed: int = 0,
    nation: NationalPlacement | None = None,
    part: Sequence[int] = (),
) -> PlacementRun:
    """Queues a run over the files of an association, or of a kabupaten or province, that wait for
    a bank. Raises CannotPlace.

    `by` is None for the command; `nation` and `part` are of a national placement. The caller hands
    its number to the queue once this is committed.
    """
    answer = rules.may_start_placement(by)
    if by is not None and not answer:
        raise CannotPlace(str(answer.reason))
    if not 0 <= seed <= MOST_SEED:
        raise CannotPlace(_("Angka acak: 0 sampai 2147483647."), field="seed")
    check_start(association, region)
    try:
        with transaction.atomic():
            run = PlacementRun.objects.create(
                association=association,
                region=region,
                on=timezone.localdate(),
                seed=seed,
                started_by=by,
                nation=nation,
                part=list(part),
            )
    except IntegrityError:
        raise CannotPlace(_(_RUNNING), field=_field(association)) from None
    record("financing.placementrun.queue", run, by=by)
    return run


def check_start(association: Association | None, region: Region | None = None) -> None:
    """Is there something to place, and nothing under way? Raises CannotPlace."""
    if (association is None) == (region is None):
        raise CannotPlace(_("Pilih satu: asosiasi atau wilayah."), field="association")
    if region is not None and region.level not in (RegionLevel.PROVINCE, RegionLevel.KABUPATEN):
        raise CannotPlace(_("Pilih provinsi atau kabupaten/kota."), field="region")
    running = PlacementRun.objects.filter(state__in=RunState.open_ones())
    if association is not None:
        running = running.filter(association=association)
    elif region is not None:  # one inside it, or around it, would place the same people
        around = Q(region=region.pk[:2]) | Q(region=region)
        running = running.filter(around | Q(region__code__startswith=f"{region.pk}."))
    if running.exists():
        raise CannotPlace(_(_RUNNING), field=_field(association))
    if not waiting_files(association, region.pk if region else "").exists():
        raise CannotPlace(_(_NOBODY), field=_field(association))


def _field(association: Association | None) -> str:
    return "region" if association is None else "association"


def run_step(pk: int, *, size: int = BATCH) -> bool:
    """The next batch of a run, or its computation; False when there is nothing left to do."""
    run = PlacementRun.objects.filter(pk=pk, state__in=RunState.running_ones()).first()
    if run is None:
        return False
    if run.state == RunState.COMPUTING and run.done >= run.total:
        _compute(run)
        return False
    return _read(pk, size)


@transaction.atomic
def _read(pk: int, size: int) -> bool:
    run = PlacementRun.objects.select_for_update(no_key=True).get(pk=pk)
    if run.state not in RunState.running_ones():
        return False
    waiting = files_of(run)
    if run.state == RunState.QUEUED:
        last = last_round_of(run)
        reader = Reader(run.on, LastPrices.of(last))
        begun = {
            "offers": reader.offers(run.region_id or "", run.part),
            "total": waiting.count(),
            "prices_from": last,
            "used_prices": last.prices if last else {},
        }
        move(run, "start", by=None, set=begun)
        run.swapped = [0, 0]
    else:
        reader = Reader(run.on, LastPrices(None, priced(run.used_prices)))
    files = reader.batch(waiting.filter(pk__gt=run.cursor).order_by("pk")[:size])
    rows = reader.rows(files)
    PlacementPlace.objects.bulk_create(
        PlacementPlace(
            run=run,
            application=file,
            wishes=row.wishes,
            points=row.points,
            own_order=row.own_order,
        )
        for file, row in zip(files, rows, strict=True)
    )
    pairs, changed = reader.swapped(files, rows)
    run.swapped = [run.swapped[0] + pairs, run.swapped[1] + changed]
    run.done += len(files)
    if files:
        run.cursor = files[-1].pk
    if len(files) < size:  # files may have come or gone since they were counted
        run.total = run.done
    run.beat_at = timezone.now()
    run.save(update_fields=["swapped", "done", "total", "cursor", "beat_at"])
    return True


def tried(
    *, seed: int, association: Association | None = None, region: Region | None = None
) -> PlacementRun:
    """What a run would find now; nothing is stored. Raises CannotPlace."""
    run = PlacementRun(association=association, region=region, on=timezone.localdate(), seed=seed)
    last = last_round_of(run)
    run.used_prices = last.prices if last else {}
    reader = Reader(run.on, LastPrices.of(last))
    files = reader.batch(files_of(run).order_by("pk"))
    if not files:
        raise CannotPlace(_(_NOBODY))
    run.offers = reader.offers(run.region_id or "")
    rows = reader.rows(files)
    read = [
        (file.code, file.amount or 0, replace(row, group=group_of(run, file)))
        for file, row in zip(files, rows, strict=True)
    ]
    run.algorithm = algorithm()
    run.input = text_of(input_of(run, read))
    run.output = text_of(compute(json.loads(run.input)))
    run.input_sha256, run.output_sha256 = sha256(run.input), sha256(run.output)
    return run


def _compute(run: PlacementRun) -> None:
    """Outside a transaction, so that a long computation can be stopped meanwhile."""
    read = [
        (
            one.application.code,
            one.application.amount or 0,
            Row(one.wishes, one.points, group=group_of(run, one.application)),
        )
        for one in run.places.select_related(
            "application__business", "application__association"
        ).order_by("pk")
    ]
    given = text_of(input_of(run, read))
    found = compute(json.loads(given))
    with transaction.atomic():
        run = PlacementRun.objects.select_for_update(no_key=True).get(pk=run.pk)
        if run.state == RunState.COMPUTING:
            _keep(run, given, found)


def _keep(run: PlacementRun, given: str, found: dict[str, Any]) -> None:
    places = list(run.places.select_related("application"))
    told = found["stable"]["explanations"]
    for one in places:
        code = one.application.code
        one.turn = told[code]["place"]
        one.stable_offer = found["stable"]["placed"].get(code, "")
        one.optimum_offer = found["optimum"]["placed"].get(code, "")
    PlacementPlace.objects.bulk_update(
        places, ["turn", "stable_offer", "optimum_offer"], batch_size=500
    )
    made = text_of(found)
    move(
        run,
        "computed",
        by=None,
        data={"input": sha256(given), "output": sha256(made), "algorithm": algorithm()},
        set={
            "algorithm": algorithm(),
            "input": given,
            "input_sha256": sha256(given),
            "output": made,
            "output_sha256": sha256(made),
            "prices": found["next_prices"],
            "fairness": fairness.count(run),
            "computed_at": timezone.now(),
        },
    )


def replay(run: PlacementRun) -> bool:
    """Computed again from the stored input: the same to the byte, and still what was signed for?"""
    return run.is_whole and text_of(compute(json.loads(run.input))) == run.output


@transaction.atomic
def fail_run(*, pk: int, problem: str) -> None:
    run = PlacementRun.objects.select_for_update(no_key=True).get(pk=pk)
    if run.state in RunState.running_ones():
        move(run, "fail", by=None, set={"problem": problem[:300]})


def follow_run(*, run: PlacementRun, by: Any) -> PlacementRun:
    """Another round over those of the same association or region who wait, over what became free.

    Raises CannotPlace.
    """
    answer = rules.may_follow_placement(by, run)
    if not answer:
        raise CannotPlace(str(answer.reason))
    return start_run(association=run.association, region=run.region, seed=run.seed, by=by)


@transaction.atomic
def cancel_run(*, run: PlacementRun, by: Any, note: str = "") -> PlacementRun:
    """Before members were told; the files wait on, as they did."""
    locked = PlacementRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    move(locked, "cancel", by=by, note=note)
    return locked


@transaction.atomic
def choose_mode(
    *, run: PlacementRun, mode: str, why: str, by: Any, answer_days: int = ANSWER_DAYS
) -> PlacementRun:
    """One of the two ways, with the reason that the second person reads. CannotPlace, CannotMove.

    `answer_days`: working days that members have to decline.
    """
    if mode not in ("stable", "optimum"):
        raise CannotPlace(_("Pilih salah satu cara."), field="mode")
    if not why.strip():
        raise CannotPlace(_("Tulis alasannya."), field="why")
    if not 1 <= answer_days <= 30:
        raise CannotPlace(_("Waktu menolak: 1 sampai 30 hari kerja."), field="answer_days")
    locked = PlacementRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    chosen = {"mode": mode, "why": why.strip(), "answer_days": answer_days}
    move(
        locked,
        "choose",
        by=by,
        note=why,
        data={"mode": mode, "answer_days": answer_days},
        set={**chosen, "chosen_by": by, "chosen_at": timezone.now()},
    )
    return locked
