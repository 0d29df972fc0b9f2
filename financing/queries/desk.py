"""The bank desk: one branch's referrals in pages of fifty, at the same price whatever lies behind.

Pages are cut by key (deadline and id), never by offset; counts stop at CAP. Both follow the partial
index `referral_desk`. The names are read by id afterwards: joining six tables takes PostgreSQL
twenty times longer to plan than to do. Rows are plain values: a model would decrypt NIK and phone
of fifty people only to show their names.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from associations.models import Owner
from financing.enums import PostingRole, ReferralState
from financing.models import Application, Posting, Referral
from financing.models.referral import ReferralQuerySet
from ikm_portal.accounts.models import User

PAGE = 50
NEAR_DAYS = 3  # working days
TABS = ("terbuka", "baru", "dekat", "berkas", "saya", "selesai")
CLOSED = [state for state in ReferralState.values if state not in ReferralState.active_ones()]


@dataclass(frozen=True)
class Desk:
    """Where an officer sits: `near` is the last day that counts as "deadline near"."""

    user: Any
    posting: Posting
    near: datetime.date

    @property
    def is_head(self) -> bool:
        return self.posting.role == PostingRole.HEAD

    def referrals(self) -> ReferralQuerySet:
        """The rows of `visible_to`, without its joins: the posting was read for this request."""
        return Referral.objects.filter(branch_id=self.posting.branch_id)


class Row(NamedTuple):
    """One line of the queue."""

    id: int
    due_on: datetime.date
    state: str
    amount: int
    months: int
    product_id: int
    officer: str
    code: str
    name: str
    business: str


_COLUMNS = (
    "id",
    "due_on",
    "state",
    "amount",
    "months",
    "product_id",
    "officer_id",
    "application_id",
    "owner_id",
)


class Key(NamedTuple):
    """Where a page begins or ends. Closed cases are ordered by id alone."""

    due_on: datetime.date
    id: int


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    has_previous: bool
    has_next: bool


def posting_of(user: Any) -> Posting | None:
    return (
        Posting.objects.current()
        .filter(user=user)
        .select_related("branch__bank__institution")
        .first()
    )


def tab_query(desk: Desk, tab: str) -> ReferralQuerySet:
    """The referrals behind a tab, unordered. `tab` is one of TABS."""
    rows = desk.referrals()
    if tab == "selesai":
        return rows.filter(state__in=CLOSED)
    if tab == "baru":
        return rows.filter(state=ReferralState.SENT)
    if tab == "dekat":
        return rows.filter(state__in=ReferralState.waiting_ones(), due_on__lte=desk.near)
    if tab == "berkas":
        return rows.filter(state=ReferralState.PAPERS_WANTED)
    rows = rows.active()
    return rows.filter(officer=desk.user) if tab == "saya" else rows


def page_of(
    query: ReferralQuerySet,
    *,
    closed: bool,
    after: Key | None = None,
    before: Key | None = None,
) -> Page:
    """Fifty rows: soonest deadline first; closed cases newest first."""
    order: tuple[str, ...] = ("-id",) if closed else ("due_on", "id")
    backwards = before is not None
    if key := after or before:
        query = query.filter(_beyond(key, closed=closed, backwards=backwards))
    if backwards:
        order = tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)
    found = list(query.order_by(*order).values_list(*_COLUMNS)[: PAGE + 1])
    more = len(found) > PAGE
    rows = _named(found[:PAGE])
    if backwards:
        return Page(rows[::-1], has_previous=more, has_next=True)
    return Page(rows, has_previous=after is not None, has_next=more)


def _named(found: list[tuple[Any, ...]]) -> list[Row]:
    """The names that belong to these rows: three small look-ups by primary key."""
    officers = dict(
        User.objects.filter(pk__in={row[6] for row in found if row[6]}).values_list("pk", "name")
    )
    files = {
        pk: (code, business)
        for pk, code, business in Application.objects.filter(
            pk__in=[row[7] for row in found]
        ).values_list("pk", "code", "business__name")
    }
    people = dict(Owner.objects.filter(pk__in=[row[8] for row in found]).values_list("pk", "name"))
    return [
        Row._make(
            (*row[:6], officers.get(row[6], ""), files[row[7]][0], people[row[8]], files[row[7]][1])
        )
        for row in found
    ]


def _beyond(key: Key, *, closed: bool, backwards: bool) -> Any:
    if closed:
        return Q(id__gt=key.id) if backwards else Q(id__lt=key.id)
    columns, values = Tuple("due_on", "id"), (key.due_on, key.id)
    return (TupleLessThan if backwards else TupleGreaterThan)(columns, values)


class Load(NamedTuple):
    """What one person of the branch holds."""

    officer_id: int | None
    name: str | None
    open: int
    late: int
    next_due: datetime.date


def loads(desk: Desk, today: datetime.date) -> list[Load]:
    """Undecided cases by officer, most first; the line without a name is nobody's yet."""
    rows = (
        desk.referrals()
        .waiting()
        .values_list("officer_id", "officer__name")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(due_on__lt=today, state__in=ReferralState.banks_turn())),
            next_due=Min("due_on"),
        )
        .order_by("-open", "officer_id")
    )
    return [Load(*row) for row in rows]


def colleagues(desk: Desk, *, but: int | None) -> QuerySet[User]:
    """Who works at this branch today, without the person who holds the case."""
    return (
        User.objects.filter(
            postings__branch_id=desk.posting.branch_id, postings__until=None, is_active=True
        )
        .exclude(pk=but or 0)
        .order_by("name")
    )
