"""Reading about people, without decisions."""

from __future__ import annotations

import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from associations.enums import ConsentPurpose, MembershipState, RegionLevel, RowState
from associations.models import (
    Association,
    Consent,
    ConsentText,
    Institution,
    Intake,
    Membership,
    Owner,
    Region,
)


def bank_consent(owner: Owner, bank: Institution) -> Consent | None:
    """The person's yes to this bank, if it is in force today."""
    return (
        Consent.objects.in_force(timezone.localdate())
        .filter(owner=owner, purpose=ConsentPurpose.BANK, recipient=bank)
        .first()
    )


def lets_association_help(owner: Owner) -> bool:
    """Has the person said yes to the association's help, and not taken it back?"""
    return (
        Consent.objects.in_force(timezone.localdate())
        .filter(owner=owner, purpose=ConsentPurpose.ASSOCIATION)
        .exists()
    )


def directory() -> QuerySet[Association]:
    """Associations with their counts for the public page: no personal data."""
    return (
        Association.objects.public()
        .select_related("region", "kbli")
        .prefetch_related("figures")
        .annotate(
            confirmed_count=Count(
                "memberships", filter=Q(memberships__state=MembershipState.CONFIRMED)
            )
        )
        .order_by("name")
    )


def consent_text(purpose: str, today: datetime.date) -> ConsentText | None:
    """The wording in force for this purpose."""
    return (
        ConsentText.objects.filter(purpose=purpose, valid_from__lte=today)
        .order_by("-version")
        .first()
    )


def members_of(
    association: Association, *, search: str = "", state: str = ""
) -> QuerySet[Membership]:
    """An association's members by the name that it may read, for a list. NIK and phone are not
    fetched: opening them costs more than the rest of the row."""
    rows = (
        Membership.objects.filter(association=association)
        .with_shown_name()
        .select_related("business__owner", "business__region__parent")
        .defer("business__owner__nik", "business__owner__npwp", "business__owner__phone")
        .order_by("shown_name", "pk")
    )
    if state:
        rows = rows.filter(state=state)
    for word in search.split()[:5]:
        rows = rows.filter(Q(shown_name__icontains=word) | Q(business__name__icontains=word))
    return rows


def membership_counts(association: Association) -> dict[str, int]:
    """How many in each state; states that nobody is in are there with 0."""
    counts = dict.fromkeys(MembershipState.values, 0)
    rows = Membership.objects.filter(association=association).values("state")
    return counts | {row["state"]: row["n"] for row in rows.annotate(n=Count("pk"))}


def kecamatan_of_lampung() -> list[tuple[str, str, str]]:
    """(code, name, kabupaten or kota), as a person looks them up."""
    listed = Region.objects.filter(level=RegionLevel.KECAMATAN)
    return list(listed.order_by("parent__name", "name").values_list("code", "name", "parent__name"))


def intake_counts(intake: Intake) -> dict[str, int]:
    """Lines by RowState, and "all"."""
    counted = dict(
        intake.rows.order_by()
        .values_list("state")
        .annotate(count=Count("pk"))
        .values_list("state", "count")
    )
    counts = {state: counted.get(state, 0) for state in RowState.values}
    return {**counts, "all": sum(counts.values())}
