"""Reading about people, without decisions."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from associations.enums import ConsentPurpose, MembershipState
from associations.models import Association, Consent, Institution, Owner


def bank_consent(owner: Owner, bank: Institution) -> Consent | None:
    """The person's yes to this bank, if it is in force today."""
    return (
        Consent.objects.in_force(timezone.localdate())
        .filter(owner=owner, purpose=ConsentPurpose.BANK, recipient=bank)
        .first()
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
