"""The public figures: four counts by place and by product, in tens, small ones held back."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce, Left
from django.utils import timezone

from associations.models import Region
from financing.enums import Outcome
from financing.models import Application, Decision, Referral, SupportRequest
from ikm_portal.dashboards.disclosure import Nested, in_tens, open_columns, publish

# Applications; those of them that were ever sent to a bank; those of these that were decided on.
FLOW = ("applications", "referrals", "decisions")
PART_OF = ((0, 1), (1, 2), (0, 2))
SUPPORT = ("support",)
KEPT_FOR = 24 * 60 * 60  # seconds
UNKNOWN = ""  # no place in Lampung, or no association

# As the map lies, from north-west to south-east, four to a line; the first line has three.
MAP_ORDER = (
    *("18.08", "18.12", "18.11"),
    *("18.04", "18.03", "18.02", "18.05"),
    *("18.13", "18.10", "18.72", "18.07"),
    *("18.06", "18.09", "18.71", "18.01"),
)

Cells = dict[str, list[int | None]]  # row → its published counts, None: held back
Groups = dict[tuple[str, str, str], int]  # (kabupaten, product, state) → count


@dataclass
class Family:
    """Counts that depend on each other, with each way in which they are split.

    Only decisions have states. What a request is in changes from day to day: two readings of the
    same month would tell which one moved.
    """

    columns: tuple[str, ...]
    totals: list[int | None]
    by_place: Cells
    by_product: Cells
    by_state: Cells


@dataclass
class Figures:
    """What is published. `until`: events of this day and later are not counted yet."""

    until: datetime.date
    flow: Family
    support: Family
    names: dict[str, str] = field(default_factory=dict)


def figures() -> Figures:
    """Of the months that are over: a count that grows by one overnight would name its person."""
    until = timezone.localdate().replace(day=1)
    key = f"public-figures:{until:%Y-%m}"
    found = cache.get(key)
    if found is None:
        found = _count(until)
        cache.set(key, found, KEPT_FOR)
    return found


def _grouped(rows: QuerySet[Any], business: str, association: str, state: str) -> Groups:
    place: Any = F(f"{business}__region_id")
    if business == "business" and rows.model is SupportRequest:
        place = Coalesce(place, F(f"{association}__region_id"))
    groups = (
        rows.annotate(at_place=Left(place, 5), of_product=F(f"{association}__commodity"))
        .values_list("at_place", "of_product", state)
        .annotate(n=Count("pk"))
        .order_by()
    )
    found: Groups = defaultdict(int)
    for place_code, product, state_code, n in groups:
        found[place_code or UNKNOWN, product or UNKNOWN, state_code] += n
    return found


def counted_flow(until: datetime.date) -> list[Groups]:
    """Of each column of `FLOW`. An application counts once, however often it went to a bank: with
    the last decision of those months."""
    start = _midnight(until)
    sent = Referral.objects.filter(sent_at__lt=start).order_by("application_id", "sent_at", "pk")
    decided = Decision.objects.filter(decided_at__lt=start).order_by(
        "referral__application_id", "-decided_at", "-pk"
    )
    return [
        _grouped(
            Application.objects.filter(submitted_at__lt=start), "business", "association", "state"
        ),
        _grouped(
            Referral.objects.filter(pk__in=sent.distinct("application_id").values("pk")),
            "application__business",
            "application__association",
            "state",
        ),
        _grouped(
            Decision.objects.filter(
                pk__in=decided.distinct("referral__application_id").values("pk")
            ),
            "referral__application__business",
            "referral__application__association",
            "outcome",
        ),
    ]


def _count(until: datetime.date) -> Figures:
    names = dict(Region.objects.kabupaten().order_by("code").values_list("code", "name"))
    flow = counted_flow(until)
    support = _grouped(
        SupportRequest.objects.filter(created_at__lt=_midnight(until)),
        "business",
        "association",
        "state",
    )
    # States of applications and of referrals tell of each other and of the decisions; the three
    # totals already say how far the files came. So only decisions are split by what they were.
    return Figures(
        until=until,
        names=names,
        flow=_family(FLOW, flow, names, PART_OF, flow[-1]),
        support=_family(SUPPORT, [support], names),
    )


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _family(
    columns: tuple[str, ...],
    measures: list[Groups],
    places: Iterable[str],
    nested: Nested = (),
    stated: Groups | None = None,
) -> Family:
    totals = [sum(groups.values()) for groups in measures]
    known = set(places)
    split = [
        [_sums(groups, lambda key: key[0] if key[0] in known else UNKNOWN) for groups in measures],
        [_sums(groups, lambda key: key[1]) for groups in measures],
    ]
    rows = [
        {row: [count[row] for count in counts] for row in sorted(always.union(*counts))}
        for counts, always in zip(split, (known, set[str]()), strict=True)
    ]
    shown = open_columns(totals, nested)
    by_state: Cells = {}
    if stated is not None:
        sums = _sums(stated, lambda key: key[2])
        # Held back whole where even the total is.
        known_sum = sum(stated.values()) if len(columns) - 1 in shown else 0
        by_state = publish({state: [sums[state]] for state in Outcome.values}, [known_sum])
    return Family(
        columns=columns,
        totals=[in_tens(total) if column in shown else None for column, total in enumerate(totals)],
        by_place=_rounded(publish(rows[0], totals, nested)),
        by_product=_rounded(publish(rows[1], totals, nested)),
        by_state=_rounded(by_state),
    )


def _rounded(cells: Cells) -> Cells:
    return {row: [in_tens(count) for count in counts] for row, counts in cells.items()}


def _sums(groups: Groups, row: Any) -> Counter[str]:
    sums: Counter[str] = Counter()
    for key, count in groups.items():
        sums[row(key)] += count
    return sums
