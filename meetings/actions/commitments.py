"""Promises: made from a question, done with evidence, kept when the asker says so."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Association, Institution
from ikm_portal.audit.engine import move, record
from ikm_portal.calendar.days import add_working_days
from meetings import rules
from meetings.enums import MeetingState
from meetings.models import Commitment, Meeting, Question


class CannotPromise(Exception):
    """Its text is a sentence for the person."""


def _may_write_down(meeting: Meeting, by: Any) -> None:
    allowed = rules.may_run_meeting(by, meeting)
    if not allowed:
        raise CannotPromise(str(allowed.reason))
    if meeting.state == MeetingState.CANCELLED:
        raise CannotPromise(_("Rapat ini dibatalkan."))


@transaction.atomic
def take_question(
    *,
    meeting: Meeting,
    asker_name: str,
    words: str,
    by: Any,
    association: Association | None = None,
    asker: Any = None,
    answer: str = "",
) -> Question:
    """A question as it was asked; numbered in the order in which it was taken down."""
    _may_write_down(meeting, by)
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    last = meeting.questions.aggregate(last=Max("number"))["last"] or 0
    question = Question.objects.create(
        meeting=meeting,
        number=last + 1,
        asker_name=asker_name,
        asker=asker,
        association=association,
        words=words,
        answer=answer,
    )
    record("meetings.question.ask", question, by=by)
    return question


@transaction.atomic
def promise(
    *,
    meeting: Meeting,
    institution: Institution,
    what: str,
    by: Any,
    question: Question | None = None,
    person: str = "",
    working_days: int | None = None,
    due_on: datetime.date | None = None,
) -> Commitment:
    """A promise with a day: given as a date, or in working days from the meeting."""
    _may_write_down(meeting, by)
    if question is not None and question.meeting_id != meeting.pk:
        raise CannotPromise(_("Pertanyaan itu dari rapat lain."))
    if due_on is None and working_days is None:
        raise CannotPromise(_("Isi tenggatnya."))
    commitment = Commitment.objects.create(
        meeting=meeting,
        question=question,
        institution=institution,
        person=person,
        what=what,
        due_on=due_on or add_working_days(timezone.localdate(meeting.starts_at), working_days or 0),
    )
    record("meetings.commitment.promise", commitment, by=by)
    return commitment


@transaction.atomic
def start_work(*, commitment: Commitment, by: Any) -> Commitment:
    move(commitment, "start", by=by)
    return commitment


@transaction.atomic
def wait_for_others(*, commitment: Commitment, words: str, by: Any) -> Commitment:
    """The work stands still until somebody else has done something; `words` say what."""
    move(commitment, "wait", by=by, note=words)
    return commitment


@transaction.atomic
def finish(
    *, commitment: Commitment, evidence: str, by: Any, done_on: datetime.date | None = None
) -> Commitment:
    """Done, with evidence: what happened, where it can be seen. Now the asker judges."""
    if not evidence.strip():
        raise CannotPromise(_("Tulis buktinya: apa yang sudah dilakukan dan di mana terlihat."))
    today = timezone.localdate()
    if done_on is not None and not (
        timezone.localdate(commitment.meeting.starts_at) <= done_on <= today
    ):
        raise CannotPromise(_("Tanggal selesai antara hari rapat dan hari ini."))
    move(
        commitment,
        "finish",
        by=by,
        set={"evidence": evidence.strip(), "done_on": done_on or today},
    )
    return commitment


@transaction.atomic
def confirm(*, commitment: Commitment, by: Any) -> Commitment:
    move(commitment, "confirm", by=by, set={"closed_on": timezone.localdate()})
    return commitment


@transaction.atomic
def reopen(*, commitment: Commitment, words: str, by: Any) -> Commitment:
    move(commitment, "reopen", by=by, note=words, set={"closed_on": None})
    return commitment


@transaction.atomic
def declare_broken(*, commitment: Commitment, words: str, by: Any) -> Commitment:
    move(commitment, "break", by=by, note=words, set={"closed_on": timezone.localdate()})
    return commitment
