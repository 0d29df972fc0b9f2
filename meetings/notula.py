"""The minutes: what the records suggest, and what is sealed when they are approved.

Plain data in Indonesian, as papers are. Nothing personal beyond what the meeting's public page
shows: people are counted by party unless their name was opened.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation
from django.utils.formats import date_format

from ikm_portal.common.templatetags.portal import tanggal
from ikm_portal.documents.enums import ContentType, State
from meetings.models import Commitment, Meeting, Minutes, Question
from meetings.queries import agenda_shown, attendance_shown

_MOST = {"opening": 4000, "discussion": 8000, "conclusion": 4000}  # as the model has them
MOST_PHOTOS = 12  # behind the minutes
MATRIX_HEAD = ["Isu", "Tindak lanjut", "Penanggung jawab", "Tenggat", "Status"]


def when_and_where(meeting: Meeting) -> list[tuple[str, str]]:
    """Day, hour, place and who leads, as letters and minutes name them."""
    starts = timezone.localtime(meeting.starts_at)
    ends = timezone.localtime(meeting.ends_at) if meeting.ends_at else None
    until = "selesai"
    if ends is not None:
        until = date_format(ends, "H.i" if ends.date() == starts.date() else "j F Y H.i") + " WIB"
    return [
        ("Hari, tanggal", date_format(starts, "l, j F Y")),
        ("Pukul", f"{date_format(starts, 'H.i')} WIB – {until}"),
        ("Tempat", meeting.place),
        ("Pimpinan rapat", meeting.chair),
    ]


def suggest(meeting: Meeting) -> dict[str, str]:
    """A first text from what was recorded: who came, what was asked, what was promised."""
    with translation.override(settings.LANGUAGE_CODE):
        parties = len({person.whence for person in meeting.attendance.all() if person.whence})
        people = meeting.attendance.exclude(name="").count()
        opening = f"Rapat dibuka dan dipimpin {meeting.chair}."
        if people:
            opening += f" Hadir {people} orang dari {parties} pihak."
        questions = meeting.questions.select_related("association")
        asked = [_told(question) for question in questions]
        promised = [
            f"{n}. {one.institution.short_name}: {one.what} (tenggat {tanggal(one.due_on)})."
            for n, one in enumerate(meeting.commitments.select_related("institution"), start=1)
        ]
        return {
            "opening": _bounded("opening", opening),
            "discussion": _bounded("discussion", "\n".join(asked)),
            "conclusion": _bounded("conclusion", "\n".join(promised)),
        }


def _told(question: Question) -> str:
    whence = f" ({question.association.name})" if question.association else ""
    answer = f" Jawaban: {question.answer}" if question.answer else ""
    return f"{question.number}. {question.asker_name}{whence}: {question.words}{answer}"


def _bounded(field: str, text: str) -> str:
    most = _MOST[field]
    return text if len(text) <= most else text[: most - 1] + "…"


def gather(meeting: Meeting, minutes: Minutes) -> dict[str, Any]:
    """Everything that the paper says, as JSON can hold it."""
    with translation.override(settings.LANGUAGE_CODE):
        shown = attendance_shown(meeting)
        present = [
            ", ".join(part for part in (one.name, one.position, one.whence) if part)
            for one in shown["attendance"]
        ]
        present += [f"{party}: {count} orang" for party, count in shown["came"]]
        return {
            "title": meeting.title,
            "facts": [list(pair) for pair in when_and_where(meeting)]
            + [["Pencatat", meeting.recorder or "–"]],
            "agenda": [item.title for item in agenda_shown(AnonymousUser(), meeting)],
            "present": present,
            "opening": minutes.opening,
            "discussion": minutes.discussion,
            "conclusion": minutes.conclusion,
            "matrix": matrix(meeting),
        } | ({"photos": photos} if (photos := _annexed(meeting)) else {})


def _annexed(meeting: Meeting) -> list[list[str]]:
    """Title and SHA-256 of each photo behind the minutes: sealed with them, so that no other
    picture can stand there later."""
    chosen = meeting.files.filter(
        in_minutes=True, document__state=State.OK, document__content_type=ContentType.JPEG
    )
    rows = chosen.order_by("pk")[:MOST_PHOTOS]
    return [list(row) for row in rows.values_list("title", "document__sha256")]


def matrix(meeting: Meeting, remark: Callable[[Commitment], str] | None = None) -> list[list[str]]:
    """Question → promise → who → until when → how it stands, and `remark` where one is wanted. A
    question without a promise shows too: nothing that was asked drops out."""
    more = ["–"] if remark else []

    def line(issue: str, promise: Commitment) -> list[str]:
        return [issue, *_row(promise), *([remark(promise)] if remark else [])]

    with translation.override(settings.LANGUAGE_CODE):
        rows = []
        promises = meeting.commitments.select_related("institution", "question")
        by_question: dict[int | None, list[Commitment]] = {}
        for promise in promises.order_by("due_on", "id"):
            by_question.setdefault(promise.question_id, []).append(promise)
        for question in meeting.questions.all():
            issue = f"{question.number}. {question.words}"
            for promise in by_question.get(question.pk, []):
                rows.append(line(issue, promise))
            if question.pk not in by_question:
                rows.append([issue, "Belum ada janji", "–", "–", "–", *more])
        rows += [line("–", promise) for promise in by_question.get(None, [])]
        return rows


def _row(promise: Commitment) -> list[str]:
    who = promise.institution.short_name
    if promise.person:
        who += f" ({promise.person})"
    return [promise.what, who, tanggal(promise.due_on), str(promise.outcome)]


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of the content in one spelling, 64 hex digits."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def in_fours(fingerprint: str) -> str:
    """The first 32 digits, as a person compares them."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, 32, 4))
