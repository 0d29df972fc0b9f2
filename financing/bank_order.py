"""What fits an applicant, in the order in which a placement would try it, and why.

By default: score less the last round's congestion price, the person's own first choice in front.
Once the person has ordered, theirs holds; what came later joins behind what stands before it by
default.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from financing.congestion import NO_PRICES, LastPrices
from financing.findings import Choice, choices_for
from financing.models import Application, BankOrder
from financing.placement.instance import FREE


def arranged(default: Sequence[str], order: Iterable[str], without: Collection[str]) -> list[str]:
    """`default` in the person's order, less what they do not want."""
    wanted = [name for name in default if name not in without]
    found = [name for name in dict.fromkeys(order) if name in wanted]
    for number, name in enumerate(wanted):
        if name not in found:
            before = next((one for one in wanted[number - 1 :: -1] if number and one in found), "")
            found.insert(found.index(before) + 1 if before else 0, name)
    return found


def by_default(offers: Iterable[tuple[str, str, int]], amount: int, last: LastPrices) -> list[str]:
    """`offers`: name, whose price it has, score 0–10,000. Best first, names without a tie."""
    prices = last.prices
    ordered = sorted(
        (prices.get(offer, FREE).of(amount) - score, offer, name) for name, offer, score in offers
    )
    return [name for _key, _offer, name in ordered]


@dataclass(frozen=True)
class Row:
    """`number`: 1 is tried first, 0 is left out. `price`: hundredths of a point, as the score."""

    choice: Choice
    number: int
    price: float
    own: bool  # the bank that the person chose when applying

    @property
    def slug(self) -> str:
        return self.choice.product.slug

    @property
    def points(self) -> int:
        return 0 if self.choice.score is None else self.choice.score.of_hundred

    @property
    def less(self) -> float:
        """Points of a hundred that the crowd takes off; 0 where it is not felt."""
        return round(self.price / 100, 1)


@dataclass(frozen=True)
class Ordered:
    """`kept`: what the person said; `own`: they ordered, not only left something out."""

    rows: list[Row]
    by_default: list[str]
    kept: BankOrder | None
    last: LastPrices

    @property
    def own(self) -> bool:
        return self.kept is not None and bool(self.kept.order)

    @property
    def wanted(self) -> list[Row]:
        return [row for row in self.rows if row.number]

    @property
    def left_out(self) -> list[Row]:
        return [row for row in self.rows if not row.number]


def ordered_for(application: Application, on: datetime.date) -> Ordered:
    """About fifteen queries, however many products there are."""
    last = LastPrices.for_application(application, on)
    tried = set(application.referrals.values_list("product_id", flat=True))
    fits = {
        one.product.slug: one
        for one in choices_for(application, on)
        if one.result.verdict != "not_yet" and one.product.pk not in tried
    }
    kept = BankOrder.objects.filter(application=application).first()
    default = default_order(fits.values(), application, last)
    names = default if kept is None else arranged(default, kept.order, kept.without)
    out = sorted(set(fits) - set(names))
    numbered = [*enumerate(names, 1), *((0, name) for name in out)]
    amount = application.amount or 0
    rows = [
        Row(
            choice=fits[name],
            number=number,
            price=last.prices.get(fits[name].offer, FREE).of(amount),
            own=fits[name].product.pk == application.product_id,
        )
        for number, name in numbered
    ]
    return Ordered(rows, default, kept, last)


def default_order(
    fits: Collection[Choice], application: Application, last: LastPrices = NO_PRICES
) -> list[str]:
    offers = [(one.product.slug, one.offer, one.score.total if one.score else 0) for one in fits]
    names = by_default(offers, application.amount or 0, last)
    return own_first(names, application.product.slug if application.product else "")


def own_first(names: list[str], own: str) -> list[str]:
    return [own, *(name for name in names if name != own)] if own in names else names
