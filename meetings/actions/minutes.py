"""Writing the minutes from the records, and sealing them."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ikm_portal.audit.engine import NotAllowed, move, record
from meetings import notula, rules
from meetings.enums import MeetingState
from meetings.models import Meeting, Minutes


class CannotWrite(Exception):
    """Its text is a sentence for the person."""


@transaction.atomic
def draft(*, meeting: Meeting, by: Any) -> Minutes:
    """Fills the parts that are still empty from what was recorded; nobody's words are replaced."""
    allowed = rules.may_run_meeting(by, meeting)
    if not allowed:
        raise NotAllowed(str(allowed.reason))
    stood = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if stood.state != MeetingState.HELD:
        raise CannotWrite(_("Notula disusun sesudah rapat berlangsung dan sebelum disahkan."))
    minutes, _is_new = Minutes.objects.get_or_create(meeting=stood)
    filled = []
    for part, words in notula.suggest(stood).items():
        if words and not getattr(minutes, part).strip():
            setattr(minutes, part, words)
            filled.append(part)
    if not filled:
        raise CannotWrite(_("Semua bagian notula sudah terisi. Ubah langsung di bawah."))
    minutes.save(update_fields=filled)
    record("meetings.minutes.draft", meeting, by=by, data={"parts": filled})
    return minutes


@transaction.atomic
def approve(*, meeting: Meeting, by: Any) -> Minutes:
    """The chair's side signs: from now on the paper says what it says today. The trail keeps the
    fingerprint, so that who rewrites the row is found out."""
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)  # first, as `draft` does
    minutes = Minutes.objects.select_for_update(no_key=True).filter(meeting=meeting).first()
    if minutes is None or not minutes.discussion.strip():
        raise CannotWrite(_("Notula masih kosong. Isi dulu pembahasannya."))
    minutes.sealed = notula.gather(meeting, minutes)
    minutes.digest = notula.digest(minutes.sealed)
    minutes.proof_code = secrets.token_hex(10)
    minutes.approved_by, minutes.approved_at = by, timezone.now()
    move(meeting, "record", by=by, data={"digest": minutes.digest})
    minutes.save()
    return minutes
