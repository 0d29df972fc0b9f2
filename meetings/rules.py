"""May this person …? Answers carry their reason."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ikm_portal.common.outcome import Allowed, Answer, Denied
from meetings.models import Commitment, Invitation, Meeting, Question
from meetings.notifications import askers_of

NO_RIGHT = Denied(_("Tugas ini bukan bagian Anda."))


def may_view_meeting(user: Any, meeting: Meeting) -> Answer:
    if meeting.is_public or getattr(user, "is_office", False):
        return Allowed()
    return Denied(_("Rapat ini belum dibuka untuk umum."))


def may_run_meeting(user: Any, meeting: Meeting) -> Answer:
    return Allowed() if user.has_perm("meetings.change_meeting") else NO_RIGHT


def may_invite(user: Any, invitation: Invitation) -> Answer:
    return may_run_meeting(user, invitation.meeting)


def may_approve_minutes(user: Any, meeting: Meeting) -> Answer:
    return Allowed() if user.has_perm("meetings.approve_minutes") else NO_RIGHT


def may_promise_alone(user: Any) -> Answer:
    """A promise that was given outside a meeting is written down by the office."""
    return Allowed() if user.has_perm("meetings.add_commitment") else NO_RIGHT


def may_answer_question(user: Any, question: Question) -> Answer:
    return may_run_meeting(user, question.meeting)


def may_ask_from_question(user: Any, question: Question) -> Answer:
    return Allowed() if user.has_perm("financing.handle_supportrequest") else NO_RIGHT


def may_link(user: Any, commitment: Commitment) -> Answer:
    return Allowed() if user.has_perm("meetings.change_commitment") else NO_RIGHT


def may_read_cohorts(user: Any, commitment: Commitment) -> Answer:
    """Refusals of all banks are the office's own reading."""
    return Allowed() if user.has_perm("financing.view_refused") else NO_RIGHT


def may_link_cohort(user: Any, commitment: Commitment) -> Answer:
    return may_link(user, commitment) and may_read_cohorts(user, commitment)


def may_view_commitment(user: Any, commitment: Commitment) -> Answer:
    if commitment.meeting is None:
        return Allowed()
    known = user.is_authenticated and (
        commitment.institution.contacts.filter(user=user).exists() or user in askers_of(commitment)
    )
    return Allowed() if known else may_view_meeting(user, commitment.meeting)


def may_work_on(user: Any, commitment: Commitment) -> Answer:
    """The office that follows it up, or a person of the institution that promised."""
    if user.has_perm("meetings.change_commitment"):
        return Allowed()
    if commitment.institution.contacts.filter(user=user).exists():
        return Allowed()
    return NO_RIGHT


def may_judge(user: Any, commitment: Commitment) -> Answer:
    """Only who asked says whether a promise was kept; a manager speaks for the association.

    Where nobody who asked has an account, the head of the office says it for them.
    """
    askers = askers_of(commitment)
    if not askers:
        return Allowed() if user.has_perm("meetings.judge_commitment") else NO_RIGHT
    if user in askers:
        return Allowed()
    return Denied(_("Hanya penanya yang bisa mengatakan apakah janji ini ditepati."))


def may_break(user: Any, commitment: Commitment) -> Answer:
    return Allowed() if user.has_perm("meetings.judge_commitment") else NO_RIGHT
