"""What a run found, as people compare it: both ways beside each other, quota by quota."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from associations.models import Association
from financing.enums import PlaceState
from financing.flows import Picture, picture
from financing.models import Branch, PlacementPlace, PlacementRun, Product
from ikm_portal.common.money import format_rupiah


@dataclass(frozen=True)
class Bar:
    """One quota. `value` of `most` in rupiah; `most` 0: the bank told no figure."""

    label: str
    bank: str
    people: int
    value: int
    most: int
    text: str
    binds: bool
    cutoff: int | None  # the place in the queue at which it stopped
    offer: str = ""

    @property
    def tone(self) -> str:
        return "bad" if self.binds else "good"


@dataclass(frozen=True)
class Side:
    """One of the two ways. `gain`: more than first come, first served; may be negative."""

    mode: str
    placed: int
    waiting: int
    bound: int
    exact: bool
    first_come: int
    bars: list[Bar]

    @property
    def gain(self) -> int:
        return self.placed - self.first_come

    @property
    def used(self) -> list[Bar]:
        """What the picture shows; the table has every quota."""
        return [bar for bar in self.bars if bar.people or bar.binds]

    @property
    def binding(self) -> list[Bar]:
        return [bar for bar in self.bars if bar.binds]

    @property
    def flows(self) -> Picture:
        return flows(((bar.bank, bar.people) for bar in self.bars), self.waiting)


def sides(run: PlacementRun) -> list[Side]:
    """Stable first; empty before the run is computed."""
    if not run.output:
        return []
    given, found = json.loads(run.input), json.loads(run.output)
    names = offer_names([offer["id"] for offer in given["offers"]])
    return [_side(mode, found[mode], given, names) for mode in ("stable", "optimum")]


def side_of(run: PlacementRun) -> Side | None:
    """The way that was chosen."""
    return next((side for side in sides(run) if side.mode == run.mode), None)


def flows(ends: Iterable[tuple[str, int]], waiting: int) -> Picture:
    banks: Counter[str] = Counter()
    for bank, people in ends:
        banks[bank] += people
    drawn = [(bank, people, False) for bank, people in sorted(banks.items())]
    return picture([*drawn, (_("Menunggu"), waiting, True)])


def offer_names(offers: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Offer → (product, with the branch where the quota is its own; bank). Two queries."""
    split = {offer: offer.partition("@") for offer in offers}
    slugs = {product for product, _at, _branch in split.values()}
    products = {
        one.slug: one
        for one in Product.objects.filter(slug__in=slugs).select_related("bank__institution")
    }
    branches = dict(
        Branch.objects.filter(slug__in={branch for _p, _a, branch in split.values()}).values_list(
            "slug", "name"
        )
    )
    found = {}
    for offer, (product, at, branch) in split.items():
        known = products.get(product)
        name = str(known) if known else product
        if at:
            name = f"{name}, {branches.get(branch, branch)}"
        found[offer] = (name, known.bank.name if known else product)
    return found


def _side(
    mode: str,
    told: Mapping[str, Any],
    given: Mapping[str, Any],
    names: Mapping[str, tuple[str, str]],
) -> Side:
    wished: dict[str, list[str]] = {}
    for pair in given["pairs"]:
        wished.setdefault(pair["applicant"], []).append(pair["offer"])
    # Nobody without a place has a wish that still has room for them.
    short = {offer for person in told["unplaced"] for offer in wished.get(person, [])}
    bars = [
        _bar(offer, quota, names[offer], offer in short or quota["cutoff"] is not None)
        for offer, quota in sorted(told["quota"].items())
    ]
    return Side(
        mode=mode,
        placed=len(told["placed"]),
        waiting=len(told["unplaced"]),
        bound=told["bound"],
        exact=told["exact"],
        first_come=told["first_come"],
        bars=bars,
    )


def _bar(offer: str, quota: Mapping[str, Any], names: tuple[str, str], binds: bool) -> Bar:
    most = quota["quota_rp"]
    if most is None:
        text = _("%(used)s, sisa bank tidak diketahui") % {"used": format_rupiah(quota["used_rp"])}
    else:
        text = _("%(used)s dari %(most)s") % {
            "used": format_rupiah(quota["used_rp"]),
            "most": format_rupiah(most),
        }
    if quota["quota_count"] is not None:
        text += " · " + _("%(used)d dari %(most)d orang") % {
            "used": quota["used_count"],
            "most": quota["quota_count"],
        }
    return Bar(
        label=names[0],
        bank=names[1],
        people=quota["used_count"],
        value=quota["used_rp"],
        most=most or 0,
        text=text,
        binds=binds,
        cutoff=quota["cutoff"],
        offer=offer,
    )


def answers(run: PlacementRun, association: Association | None = None) -> dict[str, int]:
    """How many places are in each state, by its name; of one association's members alone."""
    places = run.places.order_by()
    if association is not None:
        places = places.filter(application__association=association)
    counted = Counter(places.values_list("state", flat=True))
    return {state.value: counted[state.value] for state in PlaceState if counted[state.value]}


def freed(run: PlacementRun) -> int:
    """Places that somebody declined, or that did not come about: their quota is there again."""
    return run.places.filter(state__in=[PlaceState.REFUSED, PlaceState.UNFIT]).count()


def own_side(run: PlacementRun, association: Association) -> Side | None:
    """Of a region's run, what an association may read: its own members, and the quotas that they
    wished for."""
    side = side_of(run)
    if side is None or run.association_id == association.pk:
        return side
    mine = run.places.filter(application__association=association)
    went, wished = Counter[str](), set()
    for stable, optimum, wishes in mine.values_list("stable_offer", "optimum_offer", "wishes"):
        went[stable if run.mode == "stable" else optimum] += 1
        wished |= {wish[0] for wish in wishes}
    bars = [
        replace(bar, people=went[bar.offer], binds=bar.binds and bar.offer in wished)
        for bar in side.bars
    ]
    placed = sum(number for offer, number in went.items() if offer)
    return replace(side, bars=bars, placed=placed, waiting=went[""])


@dataclass(frozen=True)
class Missed:
    """A choice that the person liked better, and what would have changed it."""

    label: str
    lines: list[str]


def missed(place: PlacementPlace, names: Mapping[str, tuple[str, str]]) -> list[Missed]:
    return [_missed(one, names) for one in place.told.get("not_there", [])]


def _missed(one: Mapping[str, Any], names: Mapping[str, tuple[str, str]]) -> Missed:
    if one["cutoff"] == one["place"]:
        lines = [_("Sisa kuotanya tidak cukup lagi persis pada giliran Anda.")]
    else:
        lines = [
            _("Kuotanya berhenti di urutan %(cutoff)d, Anda di urutan %(place)d.")
            % {"cutoff": one["cutoff"], "place": one["place"]}
        ]
    if one["at_most_rp"]:
        lines.append(
            _("Kalau yang diminta paling banyak %(amount)s, masih muat.")
            % {"amount": format_rupiah(one["at_most_rp"])}
        )
    if one["place_needed"]:
        lines.append(
            _("Di urutan %(place)d atau lebih depan, jumlah Anda masih muat.")
            % {"place": one["place_needed"]}
        )
    else:
        lines.append(_("Jumlah Anda lebih besar daripada seluruh kuota ini."))
    return Missed(names[one["offer"]][0], lines)
