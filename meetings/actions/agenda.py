"""Points on the agenda of a meeting that is still to come."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from financing.queries.cohorts import Cohort
from ikm_portal.audit.engine import record
from meetings import rules
from meetings.actions.meetings import CannotRun
from meetings.enums import MeetingState
from meetings.models import AgendaItem, Meeting


def clinic_title(cohort: Cohort) -> str:
    """As it stands on the agenda, which everybody may come to read."""
    narrow = cohort.public_title()
    return _("Klinik: %(what)s") % {"what": narrow} if narrow else _("Klinik perbaikan pengajuan")


def add_clinic(*, meeting: Meeting, cohort: Cohort, by: Any) -> AgendaItem:
    """For people with the same refusal; who they are stands behind a link of the office's own."""
    return add_agenda_item(meeting=meeting, title=clinic_title(cohort), page=cohort.list_url, by=by)


@transaction.atomic
def add_agenda_item(*, meeting: Meeting, title: str, by: Any, page: str = "") -> AgendaItem:
    """Last on the agenda. `page`: an address of the office's rooms that says what it is about;
    the same one a second time is the point that is already there. Raises CannotRun."""
    answer = rules.may_run_meeting(by, meeting)
    if not answer:
        raise CannotRun(str(answer.reason))
    now = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if now.state != MeetingState.PLANNED:
        raise CannotRun(_("Rapat ini tidak direncanakan lagi; acaranya tetap."))
    there = AgendaItem.objects.filter(meeting=now, page=page).first() if page else None
    if there is not None:
        return there
    last = now.agenda.aggregate(last=Max("order"))["last"] or 0
    item = AgendaItem.objects.create(meeting=now, order=last + 1, title=title[:200], page=page)
    record("meetings.meeting.agenda", now, by=by, data={"title": item.title})
    return item
