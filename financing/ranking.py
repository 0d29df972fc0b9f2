"""Which of the suitable products comes first for an application, by the weights in force."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from financing.matching.score import Offer, Part, Score, Weights, Wish, score
from financing.models import Application, Branch, Product, Quota, RankingWeights, ServiceTime
from financing.queries.service_times import times_of_offers
from ikm_portal.common.money import format_rupiah

# Until an edition is in force, and on a day before the first one.
FIRST = Weights(fit=30, near=20, speed=20, cost=20, room=10)


def weights_on(day: datetime.date) -> Weights:
    """In force on `day`. One query."""
    row = RankingWeights.objects.acting_on(day).first()
    return FIRST if row is None else weights_of(row)


def weights_of(row: RankingWeights) -> Weights:
    return Weights(row.fit, row.near, row.speed, row.cost, row.room)


@dataclass(frozen=True)
class Market:
    """What is on offer on one day, read once for any number of applications. Four queries.

    products: of banks with an open branch (for `kabupaten` alone, when given), in the order of bank
    codes. serving: (bank, kabupaten code) → the first branch that serves it. times: (product,
    branch) → how long answers really took.
    """

    products: list[Product]
    serving: dict[tuple[int, str], Branch]
    quotas: dict[tuple[int, int | None], Quota] = field(default_factory=dict)
    times: dict[tuple[int, int], ServiceTime] = field(default_factory=dict)

    @classmethod
    def on(cls, day: datetime.date, kabupaten: str = "") -> Self:
        branches = Branch.objects.filter(is_active=True)
        if kabupaten:
            branches = branches.filter(serves=kabupaten)
        serving: dict[tuple[int, str], Branch] = {}
        if kabupaten:
            for branch in branches.order_by("pk"):
                serving.setdefault((branch.bank_id, kabupaten), branch)
        else:
            for branch in branches.order_by("pk").prefetch_related("serves"):
                for region in branch.serves.all():
                    serving.setdefault((branch.bank_id, region.pk), branch)
        banks = {bank for bank, _place in serving}
        products = list(
            Product.objects.on_offer()
            .filter(bank__in=banks)
            .order_by("bank__code", "min_amount", "pk")
        )
        running = Quota.objects.filter(
            Q(branch=None) | Q(branch__in=list(serving.values())),
            product__in=products,
            starts_on__lte=day,
            ends_on__gte=day,
        )
        quotas = {(quota.product_id, quota.branch_id): quota for quota in running}
        by_bank: dict[int, set[Branch]] = {}
        for (bank, _place), branch in serving.items():
            by_bank.setdefault(bank, set()).add(branch)
        offers = [(product, branch) for product in products for branch in by_bank[product.bank_id]]
        return cls(products, serving, quotas, times_of_offers(offers))

    def here(self, kabupaten: str) -> list[tuple[Product, Branch]]:
        """Products with the branch that would decide, for a kabupaten."""
        found = ((one, self.serving.get((one.bank_id, kabupaten))) for one in self.products)
        return [(product, branch) for product, branch in found if branch is not None]

    def quota(self, product: Product, branch: Branch) -> Quota | None:
        """The branch's own, else the bank's; None when no figure is known."""
        return self.quotas.get((product.pk, branch.pk)) or self.quotas.get((product.pk, None))

    def offer_id(self, product: Product, branch: Branch) -> str:
        """Whose quota it would be: the whole bank's for a product, or one branch's own."""
        quota = self.quota(product, branch)
        own = quota is not None and quota.branch_id is not None
        return f"{product.slug}@{branch.slug}" if own else product.slug

    def time(self, product: Product, branch: Branch) -> ServiceTime | None:
        return self.times.get((product.pk, branch.pk))

    def days(self, product: Product, branch: Branch) -> int:
        """Working days that half of the answers really took; the bank's own target while too few
        cases tell. Where most still wait, as long as anybody has waited."""
        time = self.time(product, branch)
        if time is None or not time.enough:
            return product.bank.decision_days
        return max(time.longest, product.bank.decision_days) if time.median is None else time.median

    def score(
        self, application: Application, product: Product, branch: Branch, weights: Weights
    ) -> Score:
        wish = Wish(application.amount, application.months)
        return score(wish, self._offer(application, product, branch), weights)

    def _offer(self, application: Application, product: Product, branch: Branch) -> Offer:
        quota = self.quota(product, branch)
        return Offer(
            min_amount=product.min_amount,
            max_amount=product.max_amount,
            max_months=product.max_months(application.purpose or ""),
            rate=product.rate,
            days=self.days(product, branch),
            same_place=branch.region_id[:5] == application.business.kabupaten_code,
            left=quota.amount_left if quota else None,
            loans_left=quota.count_left if quota else None,
        )


LABELS = {
    Part.FIT: gettext_lazy("Jumlah dan lama"),
    Part.NEAR: gettext_lazy("Cabang dekat"),
    Part.SPEED: gettext_lazy("Cepat dijawab"),
    Part.COST: gettext_lazy("Murah"),
    Part.ROOM: gettext_lazy("Dana bank masih ada"),
}


@dataclass(frozen=True)
class Line:
    """One part of a score as people read it. `points` of `weight` were earned."""

    part: Part
    points: int
    weight: int
    figure: str

    @property
    def label(self) -> str:
        return str(LABELS[self.part])


def lines(
    application: Application, product: Product, branch: Branch, market: Market, told: Score
) -> list[Line]:
    """Every part with the figure it was counted from, the heaviest first."""
    quota = market.quota(product, branch)
    near = branch.region_id[:5] == application.business.kabupaten_code
    figures = {
        Part.FIT: product.amounts,
        Part.NEAR: _("cabang di daerah Anda") if near else _("cabang di kabupaten lain"),
        Part.SPEED: _speed(product, branch, market),
        Part.COST: _("bunga %(rate)s%% setahun")
        % {"rate": f"{product.rate.normalize():f}".replace(".", ",")},
        Part.ROOM: _("sisa %(left)s") % {"left": format_rupiah(quota.amount_left)}
        if quota
        else _("belum diberitahukan bank"),
    }
    weights = told.weights
    ordered: Iterable[Part] = sorted(Part, key=lambda part: -weights.of(part))
    return [Line(part, told.earned(part), weights.of(part), str(figures[part])) for part in ordered]


def _speed(product: Product, branch: Branch, market: Market) -> str:
    time, days = market.time(product, branch), market.days(product, branch)
    if time is not None and time.enough:
        return _("nyatanya %(days)d hari kerja") % {"days": days}
    return _("target bank %(days)d hari kerja") % {"days": days}
