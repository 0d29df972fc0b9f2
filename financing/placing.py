"""From the files that wait for a bank to an instance that can be placed, and back to words.

Published order (`points.CRITERIA`): the class of the amount, smaller first; then a point for each
day since the first written request, and points for having few alternatives, counted from place and
amount alone: a paper held back moves nobody forward. More points stand further in front; equal
ones by the moment of the request, then by code.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from associations.enums import Sex
from associations.models import Association
from financing import placement
from financing.bank_order import arranged, by_default, own_first
from financing.congestion import NO_PRICES, LastPrices, priced
from financing.enums import ApplicationState, PlaceState
from financing.findings import facts_of, rules_of
from financing.kur.matcher import Matcher
from financing.kur.ruleset import canonical
from financing.models import Application, PlacementPlace, PlacementRun, Quota
from financing.placement.instance import MOST_COUNT, MOST_RUPIAH, Instance
from financing.placement.points import CRITERIA, amount_class, day_points, few_points
from financing.placement.prices import congestion
from financing.placement.report import MODES, answer, told_of
from financing.queries.groups import GroupStanding, standings_of
from financing.ranking import Market, weights_on
from financing.rulebook import rules_on
from ikm_portal.audit.models import Entry

OWN_CHOICE = 1  # rank: what the person chose comes first; the portal orders the others


def waiting_files(
    association: Association | None = None, region: str = ""
) -> QuerySet[Application]:
    """Verified, at no bank, and without a place that waits for an answer; of everybody when neither
    an association nor a region (18, 18.71) is given."""
    placed = PlacementPlace.objects.filter(application=OuterRef("pk"), state=PlaceState.PROPOSED)
    found = Application.objects.filter(~Exists(placed), state=ApplicationState.VERIFIED)
    if association is not None:
        found = found.filter(association=association)
    if region:
        inside = Q(business__region=region) | Q(business__region__code__startswith=f"{region}.")
        found = found.filter(inside)
    return found


def files_of(run: PlacementRun) -> QuerySet[Application]:
    return waiting_files(run.association, run.region_id or "")


def promised() -> dict[str, tuple[int, int]]:
    """Offer → (rupiah, people) of places that wait for an answer: not reserved yet, not free."""
    found: dict[str, tuple[int, int]] = {}
    waiting = PlacementPlace.objects.filter(state=PlaceState.PROPOSED).order_by()
    for mode, stable, optimum, amount in waiting.values_list(
        "run__mode", "stable_offer", "optimum_offer", "application__amount"
    ):
        offer = stable if mode == "stable" else optimum
        rp, people = found.get(offer, (0, 0))
        found[offer] = (rp + (amount or 0), people + 1)
    return found


def product_slug(offer: str) -> str:
    return offer.partition("@")[0]


@dataclass(frozen=True)
class Row:
    """One file: what it may have, in whose order, and where it stands in the published one."""

    wishes: list[list[Any]]
    points: dict[str, Any]
    own_order: bool = False
    group: str = ""  # over which the other way spreads what is else equal


class Reader:
    """Reads files against the products of one day. Five queries to begin with, two a batch."""

    def __init__(self, on: datetime.date, last: LastPrices = NO_PRICES) -> None:
        self.last = last
        self.on, self.market, self.weights = on, Market.on(on), weights_on(on)
        self.rules = rules_on(on)
        offers = [rules_of(one) for one in self.market.products]
        self.matcher = Matcher(offers, self.rules, on)

    def offers(self, region: str = "", part: Sequence[int] = ()) -> list[dict[str, Any]]:
        """What is left of each quota now, less what other rounds promised. A figure that nobody
        told does not limit.

        region: only where its places are served. part: [of, all], the share of what a bank lends
        anywhere.
        """
        found: dict[str, dict[str, Any]] = {}
        gone = promised()
        for product in self.market.products:
            for (bank, place), branch in self.market.serving.items():
                if bank != product.bank_id or not f"{place}.".startswith(region and f"{region}."):
                    continue
                name = self.market.offer_id(product, branch)
                quota = self.market.quota(product, branch)
                whole = quota is not None and quota.branch_id is None
                found[name] = _left(quota, gone.get(name, (0, 0)), part if whole else ())
        return [{"id": name, **found[name]} for name in sorted(found)]

    def batch(self, found: QuerySet[Application]) -> list[Application]:
        read = found.select_related("business__owner", "business__kbli", "bank_order")
        return list(read.prefetch_related("papers", "business__permits", "referrals"))

    def rows(self, files: Sequence[Application]) -> list[Row]:
        asked = _first_asked(files)
        groups = standings_of(one.business_id for one in files)
        return [self._row(one, asked.get(one.pk), groups.get(one.business_id)) for one in files]

    def _row(
        self, file: Application, asked: datetime.datetime | None, group: GroupStanding | None
    ) -> Row:
        place = file.business.kabupaten_code
        tried = {referral.product_id for referral in file.referrals.all()}
        fits, own, near = [], "", 0
        for product, match in zip(
            self.market.products, self.matcher.match(facts_of(file, group)), strict=True
        ):
            branch = self.market.serving.get((product.bank_id, place))
            if branch is None:
                continue
            near += product.min_amount <= (file.amount or 0) <= product.max_amount
            if match.verdict == "not_yet" or product.pk in tried:
                continue
            points = self.market.score(file, product, branch, self.weights).total
            fits.append((product.slug, self.market.offer_id(product, branch), points))
            own = product.slug if product.pk == file.product_id else own
        wishes, ordered = self._wishes(file, fits, own)
        return Row(wishes, self._points(file, asked, near), ordered)

    def _wishes(
        self, file: Application, fits: list[tuple[str, str, int]], own: str
    ) -> tuple[list[list[Any]], bool]:
        """As the person ordered them; else only the bank that they chose has a rank."""
        kept = getattr(file, "bank_order", None)
        if kept is None or not kept.order:
            out = set() if kept is None else set(kept.without)
            left = [one for one in fits if one[0] not in out]
            return [[o, s, OWN_CHOICE if slug == own else None] for slug, o, s in left], False
        default = own_first(by_default(fits, file.amount or 0, self.last), own)
        offers = {slug: (offer, points) for slug, offer, points in fits}
        names = arranged(default, kept.order, kept.without)
        return [[*offers[name], rank] for rank, name in enumerate(names, 1)], True

    def _points(
        self, file: Application, asked: datetime.datetime | None, near: int
    ) -> dict[str, Any]:
        at = asked or file.submitted_at
        days = (self.on - timezone.localdate(at)).days if at else 0
        return {
            "days": day_points(days),
            "few": few_points(near),
            "asked": at.isoformat() if at else "",
        }

    def swapped(self, files: Sequence[Application], rows: Sequence[Row]) -> tuple[int, int]:
        """(pairs, changed): women and men trade name, sex and NIK, and are read again.

        Nothing of it may enter, so nothing may change.
        """
        women = [n for n, one in enumerate(files) if one.business.owner.sex == Sex.FEMALE]
        men = [n for n, one in enumerate(files) if one.business.owner.sex == Sex.MALE]
        pairs = list(zip(women, men, strict=False))
        for one, other in pairs:
            _trade(files[one], files[other])
        again = self.rows(files)
        for one, other in pairs:
            _trade(files[one], files[other])
        return len(pairs), sum(rows[a] != again[a] or rows[b] != again[b] for a, b in pairs)


def _left(quota: Quota | None, gone: tuple[int, int], part: Sequence[int]) -> dict[str, int | None]:
    if quota is None:
        return {"quota_rp": None, "quota_count": None}
    of, all_of_it = part or (1, 1)
    rp, people = quota.amount_left - gone[0], quota.count_left
    count = None if people is None else min(max(0, people - gone[1]) * of // all_of_it, MOST_COUNT)
    return {"quota_rp": min(max(0, rp) * of // all_of_it, MOST_RUPIAH), "quota_count": count}


def _trade(one: Application, other: Application) -> None:
    left, right = one.business.owner, other.business.owner
    for trait in ("name", "sex", "nik"):
        mine, yours = getattr(left, trait), getattr(right, trait)
        setattr(left, trait, yours)
        setattr(right, trait, mine)


def _first_asked(files: Sequence[Application]) -> Mapping[int, datetime.datetime]:
    """When each was first sent: being asked to repair a file costs nobody the place."""
    sent = (
        Entry.objects.filter(
            subject_type="financing.application",
            subject_id__in=[str(one.pk) for one in files],
            action="financing.application.submit",
        )
        .order_by()
        .values_list("subject_id")
        .annotate(first=Min("at"))
    )
    return {int(pk): first for pk, first in sent}


@cache
def algorithm() -> str:
    """Changes with every byte of the code that places, and with the solver."""
    digest = hashlib.sha256()
    for part in sorted(Path(placement.__file__).parent.glob("*.py")):
        digest.update(part.read_bytes())
    return f"{digest.hexdigest()[:16]} highs {version('highspy')}"


def input_of(run: PlacementRun, files: Sequence[tuple[str, int, Row]]) -> dict[str, Any]:
    """`files`: code, rupiah asked for, what was read. In the form of `place --file`."""
    ordered = sorted(files, key=lambda one: (*_order(one[1], one[2].points), one[0]))
    return {
        **_scope(run),
        "on": run.on.isoformat(),
        "seed": run.seed,
        "criteria": CRITERIA,
        "prices": run.used_prices,
        "applicants": [
            {
                "id": code,
                "amount": amount,
                "priority": place,
                "points": row.points,
                "group": row.group,
            }
            for place, (code, amount, row) in enumerate(ordered, 1)
        ],
        "offers": run.offers,
        "pairs": [
            {"applicant": code, "offer": offer, "score": score, "rank": rank}
            for code, _amount, row in ordered
            for offer, score, rank in row.wishes
        ],
    }


def group_of(run: PlacementRun, file: Application) -> str:
    """Over what the other way spreads: an association's run over kabupaten, a region's over
    associations."""
    if run.association_id is not None:
        return file.business.kabupaten_code
    return file.association.slug if file.association is not None else "-"


def _scope(run: PlacementRun) -> dict[str, Any]:
    if run.association is not None:
        return {"association": run.association.slug}
    return {"region": run.region_id, "part": run.part}


def _order(amount: int, points: Mapping[str, Any]) -> tuple[int, int, str]:
    return amount_class(amount), -(points["days"] + points["few"]), points["asked"]


def text_of(value: Any) -> str:
    return canonical(value).decode()


def compute(data: Mapping[str, Any]) -> dict[str, Any]:
    """Both ways, from the input alone: the same input gives the same bytes of `text_of`.

    `prices`: the last round's; in a first round, without any, the round's own. `next_prices`: what
    this round leaves to the next one. Runs kept before there were such name neither.
    """
    instance = Instance.from_json(dict(data))
    last = priced(data.get("prices") or {}) or None
    found: dict[str, Any] = {mode: answer(instance, mode, data["seed"], last) for mode in MODES}
    if "prices" in data:
        own = found["stable"]["prices"] if last is None else told_of(congestion(instance))
        found["next_prices"] = own
    return found
