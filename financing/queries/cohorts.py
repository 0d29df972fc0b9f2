"""Refusals counted together: who lacks the same thing, where, in which association.

Only the office reads these, and only as numbers of its own work: the published figures are others
(`dashboards/disclosure.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Sum
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext as _

from associations.models import Association, Region
from financing.enums import DeclineReason, Outcome, ReferralState
from financing.models import Decision, Referral, Refused
from financing.models.cure import RefusedQuerySet
from financing.models.referral import ReferralQuerySet

SMALL = 10  # people; the published figures hold back as much
_KABUPATEN = re.compile(r"\d\d\.\d\d", re.ASCII)
# Nothing that a clinic could put right.
_NO_FAULT = (DeclineReason.WITHDREW, DeclineReason.QUOTA)


@dataclass(frozen=True)
class Cohort:
    """People with the same reason in one kabupaten; of one association, or of all (None)."""

    reason: DeclineReason
    kabupaten: str
    place: str
    association: Association | None = None
    count: int = 0

    @property
    def title(self) -> str:
        """For the office: also where few people are behind it."""
        parts = [str(self.reason.label), self.place]
        if self.association is not None:
            parts.append(self.association.name)
        return " · ".join(parts)

    def public_title(self) -> str:
        """As narrow as everybody may read it, without the number. Who reads that one potter of a
        small association has a credit running elsewhere knows who that is: what fewer than
        SMALL people stand behind is left out, first the association, then the place, then the
        reason. Asks at most three times.
        """
        everybody = Refused.objects.standing().filter(reason=self.reason)
        parts: list[str] = []
        if everybody.count() >= SMALL:
            parts.append(str(self.reason.label))
            if everybody.in_kabupaten(self.kabupaten).count() >= SMALL:
                parts.append(self.place)
                if self.association is not None and self.rows().count() >= SMALL:
                    parts.append(self.association.name)
        return " · ".join(parts)

    @property
    def list_url(self) -> str:
        """The very rows that were counted."""
        return f"{reverse('admin:financing_refused_changelist')}?{urlencode(self.query)}"

    @property
    def query(self) -> dict[str, str]:
        wanted = {"sebab": str(self.reason), "kab": self.kabupaten}
        if self.association is not None:
            wanted["asosiasi"] = str(self.association.pk)
        return wanted

    def rows(self) -> RefusedQuerySet:
        rows = Refused.objects.standing().filter(reason=self.reason).in_kabupaten(self.kabupaten)
        if self.association is not None:
            rows = rows.filter(referral__application__association=self.association)
        return rows


@dataclass(frozen=True)
class Group:
    """A reason in a kabupaten, and how it spreads over associations."""

    whole: Cohort
    parts: list[Cohort]


def groups() -> list[Group]:
    """The largest first. Three queries."""
    rows = (
        Refused.objects.standing()
        .exclude(reason__in=_NO_FAULT)
        .annotate(kabupaten=Left("referral__application__business__region_id", 5))
        .values_list("reason", "kabupaten", "referral__application__association")
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    counted = list(rows)
    associations = Association.objects.in_bulk({row[2] for row in counted if row[2]})
    places = {one.pk: one.name for one in Region.objects.filter(pk__in={row[1] for row in counted})}
    found: dict[tuple[str, str], list[Cohort]] = {}
    sums: dict[tuple[str, str], int] = {}
    for reason, code, association, count in counted:
        key = (reason, code)
        sums[key] = sums.get(key, 0) + count
        parts = found.setdefault(key, [])
        if association is not None:
            place = places.get(code, code)
            parts.append(
                Cohort(DeclineReason(reason), code, place, associations[association], count)
            )
    return [
        Group(
            Cohort(DeclineReason(reason), code, places.get(code, code), None, total),
            found[reason, code],
        )
        for (reason, code), total in sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    ]


def cohort_of(query: dict[str, str]) -> Cohort | None:
    """From an address; None for what nobody is in, or what is no cohort at all. Three queries."""
    if query.get("sebab") not in DeclineReason.values:
        return None
    if not _KABUPATEN.fullmatch(query.get("kab", "")):
        return None
    place = Region.objects.filter(pk=query["kab"], level="kabupaten").first()
    if place is None:
        return None
    association = None
    if written := query.get("asosiasi", ""):
        if not (written.isascii() and written.isdigit() and len(written) < 19):
            return None
        association = Association.objects.filter(pk=int(written)).first()
        if association is None:
            return None
    cohort = Cohort(DeclineReason(query["sebab"]), place.pk, place.name, association)
    count = cohort.rows().count()
    if not count:
        return None
    return Cohort(cohort.reason, cohort.kabupaten, cohort.place, association, count)


@dataclass(frozen=True)
class Recovered:
    """Approved after an earlier refusal. Whole rupiah."""

    people: int
    approved: int
    disbursed: int

    @property
    def list_url(self) -> str:
        return f"{reverse('admin:financing_referral_changelist')}?setelah=ditolak"

    @property
    def label(self) -> str:
        return _("Disetujui setelah pernah ditolak")


def after_a_refusal(rows: ReferralQuerySet) -> ReferralQuerySet:
    """Of these, the ones with the bank's yes to a person whom a bank had refused before."""
    before = Decision.objects.filter(
        outcome=Outcome.DECLINE,
        referral__owner=OuterRef("owner"),
        referral_id__lt=OuterRef("pk"),
    )
    return rows.filter(Exists(before), state__in=ReferralState.granted_ones())


def recovered() -> Recovered:
    """One query."""
    sums = after_a_refusal(Referral.objects.all()).aggregate(
        people=Count("owner", distinct=True),
        approved=Sum("decision__amount"),
        disbursed=Sum("disbursed_amount"),
    )
    return Recovered(sums["people"], sums["approved"] or 0, sums["disbursed"] or 0)
