"""How each group of people came out of a placement: counts with intervals, no names.

Nothing here enters a placement; it is looked at beside it. A group of fewer than `SMALL` people
is named and not judged: a share of so few says nothing, and could tell who it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from associations.enums import Sex
from associations.models import Association, Region
from financing.models import PlacementRun

SMALL = 10
_Z = 1.959964  # 95 per cent

AMOUNTS = (
    (10_000_000, _("sampai Rp10 juta")),
    (50_000_000, _("di atas Rp10 juta sampai Rp50 juta")),
    (100_000_000, _("di atas Rp50 juta sampai Rp100 juta")),
    (500_000_000, _("di atas Rp100 juta sampai Rp500 juta")),
)
_MORE = _("di atas Rp500 juta")
TITLES: dict[str, str | Promise] = {
    "kabupaten": _("Menurut kabupaten/kota"),
    "sex": _("Menurut jenis kelamin"),
    "association": _("Menurut asosiasi"),
    "amount": _("Menurut jumlah yang diminta"),
}


def wilson(placed: int, people: int) -> tuple[float, float]:
    """The 95% interval of a share, which stays inside 0 to 1 also for few people."""
    share = placed / people
    z = _Z * _Z / people
    middle = (share + z / 2) / (1 + z)
    half = math.sqrt(share * (1 - share) * z + z * z / 4) / (1 + z)
    return max(0.0, middle - half), min(1.0, middle + half)


def count(run: PlacementRun) -> dict[str, Any]:
    """{mode: {trait: {group: [people, placed]}}} over the run's files. One query."""
    rows = run.places.order_by().values_list(
        "stable_offer",
        "optimum_offer",
        "application__business__region_id",
        "application__owner__sex",
        "application__association__slug",
        "application__amount",
    )
    found: dict[str, dict[str, dict[str, list[int]]]] = {
        mode: {trait: {} for trait in TITLES} for mode in ("stable", "optimum")
    }
    for stable, optimum, region, sex, association, amount in rows:
        groups = {
            "kabupaten": region[:5],
            "sex": sex,
            "association": association or "",
            "amount": str(amount_class(amount or 0)),
        }
        for mode, offer in (("stable", stable), ("optimum", optimum)):
            for trait, group in groups.items():
                both = found[mode][trait].setdefault(group, [0, 0])
                both[0] += 1
                both[1] += bool(offer)
    return found


def amount_class(amount: int) -> int:
    """Its place in `AMOUNTS`; one more for what is above all of them."""
    return next((n for n, (most, _words) in enumerate(AMOUNTS) if amount <= most), len(AMOUNTS))


@dataclass(frozen=True)
class Group:
    """`low` to `high`: per cent, where the share of all such people would lie."""

    label: str
    people: int
    placed: int = 0
    low: int = 0
    high: int = 0

    @property
    def small(self) -> bool:
        return self.people < SMALL

    @property
    def share(self) -> int:
        return round(100 * self.placed / self.people)


@dataclass(frozen=True)
class Table:
    """`apart`: two groups whose intervals do not touch, so that chance alone is no reason."""

    title: str | Promise
    rows: list[Group]
    apart: bool


def tables(run: PlacementRun, mode: str) -> list[Table]:
    counted = run.fairness.get(mode, {})
    names = _names(counted)
    found = []
    for trait, title in TITLES.items():
        rows = [
            _group(names[trait].get(group, group), *both)
            for group, both in sorted(counted.get(trait, {}).items())
        ]
        found.append(Table(title, rows, _apart(rows)))
    return found


def _group(label: Any, people: int, placed: int) -> Group:
    if people < SMALL:
        return Group(str(label), people)
    low, high = wilson(placed, people)
    return Group(str(label), people, placed, math.floor(100 * low), math.ceil(100 * high))


def _apart(rows: Iterable[Group]) -> bool:
    judged = [row for row in rows if not row.small]
    return bool(judged) and max(row.low for row in judged) > min(row.high for row in judged)


def _names(counted: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    regions = Region.objects.filter(pk__in=counted.get("kabupaten", {}))
    labels = [words for _most, words in AMOUNTS]
    return {
        "kabupaten": {one.pk: one.name for one in regions},
        "sex": {one.value: one.label for one in Sex},
        "association": dict(
            Association.objects.filter(slug__in=counted.get("association", {})).values_list(
                "slug", "name"
            )
        )
        | {"": _("Tanpa asosiasi")},
        "amount": {str(n): words for n, words in enumerate([*labels, _MORE])},
    }
