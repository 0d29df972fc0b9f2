"""Keeping slides, the signed letter and photos of a meeting."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.db import transaction

from ikm_portal.audit.engine import NotAllowed, record
from ikm_portal.documents.actions import store
from meetings import rules
from meetings.enums import FileKind
from meetings.gates import KIND
from meetings.models import Meeting, MeetingFile


@transaction.atomic
def keep_file(
    *,
    meeting: Meeting,
    file: File[Any],
    kind: str,
    title: str,
    is_public: bool,
    by: Any,
    in_minutes: bool = False,
) -> MeetingFile:
    """Through the checks of every document; raises `documents.Refused` with a sentence."""
    allowed = rules.may_run_meeting(by, meeting)
    if not allowed:
        raise NotAllowed(str(allowed.reason))
    document = store(file, by=by, kind=KIND)
    kept = MeetingFile.objects.create(
        meeting=meeting, document=document, kind=kind, title=title, is_public=is_public,
        in_minutes=in_minutes and kind == FileKind.PHOTO and document.is_image,
    )  # fmt: skip
    record("meetings.file.keep", meeting, by=by, data={"kind": kind})
    return kept


@transaction.atomic
def show_file(*, file: MeetingFile, is_public: bool, by: Any) -> MeetingFile:
    """Opens a file to everybody who sees the meeting, or closes it again."""
    allowed = rules.may_run_meeting(by, file.meeting)
    if not allowed:
        raise NotAllowed(str(allowed.reason))
    file.is_public = is_public
    file.save(update_fields=["is_public"])
    record("meetings.file.show" if is_public else "meetings.file.hide", file.meeting, by=by)
    return file
