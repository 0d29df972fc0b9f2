"""Who has come: written down at the door, by themselves or by staff, also without a signal."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Association, Institution
from ikm_portal.audit.engine import record
from meetings.door import BEFORE, is_open
from meetings.models import Attendance, Meeting

MOST = 1000  # at one meeting; a hall holds fewer


class CannotArrive(Exception):
    """Its text is a sentence for the person."""


@transaction.atomic
def arrive(
    *,
    meeting: Meeting,
    client_id: uuid.UUID,
    name: str,
    position: str = "",
    institution: Institution | None = None,
    association: Association | None = None,
    party: str = "",
    at: datetime.datetime | None = None,
    by: Any = None,
) -> Attendance:
    """One person at the door. `client_id` is made where it was written down: sent twice, it stays
    one row. `at` is that device's clock; what cannot be true becomes now. `party` in words, for
    whom no list knows.
    """
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    known = Attendance.objects.filter(meeting=meeting, client_id=client_id).first()
    if known is not None:
        return known
    if not is_open(meeting):
        raise CannotArrive(_("Daftar hadir rapat ini tidak terbuka sekarang."))
    rows = meeting.attendance.all()
    if rows.count() >= MOST:
        raise CannotArrive(_("Daftar hadir sudah penuh. Hubungi petugas."))
    last = rows.aggregate(last=Max("order"))["last"] or 0
    now = timezone.now()
    came = Attendance.objects.create(
        meeting=meeting,
        client_id=client_id,
        name=name.strip(),
        position=position.strip(),
        institution=institution,
        association=association,
        party=party.strip(),
        arrived_at=at if at is not None and meeting.starts_at - BEFORE <= at <= now else now,
        order=last + 1,
    )
    record("meetings.attendance.arrive", meeting, by=by)
    return came
