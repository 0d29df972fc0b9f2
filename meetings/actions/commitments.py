"""Promises: made from a question, done with evidence, kept when the asker says so."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Association, Institution
from financing.models import Application, SupportRequest
from ikm_portal.audit.engine import move, record
from ikm_portal.calendar.days import add_working_days
from meetings import rules
from meetings.enums import MeetingState
from meetings.models import Commitment, Meeting, Question
from meetings.notifications import askers_of

_AGAIN = {"closed_on": None, "asked_on": None, "asked_again_on": None, "by_silence": False}


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
    """A question as it was asked; numbered in the order in which it was taken down. The same words
    of the same person a second time are a key pressed twice: the question that is there already."""
    _may_write_down(meeting, by)
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    there = meeting.questions.filter(asker_name=asker_name, words=words).first()
    if there is not None:
        return there
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
    institution: Institution,
    what: str,
    by: Any,
    meeting: Meeting | None = None,
    question: Question | None = None,
    person: str = "",
    working_days: int | None = None,
    due_on: datetime.date | None = None,
    support_requests: Iterable[SupportRequest] = (),
    applications: Iterable[Application] = (),
) -> Commitment:
    """A promise with a day: a date, or in working days from the meeting (without one, from today).

    What it is about is linked from the start; more can follow with `link`.
    """
    _may_promise(meeting, question, by)
    if due_on is None and working_days is None:
        raise CannotPromise(_("Isi tenggatnya."))
    begin = timezone.localdate(meeting.starts_at if meeting is not None else None)
    if due_on is not None and due_on < begin:
        raise CannotPromise(_("Tenggatnya sebelum janji ini dibuat."))
    commitment = Commitment.objects.create(
        meeting=meeting,
        question=question,
        institution=institution,
        person=person,
        what=what,
        due_on=due_on or add_working_days(begin, working_days or 0),
    )
    commitment.support_requests.set(support_requests)
    commitment.applications.set(applications)
    record("meetings.commitment.promise", commitment, by=by)
    return commitment


def _may_promise(meeting: Meeting | None, question: Question | None, by: Any) -> None:
    if meeting is not None:
        _may_write_down(meeting, by)
    else:
        allowed = rules.may_promise_alone(by)
        if not allowed:
            raise CannotPromise(str(allowed.reason))
    if question is not None and (meeting is None or question.meeting_id != meeting.pk):
        raise CannotPromise(_("Pertanyaan itu dari rapat lain."))


@transaction.atomic
def link(*, commitment: Commitment, codes: Iterable[str], by: Any) -> Commitment:
    """Ties the promise to requests for support and applications, each by its code.

    What is tied already stays; one unknown code, and nothing is tied.
    """
    allowed = rules.may_link(by, commitment)
    if not allowed:
        raise CannotPromise(str(allowed.reason))
    wanted = {code.strip().upper() for code in codes} - {""}
    requests = list(SupportRequest.objects.visible_to(by).filter(code__in=wanted))
    applications = list(Application.objects.visible_to(by).filter(code__in=wanted))
    found = [*(one.code for one in requests), *(one.code for one in applications)]
    unknown = sorted(wanted - set(found))
    if unknown or not found:
        raise CannotPromise(_("Kode tidak dikenal: %(codes)s.") % {"codes": ", ".join(unknown)})
    commitment.support_requests.add(*requests)
    commitment.applications.add(*applications)
    record("meetings.commitment.link", commitment, by=by, data={"codes": sorted(found)})
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
    if done_on is not None and not (commitment.given_on <= done_on <= today):
        raise CannotPromise(_("Tanggal selesai antara hari rapat dan hari ini."))
    move(
        commitment,
        "finish",
        by=by,
        # In the trail too: evidence that the asker did not accept is replaced by the next.
        note=evidence,
        set={
            "evidence": evidence.strip(),
            "done_on": done_on or today,
            "asked_on": today if askers_of(commitment) else None,
            "asked_again_on": None,
        },
    )
    return commitment


@transaction.atomic
def confirm(*, commitment: Commitment, by: Any) -> Commitment:
    move(commitment, "confirm", by=by, set={"closed_on": timezone.localdate()})
    return commitment


@transaction.atomic
def reopen(*, commitment: Commitment, words: str, by: Any) -> Commitment:
    """Not kept after all, also after a silence that counted as a yes."""
    move(commitment, "reopen", by=by, note=words, set=_AGAIN)
    return commitment


@transaction.atomic
def declare_broken(*, commitment: Commitment, words: str, by: Any) -> Commitment:
    move(commitment, "break", by=by, note=words, set={"closed_on": timezone.localdate()})
    return commitment
