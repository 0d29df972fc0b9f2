"""From an approved placement to referrals: tell members, let them decline, send the others.

Each place is one transaction: a worker that dies between two of them leaves none half done, and
two at once send each file once. Lock order: run, place, application, referral, quota.
"""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.actions.consents import give_consent
from associations.enums import ConsentPurpose
from associations.rules import is_self
from financing import rules
from financing.actions.placement import CannotPlace
from financing.actions.referrals import CannotRefer, refer_application
from financing.enums import ApplicationState, PlaceState, RunState
from financing.models import Application, BankOrder, PlacementPlace, PlacementRun, Product
from financing.placing import product_slug
from ikm_portal.audit.engine import CannotMove, move, record
from ikm_portal.calendar.days import add_working_days

BATCH = 200


@transaction.atomic
def approve_run(*, run: PlacementRun, by: Any) -> PlacementRun:
    """The second person's yes: each member is told, and may decline until `answer_by`.

    The first `BATCH` are told at once; the caller hands the run to the queue for the others
    (`tell_step`). Raises CannotPlace, CannotMove.
    """
    locked = PlacementRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if locked.state == RunState.CHOSEN and not locked.is_whole:
        raise CannotPlace(_("Masukan atau hasil tidak lagi sama dengan sidiknya. Hitung lagi."))
    today = timezone.localdate()
    move(
        locked,
        "approve",
        by=by,
        data={"mode": locked.mode, "output": locked.output_sha256},
        set={
            "approved_by": by,
            "approved_at": timezone.now(),
            "answer_by": add_working_days(today, locked.answer_days),
        },
    )
    _tell(locked, BATCH)
    return locked


@transaction.atomic
def tell_step(pk: int) -> bool:
    """The next who have not been told yet; False when there is nobody left."""
    run = PlacementRun.objects.select_for_update(no_key=True).get(pk=pk)
    return run.state == RunState.APPROVED and _tell(run, BATCH)


def _tell(run: PlacementRun, most: int) -> bool:
    found = json.loads(run.output)[run.mode]
    slugs = {product_slug(offer) for offer in found["placed"].values()}
    products = {one.slug: one for one in Product.objects.filter(slug__in=slugs)}
    places = list(
        run.places.filter(told={})
        .select_for_update(of=["self"], no_key=True)
        .select_related("application__owner__user")
        .order_by("turn", "pk")[:most]
    )
    for place in places:
        place.run = run
        code = place.application.code
        told = found["explanations"][code] | {"unplaced": found["unplaced"].get(code, "")}
        told["people"] = run.total
        place.told = told
        offer = found["placed"].get(code)
        if place.application.state != ApplicationState.VERIFIED:
            place.reason = _("Pengajuan ini sudah tidak menunggu bank.")
        elif offer and _propose(place, products[product_slug(offer)]):
            continue
        place.save(update_fields=["told", "reason"])
        if not place.reason:
            record("financing.placementplace.wait", place, by=None)
    return bool(places)


def _propose(place: PlacementPlace, product: Product) -> bool:
    try:
        with transaction.atomic():
            move(place, "propose", by=None, set={"product": product, "told": place.told})
    except IntegrityError:  # another run has a place for this file
        place.product, place.state = None, PlaceState.WAITING
        place.reason = _("Pengajuan ini sudah ditempatkan dalam penempatan lain.")
        return False
    return True


@transaction.atomic
def decline_run(*, run: PlacementRun, note: str, by: Any) -> PlacementRun:
    """The second person's no; the files wait as they did."""
    locked = PlacementRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    move(locked, "decline", by=by, note=note)
    return locked


@transaction.atomic
def refuse_place(*, place: PlacementPlace, by: Any) -> PlacementPlace:
    """The member would rather wait. Raises CannotMove."""
    locked = (
        PlacementPlace.objects.select_for_update(of=["self"], no_key=True)
        .select_related("run", "application__owner", "product")
        .defer("run__input", "run__output")
        .get(pk=place.pk)
    )
    move(locked, "refuse", by=by)
    _not_again(locked)
    return locked


def _not_again(place: PlacementPlace) -> None:
    """The next round does not propose it again; the person can take it back in their own order."""
    application = Application.objects.select_for_update(no_key=True).get(pk=place.application_id)
    kept = BankOrder.objects.filter(application=application).first()
    kept = kept or BankOrder(application=application)
    slug = place.product.slug if place.product else ""
    kept.order = [one for one in kept.order if one != slug]
    kept.without = sorted({*kept.without, slug})
    kept.changed_at = timezone.now()
    kept.save()


@transaction.atomic
def agree_to_place(*, place: PlacementPlace, by: Any) -> None:
    """The person's yes to the bank where they were placed. Raises CannotPlace, CannotConsent."""
    locked = (
        PlacementPlace.objects.select_for_update(of=["self"], no_key=True)
        .select_related("product__bank__institution", "application__owner")
        .get(pk=place.pk)
    )
    owner = locked.application.owner
    if not is_self(by, owner):
        raise CannotPlace(_("Persetujuan hanya bisa diberikan oleh orangnya sendiri."))
    if locked.state != PlaceState.PROPOSED or locked.product is None:
        raise CannotPlace(_("Tempat ini tidak lagi menunggu jawaban Anda."))
    bank = locked.product.bank.institution
    give_consent(owner=owner, purpose=ConsentPurpose.BANK, recipient=bank, by=by)


def refer_places(*, run: PlacementRun, by: Any, today: datetime.date | None = None) -> int:
    """Once members had their time: every place that nobody declined becomes a referral.

    What no longer fits says why and waits on. May be called again, or twice at once. Returns how
    many were sent. Raises CannotPlace.
    """
    run.refresh_from_db()
    answer = rules.may_refer_places(by, run, today or timezone.localdate())
    if not answer:
        raise CannotPlace(str(answer.reason))
    waiting = run.places.filter(state=PlaceState.PROPOSED).order_by("turn", "pk")
    sent = sum(_refer(pk, by) for pk in list(waiting.values_list("pk", flat=True)))
    _finish(run.pk)
    return sent


@transaction.atomic
def _refer(pk: int, by: Any) -> bool:
    place = (
        PlacementPlace.objects.select_for_update(of=["self"], no_key=True)
        .select_related("run", "product__bank__institution", "application__owner__user")
        .defer("run__input", "run__output")
        .get(pk=pk)
    )
    if place.state != PlaceState.PROPOSED:
        return False
    application = Application.objects.select_for_update(no_key=True).get(pk=place.application_id)
    try:
        with transaction.atomic():
            # After a refusal elsewhere the next bank is the person's own choice.
            if application.state != ApplicationState.VERIFIED:
                raise CannotRefer(_("Pengajuan ini sudah tidak menunggu bank."))
            referral = refer_application(application=application, by=by, product=place.product)
    except (CannotRefer, CannotMove) as problem:
        why = str(problem)
        move(place, "unfit", by=None, note=why, set={"reason": why[:300]})
        return False
    move(place, "refer", by=None, set={"referral": referral})
    return True


@transaction.atomic
def _finish(pk: int) -> None:
    run = PlacementRun.objects.select_for_update(no_key=True).get(pk=pk)
    if run.state != RunState.APPROVED or run.places.filter(told={}).exists():
        return
    if not run.places.filter(state=PlaceState.PROPOSED).exists():
        move(run, "done", by=None)


def close_due(*, today: datetime.date) -> int:
    """Each morning: in the name of who chose, as the second person approved it."""
    sent = 0
    due = PlacementRun.objects.filter(state=RunState.APPROVED, answer_by__lt=today)
    for run in due.select_related("chosen_by").defer("input", "output").order_by("pk"):
        try:
            sent += refer_places(run=run, by=run.chosen_by, today=today)
        except CannotPlace:  # sent by hand meanwhile, or who chose may not any more
            continue
    return sent
