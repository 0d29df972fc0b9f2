"""Weights of the order: drafted by one person, tried on open files, approved by another."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from financing import rules
from financing.enums import ApplicationState, EditionState
from financing.findings import facts_of, rules_of
from financing.kur.findings import VERDICTS
from financing.kur.matcher import Matcher
from financing.matching.score import Weights
from financing.models import Application, Branch, Product, RankingWeights
from financing.queries.groups import standings_of
from financing.ranking import Market, weights_of, weights_on
from financing.rulebook import rules_on
from ikm_portal.audit.engine import move, record

CHUNK = 500
# Sent and not yet at a bank, or still being written: what the order will be read for.
WAITING = (
    ApplicationState.DRAFT,
    ApplicationState.SUBMITTED,
    ApplicationState.RETURNED,
    ApplicationState.VERIFIED,
)


class CannotWeigh(Exception):
    """Its text is a sentence for the person; `field` names the answer that is wrong, if one is."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def draft_weights(
    *, weights: Weights, why: str, effective_from: datetime.date, by: Any
) -> RankingWeights:
    """Raises CannotWeigh."""
    answer = rules.may_draft_weights(by)
    if not answer:
        raise CannotWeigh(str(answer.reason))
    check_day(effective_from)
    highest = RankingWeights.objects.aggregate(highest=Max("number"))["highest"] or 0
    row = RankingWeights.objects.create(
        number=highest + 1,
        fit=weights.fit,
        near=weights.near,
        speed=weights.speed,
        cost=weights.cost,
        room=weights.room,
        why=why.strip(),
        effective_from=effective_from,
        created_by=by,
    )
    record("financing.rankingweights.draft", row, by=by, data={"weights": vars(weights)})
    return row


def try_weights(pk: int) -> dict[str, Any] | None:
    """Whose first product would be another, counted on every open file; None when there is nothing
    to try any more. Counting twice gives the same, so the task may run twice."""
    row = RankingWeights.objects.get(pk=pk)
    if row.state != EditionState.DRAFT:
        return None
    found = _compare(weights_on(timezone.localdate()), weights_of(row), row.effective_from)
    with transaction.atomic():
        row = RankingWeights.objects.select_for_update(no_key=True).get(pk=pk)
        if row.state != EditionState.DRAFT:
            return None
        move(row, "tried", by=None, set={"tried": found})
    return found


@transaction.atomic
def approve_weights(*, row: RankingWeights, by: Any, note: str = "") -> RankingWeights:
    """From their first day on they order what members see. Raises CannotWeigh, CannotMove."""
    row = RankingWeights.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.state == EditionState.REHEARSED:
        check_day(row.effective_from)
    move(
        row,
        "approve",
        by=by,
        note=note,
        set={"approved_by": by, "approved_at": timezone.now()},
    )
    return row


@transaction.atomic
def cancel_weights(*, row: RankingWeights, by: Any, note: str) -> RankingWeights:
    """A draft is put away, approved weights are called off before their first day."""
    row = RankingWeights.objects.select_for_update(no_key=True).get(pk=row.pk)
    move(row, "cancel", by=by, note=note)
    return row


def check_day(day: datetime.date) -> None:
    """May weights begin to act on this day? Never in the past. Raises CannotWeigh."""
    today = timezone.localdate()
    if day < today:
        raise CannotWeigh(
            _("Tanggal berlaku paling cepat %(day)s.") % {"day": date_format(today, "j F Y")},
            field="effective_from",
        )


def _compare(before: Weights, after: Weights, on: datetime.date) -> dict[str, Any]:
    """{"files", "changed", "first": {bank: [files before, files after]}}."""
    market, rules_then = Market.on(on), rules_on(on)
    matcher = Matcher([rules_of(product) for product in market.products], rules_then, on)
    firsts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    files = changed = 0
    open_files = (
        Application.objects.filter(state__in=WAITING)
        .select_related("business__owner", "business__kbli")
        .prefetch_related("papers", "business__permits")
        .order_by("pk")
    )
    groups = standings_of()
    for application in open_files.iterator(chunk_size=CHUNK):
        facts = facts_of(application, groups.get(application.business_id))
        place = application.business.kabupaten_code
        suitable = [
            (product, branch, VERDICTS.index(match.verdict))
            for product, match in zip(market.products, matcher.match(facts), strict=True)
            if match.verdict != "not_yet"
            and (branch := market.serving.get((product.bank_id, place)))
        ]
        first = [
            _first(application, suitable, market, before),
            _first(application, suitable, market, after),
        ]
        files += 1
        changed += first[0] != first[1]
        for counter, product in zip(firsts, first, strict=True):
            if product is not None:
                counter[product.bank.name] += 1
    banks = sorted({*firsts[0], *firsts[1]})
    return {
        "files": files,
        "changed": changed,
        "first": {bank: [firsts[0][bank], firsts[1][bank]] for bank in banks},
    }


def _first(
    application: Application,
    suitable: list[tuple[Product, Branch, int]],
    market: Market,
    weights: Weights,
) -> Product | None:
    """What the member would read at the top, None when nothing suits."""

    def place(one: tuple[Product, Branch, int]) -> tuple[int, int]:
        product, branch, verdict = one
        return verdict, -market.score(application, product, branch, weights).total

    return min(suitable, key=place)[0] if suitable else None
