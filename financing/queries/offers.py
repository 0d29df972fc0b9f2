"""What banks offer: products, and the days they set themselves for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Region
from financing.models import Bank, Branch, Product, ProductPaper, ServiceTime
from financing.queries.limits import industry_words, paper_words, region_names, region_words
from financing.queries.service_times import times_of_banks


class Limit(NamedTuple):
    label: str
    words: str


@dataclass(frozen=True)
class Offers:
    """One bank with what it offers, smallest loans first, each with its own limits."""

    bank: Bank
    products: list[tuple[Product, list[Limit]]]
    time: ServiceTime | None = None  # how long its answers really took


def offers_by_bank() -> list[Offers]:
    """In the order of bank codes: the portal prefers none. Four queries at most."""
    times = times_of_banks()
    found: dict[int, Offers] = {}
    products = list(Product.objects.on_offer().order_by("bank__code", "min_amount", "pk"))
    names = region_names(code for product in products for code in product.regions)
    own: dict[int, list[ProductPaper]] = {}
    for paper in ProductPaper.objects.on(timezone.localdate()).filter(product__in=products):
        own.setdefault(paper.product_id, []).append(paper)
    for product in products:
        offers = found.setdefault(
            product.bank_id, Offers(product.bank, [], times.get(product.bank_id))
        )
        offers.products.append((product, own_limits(product, names, own.get(product.pk, []))))
    return list(found.values())


def own_limits(
    product: Product, names: Mapping[str, str], papers: Iterable[ProductPaper] = ()
) -> list[Limit]:
    """What the bank narrows beside amounts and months, and the papers on a list of its own."""
    told = [
        Limit(_("Hanya untuk industri"), industry_words(product.sectors)),
        Limit(_("Hanya di"), region_words(product.regions, names)),
        Limit(_("Surat yang diminta bank"), paper_words(product.papers)),
        Limit(_("Berkas terbitan bank"), "; ".join(paper.with_source for paper in papers)),
    ]
    return [limit for limit in told if limit.words]


def products_serving(kabupaten: str) -> list[Product]:
    """On offer at banks with an open branch for a kabupaten (18.71), in the order of bank codes."""
    serving = Branch.objects.filter(is_active=True, serves=kabupaten).values("bank")
    offered = Product.objects.on_offer().filter(bank__in=serving)
    return list(offered.order_by("bank__code", "min_amount", "pk"))


def kabupaten_choices() -> list[tuple[str, str]]:
    """Code and name of Lampung's kabupaten and cities."""
    rows: Iterable[tuple[str, str]] = (
        Region.objects.filter(level="kabupaten", code__startswith="18.")
        .order_by("code")
        .values_list("code", "name")
    )
    return list(rows)


def bank_choices() -> list[tuple[str, str]]:
    """Slug and name of the banks here, as the engine names banks."""
    rows = Bank.objects.filter(is_active=True).order_by("code")
    return list(rows.values_list("institution__slug", "institution__short_name"))
