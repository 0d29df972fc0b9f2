"""The last round's congestion prices: how many points a place at an offer costs the others.

A round that two people stood for keeps the prices that it came to. Those of the whole province hold
for everybody in it; before there are any, an association or a kabupaten uses its own last ones.
Nothing that somebody does in this round moves them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

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
        return cls.of(last_round(on, association=application.association_id))

    @property
    def day(self) -> datetime.date | None:
        at = self.run and self.run.computed_at
        return timezone.localdate(at) if at else None


NO_PRICES = LastPrices()


def last_round(on: datetime.date, *, association: int | None) -> PlacementRun | None:
    """The newest with prices, before or on that day. One query."""
    rounds = (
        PlacementRun.objects.filter(
            state__in=RunState.told_ones(), on__lte=on, on__gte=on - OLDEST, association=association
        )
        .exclude(prices={})
        .defer("input", "output", "offers", "fairness")
    )
    return rounds.order_by("-on", "-pk").first()


def priced(told: Mapping[str, Mapping[str, Any]]) -> dict[str, Price]:
    return {offer: Price(one["per_million_rp"], one["per_person"]) for offer, one in told.items()}
