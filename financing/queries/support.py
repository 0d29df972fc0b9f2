"""Reading about requests for support."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from associations.enums import ConsentPurpose, MembershipState
from associations.models import Consent, Membership
from financing.models import SupportRequest

MOST_NAMES = 200  # of a request's participants on its page


def participants_of(request: SupportRequest) -> list[Membership]:
    """Those who take part, first come first."""
    rows = request.participants.select_related("membership__business__owner").order_by("pk")
    return [one.membership for one in rows[:MOST_NAMES]]


def nameable(request: SupportRequest) -> QuerySet[Any]:
    """Members whom a manager may name: confirmed, and they let the association help.
    With `shown_name`."""
    lets_help = Consent.objects.in_force(timezone.localdate()).filter(
        owner=OuterRef("business__owner"), purpose=ConsentPurpose.ASSOCIATION
    )
    return Membership.objects.with_shown_name().filter(
        Exists(lets_help), association=request.association_id, state=MembershipState.CONFIRMED
    )
