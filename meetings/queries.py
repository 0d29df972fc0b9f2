"""Reading about meetings and promises, without decisions."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from financing.enums import ReferralState
from financing.models import Application, Referral, Refused, SupportRequest
from ikm_portal.accounts.models import User
from ikm_portal.documents.enums import State
from meetings.enums import CommitmentState as S
from meetings.models import AgendaItem, CohortLink, Commitment, Meeting, MeetingFile, Question
from meetings.models.commitment import CommitmentQuerySet


def meeting_list(user: Any) -> QuerySet[Meeting]:
    return (
        Meeting.objects.visible_to(user)
        .annotate(
            question_count=Count("questions", distinct=True),
            commitment_count=Count("commitments", distinct=True),
        )
        .order_by("-starts_at")
    )


def open_before(meeting: Meeting) -> CommitmentQuerySet:
    """Promises of earlier meetings that are not closed: they come onto this one's agenda."""
    return (
        Commitment.objects.open()
        .filter(meeting__starts_at__lt=meeting.starts_at)
        .exclude(meeting=meeting.pk)
        .select_related("institution", "meeting")
        .order_by("due_on", "id")
    )


def agenda_shown(user: Any, meeting: Meeting) -> QuerySet[AgendaItem]:
    """A promise of another meeting stands on it only for whoever may see that promise."""
    seen = Commitment.objects.visible_to(user).values("pk")
    return meeting.agenda.filter(Q(commitment=None) | Q(commitment__in=seen))


def attendance_shown(meeting: Meeting) -> dict[str, Any]:
    """What everybody may read of who came: names that the office opened, and parties; of all
    others how many came for whom, a party in words only as "others"."""
    rows = meeting.attendance.select_related("institution", "association")
    named, came = [], Counter[str]()
    for person in rows:
        if person.name_is_public or not person.name:
            named.append(person)
        else:
            listed = person.institution or person.association
            came[str(listed) if listed is not None else _("Lainnya")] += 1
    return {"attendance": named, "came": came.most_common()}


def files_shown(user: Any, meeting: Meeting) -> dict[str, Any]:
    """Papers to take home, and photos to look at. One query."""
    found = MeetingFile.objects.visible_to(user).filter(meeting=meeting, document__state=State.OK)
    rows = list(found.select_related("document"))
    return {
        "files": [one for one in rows if not one.is_photo],
        "photos": [
            {
                "url": reverse("meetings:file", args=[meeting.slug, one.pk]),
                "alt": _("Foto rapat: %(title)s") % {"title": one.title},
                "caption": one.title,
            }
            for one in rows
            if one.is_photo
        ],
    }


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
    silent: int = 0  # of those kept: the asker never answered
    kept_late: int = 0  # of those kept: done after the day that was promised

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


def ledger(user: Any, today: datetime.date) -> list[Balance]:
    """One line an institution, the one with the most promises first."""
    rows = (
        Commitment.objects.visible_to(user)
        .values("institution__short_name", "institution__slug")
        .annotate(
            made=Count("id"),
            kept=Count("id", filter=Q(state=S.CONFIRMED)),
            waiting=Count("id", filter=Q(state=S.DONE)),
            late=Count("id", filter=Q(state__in=S.undone(), due_on__lt=today)),
            broken=Count("id", filter=Q(state=S.BROKEN)),
            silent=Count("id", filter=Q(by_silence=True)),
            kept_late=Count("id", filter=Q(state=S.CONFIRMED, done_on__gt=F("due_on"))),
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
            silent=row["silent"],
            kept_late=row["kept_late"],
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
        silent=sum(balance.silent for balance in balances),
        kept_late=sum(balance.kept_late for balance in balances),
    )


PAGE = 30


@dataclass(frozen=True)
class Page:
    """One page of promises, the earliest day first; `next_key` continues below its last row."""

    rows: list[Commitment]
    next_key: str


def ledger_page(user: Any, *, institution: str = "", after: str = "") -> Page:
    """`after`: "2026-11-24_17", the day and number of the row above. Anything else: the first."""
    rows = (
        Commitment.objects.visible_to(user)
        .select_related("institution", "meeting")
        .order_by("due_on", "id")
    )
    if institution:
        rows = rows.filter(institution__slug=institution)
    day, pk = _key(after)
    if day is not None:
        rows = rows.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=pk))
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.due_on.isoformat()}_{last.pk}" if last else "")


def _key(written: str) -> tuple[datetime.date | None, int]:
    day, _line, pk = written.partition("_")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None, 0
    try:
        return datetime.date.fromisoformat(day), int(pk)
    except ValueError:
        return None, 0


MOST_LINKED = 20  # of each kind on a promise's page


def chain(user: Any, commitment: Commitment) -> dict[str, list[Any]]:
    """What the promise and its question are tied to, as far as this person may see it."""
    if not user.is_authenticated:
        return {"requests": [], "applications": []}
    tied = Q(commitments=commitment)
    if commitment.question_id is not None:
        tied |= Q(questions=commitment.question_id)
    requests = SupportRequest.objects.filter(tied).values("pk")
    applications = Application.objects.filter(tied).values("pk")
    return {
        "requests": list(
            SupportRequest.objects.visible_to(user)
            .filter(pk__in=requests)
            .order_by("pk")[:MOST_LINKED]
        ),
        "applications": list(
            Application.objects.visible_to(user)
            .filter(pk__in=applications)
            .order_by("pk")[:MOST_LINKED]
        ),
    }


@dataclass(frozen=True)
class Became:
    """What became of the people of a cohort since something was promised them."""

    link: CohortLink
    cured: int  # the fault is put right, with or without a bank's yes
    approved: int  # a bank has said yes to them after that refusal
    standing: int  # nothing has moved


def cohorts_of(commitment: Commitment) -> list[Became]:
    """Counted anew each time, over the people of then. One query."""
    later = Referral.objects.filter(
        owner=OuterRef("refusals__referral__owner"), id__gt=OuterRef("refusals__referral")
    )
    granted = later.filter(state__in=ReferralState.granted_ones())
    standing = Refused.objects.standing().filter(pk=OuterRef("refusals"))
    rows = (
        CohortLink.objects.filter(commitment=commitment)
        .annotate(
            cured=Count("refusals", filter=Q(refusals__cure__isnull=False)),
            approved=Count("refusals", filter=Exists(granted)),
            standing=Count("refusals", filter=Exists(standing)),
        )
        .select_related("kabupaten", "association")
        .order_by("pk")
    )
    return [Became(row, row.cured, row.approved, row.standing) for row in rows]


def speaks_for(question: Question) -> User | None:
    """The account that goes on with the question: the asker's, or the association's manager's."""
    if question.asker is not None and question.asker.is_active:
        return question.asker
    if question.association is None:
        return None
    managers = question.association.managers.filter(until=None, user__is_active=True)
    first = managers.select_related("user").order_by("pk").first()
    return first.user if first is not None else None
