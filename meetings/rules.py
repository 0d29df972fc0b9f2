"""May this person …? Answers carry their reason."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from associations.rules import manages
from ikm_portal.common.outcome import Allowed, Answer, Denied
from meetings.models import Commitment, Meeting

NO_RIGHT = Denied(_("Tugas ini bukan bagian Anda."))


def may_view_meeting(user: Any, meeting: Meeting) -> Answer:
    if meeting.is_public or getattr(user, "is_office", False):
        return Allowed()
    return Denied(_("Rapat ini belum dibuka untuk umum."))


def may_run_meeting(user: Any, meeting: Meeting) -> Answer:
    return Allowed() if user.has_perm("meetings.change_meeting") else NO_RIGHT


def may_approve_minutes(user: Any, meeting: Meeting) -> Answer:
    return Allowed() if user.has_perm("meetings.approve_minutes") else NO_RIGHT


def may_view_commitment(user: Any, commitment: Commitment) -> Answer:
    return may_view_meeting(user, commitment.meeting)


def may_work_on(user: Any, commitment: Commitment) -> Answer:
    """The office that follows it up, or a person of the institution that promised."""
    if user.has_perm("meetings.change_commitment"):
        return Allowed()
    if commitment.institution.contacts.filter(user=user).exists():
        return Allowed()
    return NO_RIGHT


def may_judge(user: Any, commitment: Commitment) -> Answer:
    """Only who asked says whether a promise was kept; a manager speaks for the association."""
    question = commitment.question
    if question is None:
        return Allowed() if user.has_perm("meetings.judge_commitment") else NO_RIGHT
    if question.asker_id is not None and question.asker_id == user.pk:
        return Allowed()
    if manages(user, question.association):
        return Allowed()
    return Denied(_("Hanya penanya yang bisa mengatakan apakah janji ini ditepati."))


def may_break(user: Any, commitment: Commitment) -> Answer:
    return Allowed() if user.has_perm("meetings.judge_commitment") else NO_RIGHT
