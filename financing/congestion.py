"""The last round's congestion prices: how many points a place at an offer costs the others.

A round that two people stood for keeps the prices that it came to. An association or a kabupaten
uses its own last ones, which fit it best; where its rounds are too small to have any, those of the
whole province.
Nothing that somebody does in this round moves them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.db.models import Case, Q, When
from django.utils import timezone

from financing.enums import RunState
from financing.models import Application, PlacementRun
from financing.placement.instance import Price, Prices

OLDEST = datetime.timedelta(days=365)  # the quotas of two budgets ago say nothing about today's


@dataclass(frozen=True)
class LastPrices:
    """`run`: the round that they came from, None when there was none yet."""

    run: PlacementRun | None = None
    prices: Prices = field(default_factory=dict)

    @classmethod
    def of(cls, run: PlacementRun | None) -> Self:
        return cls() if run is None else cls(run, priced(run.prices))

    @classmethod
    def for_application(cls, application: Application, on: datetime.date) -> Self:
        place = application.business.region_id
        return cls.of(last_round(on, association=application.association_id, region=place))

    @property
    def day(self) -> datetime.date | None:
        at = self.run and self.run.computed_at
        return timezone.localdate(at) if at else None


NO_PRICES = LastPrices()


def last_round(
    on: datetime.date, *, association: int | None = None, region: str = ""
) -> PlacementRun | None:
    """The newest with prices, on that day or before: the own one, else the whole province's.

    region: any place inside the province; a kabupaten (18.71) where its own round may do.
    """
    province = region[:2]
    scope = Q(region=province) | Q(association=association, association__isnull=False)
    if len(region) == len("18.71"):
        scope |= Q(region=region)
    rounds = (
        PlacementRun.objects.filter(
            scope, state__in=RunState.told_ones(), on__lte=on, on__gte=on - OLDEST
        )
        .exclude(prices={})
        .select_related("association", "region")
        .defer("input", "output", "offers", "fairness")
        .annotate(wide=Case(When(region=province, then=1), default=0))
    )
    return rounds.order_by("wide", "-on", "-pk").first()


def last_round_of(run: PlacementRun) -> PlacementRun | None:
    if run.association is not None:
        return last_round(
            run.on, association=run.association.pk, region=run.association.region_id or ""
        )
    return last_round(run.on, region=run.region_id or "")


def priced(told: Mapping[str, Mapping[str, Any]]) -> dict[str, Price]:
    return {offer: Price(one["per_million_rp"], one["per_person"]) for offer, one in told.items()}
