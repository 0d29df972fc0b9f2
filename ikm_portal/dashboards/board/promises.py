"""Promises under the board's filter, and the list behind each of their numbers."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from associations.models import Institution
from financing.models import SupportRequest
from ikm_portal.dashboards.board.filters import (
    AGES,
    NOWHERE,
    PROMISE_STATES,
    UNDONE,
    BoardForm,
    Filter,
    midnight,
    placed,
)
from meetings.enums import CommitmentState as C
from meetings.models import Commitment
from meetings.models.commitment import CommitmentQuerySet


class PromiseForm(BoardForm):
    """The board's filter for promises: their own states instead of the requests'."""

    keadaan = None  # type: ignore[assignment]  # as Django takes a field away
    instansi = forms.ModelChoiceField(
        Institution.objects.all(),
        to_field_name="slug",
        required=False,
        label=_("Penanggung jawab"),
        empty_label=_("Semua instansi"),
    )
    janji = forms.ChoiceField(
        required=False,
        label=_("Keadaan janji"),
        choices=[("", _("Semua keadaan")), *PROMISE_STATES.items()],
    )
    field_order = ("janji", "instansi", "jenis", "kabupaten", "umur", "asosiasi")


def in_part(name: str, today: datetime.date) -> Q:
    """The promises of one of PROMISE_STATES."""
    return {
        "ditepati": Q(state=C.CONFIRMED),
        "menunggu": Q(state=C.DONE),
        "berjalan": Q(state__in=C.undone(), due_on__gte=today),
        "terlambat": Q(state__in=C.undone(), due_on__lt=today),
        "ingkar": Q(state=C.BROKEN),
        UNDONE: Q(state__in=C.undone()),
    }[name]


def promises(user: Any, asked: Filter) -> CommitmentQuerySet:
    """Those that this person may read and the filter leaves. A promise has the kinds, places and
    associations of the requests that it or its question answers, and of who asked. Its age counts
    from the meeting. A request's state says nothing of a promise, which has its own."""
    rows = Commitment.objects.visible_to(user)
    given = asked.given
    if "instansi" in given:
        rows = rows.filter(institution=given["instansi"])
    if "asosiasi" in given:
        one = given["asosiasi"]
        rows = rows.filter(Q(question__association=one) | _asks(association=one))
    if "jenis" in given:
        rows = rows.filter(_asks(kind=given["jenis"]))
    if "kabupaten" in given:
        rows = rows.filter(_at(given["kabupaten"], asked))
    if "umur" in given:
        rows = rows.annotate(given_at=Coalesce("meeting__starts_at", "created_at"))
        rows = rows.filter(_of_age(given["umur"], asked.today))
    if "janji" in given:
        rows = rows.filter(in_part(given["janji"], asked.today))
    return rows


def with_parties(rows: CommitmentQuerySet) -> CommitmentQuerySet:
    """What a line reads, the newest first."""
    return rows.select_related("institution", "meeting", "question__association").order_by("-pk")


def _requests() -> QuerySet[SupportRequest]:
    """Of the promise itself, or of its question."""
    return SupportRequest.objects.filter(
        Q(commitments=OuterRef("pk")) | Q(questions__commitments=OuterRef("pk"))
    )


def _asks(**wanted: Any) -> Exists:
    return Exists(_requests().filter(**wanted))


def _at(wanted: str, asked: Filter) -> Q:
    known = list(asked.form.places)
    if wanted != NOWHERE:
        here = Q(question__association__region__code__startswith=wanted)
        return here | Q(Exists(placed(_requests()).filter(place=wanted)))
    somewhere = Q(Exists(placed(_requests()).filter(place__in=known)))
    for code in known:
        somewhere |= Q(question__association__region__code__startswith=code)
    return ~somewhere


def _of_age(name: str, today: datetime.date) -> Q:
    _label, youngest, oldest = AGES[name]
    query = Q(given_at__lt=midnight(today - datetime.timedelta(days=youngest - 1)))
    if oldest is not None:
        query &= Q(given_at__gte=midnight(today - datetime.timedelta(days=oldest - 1)))
    return query
