"""Which group letters speak for whom, and how far a group is."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from associations.models import Membership
from financing.enums import ApplicationState, GroupMemberState, GroupState, ReferralState, Scheme
from financing.models import Application, CreditGroup, GroupMember, Referral


@dataclass(frozen=True)
class GroupStanding:
    """What a signed letter says for one business. `size` is the count that the letter names."""

    code: str
    association: str
    offtaker: str
    number: str
    on: datetime.date
    size: int
    is_beginner: bool | None

    @property
    def facts(self) -> dict[str, Any]:
        """For `financing.kur.facts.Facts`. The letter is given only with a contract at hand."""
        return {
            "in_group": True,
            "group_size": self.size,
            "has_offtaker": True,
            "has_group_letter": True,
            "is_beginner": self.is_beginner,
        }


def standings_of(businesses: Iterable[int] | None = None) -> dict[int, GroupStanding]:
    """{business: the newest signed letter that covers it}; without `businesses` of all. One query,
    however many."""
    rows = (
        GroupMember.objects.covered()
        .filter(group__state=GroupState.SIGNED)
        .select_related("group__association", "membership")
        .order_by("group__signed_at", "pk")
    )
    if businesses is not None:
        rows = rows.filter(membership__business__in=list(businesses))
    return {row.membership.business_id: _standing(row) for row in rows}


def standing_of(business: int) -> GroupStanding | None:
    return standings_of([business]).get(business)


def _standing(row: GroupMember) -> GroupStanding:
    group = row.group
    assert group.letter_on is not None  # noqa: S101 - the database says so of a signed one
    assert group.letter_members is not None  # noqa: S101 - likewise
    return GroupStanding(
        code=group.code,
        association=group.association.name,
        offtaker=group.offtaker,
        number=group.letter_number,
        on=group.letter_on,
        size=group.letter_members,
        is_beginner=row.is_beginner,
    )


@dataclass(frozen=True)
class GroupPlace:
    """A member's own place in a group that is not over, for their first page."""

    code: str
    association: str
    state: GroupMemberState
    group_state: GroupState

    @property
    def waits(self) -> bool:
        """For the member's answer."""
        return (
            self.state == GroupMemberState.INVITED
            and self.group_state in GroupState.gathering_ones()
        )


def with_groups(memberships: QuerySet[Membership]) -> QuerySet[Any]:
    """`group_places` on each row, in the same query: groups asked to or in, newest first."""
    rows = (
        GroupMember.objects.filter(
            membership=OuterRef("pk"),
            state__in=[GroupMemberState.INVITED, GroupMemberState.AGREED],
        )
        .exclude(group__state__in=GroupState.over())
        .order_by("-pk")
        .values(place=JSONObject(code="group__code", state="state", group="group__state"))
    )
    return memberships.annotate(group_places=ArraySubquery(rows))


def places_of(memberships: Iterable[Any]) -> list[GroupPlace]:
    """`memberships` from `with_groups`."""
    return [
        GroupPlace(
            code=place["code"],
            association=one.association.name,
            state=GroupMemberState(place["state"]),
            group_state=GroupState(place["group"]),
        )
        for one in memberships
        for place in one.group_places
    ]


def members_of_group(group: CreditGroup) -> list[GroupMember]:
    """Everybody who was asked, by name. One query; NIK is not fetched."""
    rows = (
        GroupMember.objects.filter(group=group)
        .select_related("membership__business__owner", "group__association")
        .defer("membership__business__owner__nik", "membership__business__owner__npwp")
        .order_by("membership__business__owner__name", "pk")
    )
    return list(rows)


def running_applications(group: CreditGroup, user: Any) -> dict[int, Application]:
    """{business: the newest that was not withdrawn}, of those that run through the group's
    association; what somebody asks for alone, or through another one, is not its business."""
    theirs = group.members.values("membership__business")
    rows = (
        Application.objects.visible_to(user)
        .filter(association=group.association, business__in=theirs)
        .exclude(state=ApplicationState.WITHDRAWN)
        .select_related("product")
        .order_by("pk")
    )
    return {row.business_id: row for row in rows}


def group_shown_to(officer: Any, group: CreditGroup) -> bool:
    """Has this officer's branch taken the running case of somebody whom the signed letter covers,
    for a product that is for groups?"""
    if group.state != GroupState.SIGNED:
        return False
    covered = group.members.covered().values("membership__business")
    return (
        Referral.objects.visible_to(officer)
        .active()
        .filter(product__scheme=Scheme.KHUSUS, application__business__in=covered)
        .exclude(state=ReferralState.SENT)
        .exists()
    )
