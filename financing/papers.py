"""Which papers an application needs, and which are still missing: the checklist of the rules.

A paper that only may be asked for (its need depends on something that is not known) is no part of
what is missing. Extra collateral is never on the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy

from financing.enums import PaperKind, Scheme
from financing.kur.papers import Paper, required_papers
from financing.queries.groups import standing_of
from financing.rulebook import rules_on

if TYPE_CHECKING:
    from financing.models import Application, Product, ProductPaper, Referral

_UNCHOSEN = Scheme.MIKRO  # until a product is chosen: what most members apply for


# As products name them (kur.product_words.PAPERS) and as files do.
_KIND_OF_CODE = {
    "nib": PaperKind.NIB,
    "sku": PaperKind.SKU,
    "npwp": PaperKind.NPWP,
    "bpjs_tk": PaperKind.BPJS,
}


@dataclass(frozen=True)
class WantedPaper:
    """`kinds`: any one of them will do. `help` says why, and where a person gets it."""

    kinds: tuple[PaperKind, ...]
    label: str | Promise
    help: str | Promise

    @property
    def kind(self) -> PaperKind:
        return self.kinds[0]


def wanted_papers(
    *,
    amount: int | None,
    scheme: str | None,
    married: bool | None = None,
    in_group_with_letter: bool = False,
) -> list[WantedPaper]:
    """What is needed for certain today, for an amount in rupiah and a scheme.

    `in_group_with_letter`: the group's letter and contract are with the office already.
    """
    today = timezone.localdate()
    listed = required_papers(scheme or _UNCHOSEN, amount, today, rules_on(today), married=married)
    wanted: dict[tuple[PaperKind, ...], WantedPaper] = {}
    for paper in listed:
        if paper.needed is not True:
            continue
        one = _wanted(paper)
        if in_group_with_letter and scheme == Scheme.KHUSUS and one.kind == PaperKind.OTHER:
            continue
        there = wanted.get(one.kinds)
        # One file of a kind is kept: two papers of the same kind are handed in together.
        wanted[one.kinds] = _together(there, one) if there else one
    return list(wanted.values())


def listed_kinds(referral: Referral) -> set[str]:
    """What may be asked for: the programme's list at this amount, needed or perhaps needed, and
    what the bank publishes for the product. Collateral is on no list."""
    today, product = timezone.localdate(), referral.product
    listed = required_papers(
        product.scheme,
        referral.amount,
        today,
        rules_on(today),
        married=referral.owner.is_married,
    )
    own = [_KIND_OF_CODE[code] for code in product.papers]
    named = product.own_papers.on(today).values_list("kind", flat=True)
    return {*(kind for paper in listed for kind in paper.kinds), *own, *named}


def own_papers(application: Application) -> list[ProductPaper]:
    """What the chosen bank may ask for beyond the programme's list, by its own publication."""
    product = application.product
    return list(product.own_papers.on(timezone.localdate())) if product else []


def published_names(product: Product) -> list[str]:
    """The names under which a bank publishes papers that have no kind of their own here."""
    named = product.own_papers.on(timezone.localdate()).filter(kind=PaperKind.OTHER)
    return list(named.order_by("name").values_list("name", flat=True))


def missing_papers(application: Application) -> list[WantedPaper]:
    there = set(application.papers.filter(removed_at=None).values_list("kind", flat=True))
    return [paper for paper in wanted_of(application) if not there.intersection(paper.kinds)]


def wanted_of(application: Application) -> list[WantedPaper]:
    """For the amount, the scheme of the chosen product, and who applies."""
    scheme = application.product.scheme if application.product else None
    return wanted_papers(
        amount=application.amount,
        scheme=scheme,
        married=application.owner.is_married,
        in_group_with_letter=scheme == Scheme.KHUSUS
        and standing_of(application.business_id) is not None,
    )


def _wanted(paper: Paper) -> WantedPaper:
    return WantedPaper(
        tuple(PaperKind(kind) for kind in paper.kinds),
        gettext_lazy(paper.label),
        format_lazy("{} {}", paper.why.text(gettext), gettext_lazy(paper.where)),
    )


def _together(first: WantedPaper, second: WantedPaper) -> WantedPaper:
    return WantedPaper(
        first.kinds,
        format_lazy("{}; {}", first.label, second.label),
        format_lazy(
            "{} {} {}",
            first.help,
            second.help,
            gettext_lazy("Gabungkan dalam satu berkas PDF."),
        ),
    )
