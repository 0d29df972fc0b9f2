"""Trying a draft of the rules on every sent file, and on every member who has not applied yet.

One batch is one transaction: its lines, its place and the count go together. So a run may be
started twice, stopped, or die in between, and goes on where it was. Lock order: edition, rehearsal.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.enums import MembershipState
from associations.models import Business
from financing import rules
from financing.actions.rules import CannotChangeRules
from financing.enums import ApplicationState, EditionState, RehearsalState
from financing.findings import facts_of, facts_of_business, rules_of
from financing.impact import Case, Judged, Judges, lines_of
from financing.models import Application, Product, Rehearsal, RehearsalLine, RuleEdition
from financing.queries.groups import standings_of
from financing.rulebook import rules_on
from ikm_portal.audit.engine import move, record

BATCH = 500


@transaction.atomic
def start_rehearsal(*, edition: RuleEdition, by: Any) -> Rehearsal:
    """Queues a run over today's files and products. Raises CannotChangeRules.

    The caller hands its number to the queue once this is committed.
    """
    edition = RuleEdition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    answer = rules.may_edit_rules(by, edition)
    if not answer:
        raise CannotChangeRules(str(answer.reason))
    newest = RuleEdition.objects.latest_approved()
    if newest is None or edition.base_id != newest.pk:
        raise CannotChangeRules(
            _("%(newest)s sudah disetujui lebih dulu. Buat rancangan baru dari edisi itu.")
            % {"newest": newest}
        )
    offers = Product.objects.on_offer().order_by("bank__code", "min_amount", "pk")
    try:
        with transaction.atomic():
            rehearsal = Rehearsal.objects.create(
                edition=edition,
                version=edition.ruleset().version,
                before_version=newest.version,
                on=edition.effective_from,
                products=[
                    {**dataclasses.asdict(rules_of(one)), "pk": one.pk, "bank_pk": one.bank_id}
                    for one in offers
                ],
                total=_applications().count() + _businesses().count(),
                started_by=by,
            )
    except IntegrityError:
        raise CannotChangeRules(_("Percobaan edisi ini sedang berjalan.")) from None
    record("financing.rehearsal.queue", rehearsal, by=by)
    return rehearsal


@transaction.atomic
def stop_rehearsal(*, rehearsal: Rehearsal, by: Any) -> Rehearsal:
    locked = Rehearsal.objects.select_for_update(no_key=True).get(pk=rehearsal.pk)
    move(locked, "cancel", by=by)
    return locked


@transaction.atomic
def run_batch(pk: int, *, size: int = BATCH) -> bool:
    """The next files of a run; False when there is nothing left to do in it."""
    edition_pk = Rehearsal.objects.filter(pk=pk).values_list("edition", flat=True).first()
    if edition_pk is None:
        return False
    edition = RuleEdition.objects.select_for_update(no_key=True).get(pk=edition_pk)
    rehearsal = Rehearsal.objects.select_for_update(no_key=True).get(pk=pk)
    if rehearsal.state not in RehearsalState.open_ones():
        return False
    judges = judges_of(edition, rehearsal)
    if judges is None:
        move(rehearsal, "outdated", by=None)
        return False
    if rehearsal.state == RehearsalState.QUEUED:
        move(rehearsal, "start", by=None)
    cases = next_cases(rehearsal.cursor, size)
    judged = judges.compare([case.facts for case in cases])
    RehearsalLine.objects.bulk_create(
        line
        for case, verdicts in zip(cases, judged, strict=True)
        for line in lines_of(rehearsal, case, verdicts)
    )
    rehearsal.changed += sum(verdicts.only_words for verdicts in judged)
    rehearsal.done += len(cases)
    rehearsal.digest = chained(rehearsal.digest, cases, judged)
    if cases:
        rehearsal.cursor = cases[-1].place
    rehearsal.beat_at = timezone.now()
    rehearsal.save(update_fields=["changed", "done", "digest", "cursor", "beat_at"])
    if len(cases) == size:
        return True
    _finish(edition, rehearsal)
    return False


def _finish(edition: RuleEdition, rehearsal: Rehearsal) -> None:
    move(
        rehearsal,
        "finish",
        by=None,
        data={"version": rehearsal.version, "files": rehearsal.done},
        set={"finished_at": timezone.now(), "total": rehearsal.done},
    )
    if edition.state == EditionState.DRAFT:
        move(edition, "rehearsed", by=None, set={"version": rehearsal.version})


@transaction.atomic
def fail_rehearsal(*, pk: int, problem: str) -> None:
    rehearsal = Rehearsal.objects.select_for_update(no_key=True).get(pk=pk)
    if rehearsal.state in RehearsalState.open_ones():
        move(rehearsal, "fail", by=None, set={"problem": problem[:300]})


def judges_of(edition: RuleEdition, rehearsal: Rehearsal) -> Judges | None:
    """Both sides of the comparison; None when the draft is not what the run began with."""
    base = edition.base
    if base is None or base.version != rehearsal.before_version:
        return None
    return Judges.of(
        before=(base.pk, base.version),
        after=(edition.pk, rehearsal.version),
        products=rehearsal.products,
        on=rehearsal.on,
    )


def published_digest(rehearsal: Rehearsal, *, size: int = BATCH) -> str:
    """The same chain by the rules that act on the rehearsed day, over the files there are now."""
    judges = Judges.same(rules_on(rehearsal.on), rehearsal.products, rehearsal.on)
    digest = ""
    cursor: list[Any] = []
    while cases := next_cases(cursor, size):
        digest = chained(digest, cases, judges.compare([case.facts for case in cases]))
        cursor = cases[-1].place
    return digest


def chained(digest: str, cases: list[Case], judged: list[Judged]) -> str:
    """Case by case, so that it does not depend on where batches begin."""
    for case, verdicts in zip(cases, judged, strict=True):
        told = f"{digest}\n{case.place}\n{verdicts.after}"
        digest = hashlib.sha256(told.encode()).hexdigest()
    return digest


def next_cases(cursor: list[Any], size: int) -> list[Case]:
    """First every sent file in the order of its number, then the members without one."""
    kind, last = cursor or ["application", 0]
    cases: list[Case] = []
    if kind == "application":
        cases += _of_applications(last, size)
        last = 0
    if len(cases) < size:
        cases += _of_businesses(last, size - len(cases))
    return cases


def _of_applications(after: int, size: int) -> Iterator[Case]:
    found = (
        _applications()
        .filter(pk__gt=after)
        .select_related("business__owner", "business__kbli", "owner")
        .prefetch_related("business__permits", "papers")
        .order_by("pk")[:size]
    )
    rows = list(found)
    groups = standings_of(one.business_id for one in rows)
    for one in rows:
        facts = facts_of(one, groups.get(one.business_id))
        yield Case(["application", one.pk], facts, one.business, one)


def _of_businesses(after: int, size: int) -> Iterator[Case]:
    found = (
        _businesses()
        .filter(pk__gt=after)
        .select_related("owner", "kbli")
        .prefetch_related("permits")
        .order_by("pk")[:size]
    )
    for one in found:
        yield Case(["business", one.pk], facts_of_business(one, in_group=True), one, None)


def _applications() -> Any:
    """Drafts are the applicant's own and stay out."""
    return Application.objects.exclude(state=ApplicationState.DRAFT)


def _businesses() -> Any:
    sent = _applications().values("business")
    confirmed = Q(memberships__state=MembershipState.CONFIRMED)
    return Business.objects.filter(confirmed).exclude(pk__in=sent).distinct()
