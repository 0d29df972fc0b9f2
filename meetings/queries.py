"""Reading about meetings and promises, without decisions."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from meetings.enums import CommitmentState as S
from meetings.models import Commitment, Meeting


def meeting_list(user: Any) -> QuerySet[Meeting]:
    return (
        Meeting.objects.visible_to(user)
        .annotate(
            question_count=Count("questions", distinct=True),
            commitment_count=Count("commitments", distinct=True),
        )
        .order_by("-starts_at")
    )


@dataclass(frozen=True)
class Balance:
    """An institution's promises, counted."""

    institution: str
    slug: str
    made: int
    kept: int
    waiting: int
    late: int
    broken: int

    @property
    def open(self) -> int:
        """Not yet due and not yet done."""
        return self.made - self.kept - self.waiting - self.late - self.broken

    @property
    def parts(self) -> list[dict[str, Any]]:
        """For the stacked bar: each part with its tone."""
        return [
            {"label": _("Ditepati"), "value": self.kept, "tone": "good"},
            {"label": _("Selesai, menunggu penanya"), "value": self.waiting, "tone": "info"},
            {"label": _("Berjalan"), "value": self.open, "tone": "neutral"},
            {"label": _("Terlambat"), "value": self.late, "tone": "waiting"},
            {"label": _("Tidak ditepati"), "value": self.broken, "tone": "bad"},
        ]


_UNDONE = [S.OPEN, S.IN_PROGRESS, S.WAITING]


def ledger(user: Any, today: datetime.date) -> list[Balance]:
    """One line an institution, the one with the most promises first."""
    rows = (
        Commitment.objects.visible_to(user)
        .values("institution__short_name", "institution__slug")
        .annotate(
            made=Count("id"),
            kept=Count("id", filter=Q(state=S.CONFIRMED)),
            waiting=Count("id", filter=Q(state=S.DONE)),
            late=Count("id", filter=Q(state__in=_UNDONE, due_on__lt=today)),
            broken=Count("id", filter=Q(state=S.BROKEN)),
        )
        .order_by("-made", "institution__short_name")
    )
    return [
        Balance(
            institution=row["institution__short_name"],
            slug=row["institution__slug"],
            made=row["made"],
            kept=row["kept"],
            waiting=row["waiting"],
            late=row["late"],
            broken=row["broken"],
        )
        for row in rows
    ]


def total(balances: list[Balance]) -> Balance:
    return Balance(
        institution="",
        slug="",
        made=sum(balance.made for balance in balances),
        kept=sum(balance.kept for balance in balances),
        waiting=sum(balance.waiting for balance in balances),
        late=sum(balance.late for balance in balances),
        broken=sum(balance.broken for balance in balances),
    )
