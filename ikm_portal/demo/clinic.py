"""A clinic for people with the same refusal: a promise that knows whom it was given to."""

from __future__ import annotations

from associations.models import Institution
from financing.queries.cohorts import groups
from ikm_portal.calendar.days import add_working_days
from ikm_portal.demo.house import STAFF, person
from meetings.actions.cohorts import link_cohort
from meetings.actions.commitments import promise, start_work
from meetings.models import Meeting


def promise_a_clinic() -> None:
    """For the largest cohort, once banks have decided. Nothing where nobody was refused."""
    found = groups()
    if not found:
        return
    cohort, staff = found[0].whole, person(STAFF)
    meeting = Meeting.objects.get(slug="rapat-tindak-lanjut")
    given = promise(
        institution=Institution.objects.get(slug="disperindag"),
        what="Klinik pengajuan bagi yang belum disetujui bank (contoh)",
        due_on=add_working_days(meeting.starts_at.date(), 10),
        by=staff,
    )
    link_cohort(commitment=given, cohort=cohort, by=staff)
    start_work(commitment=given, by=staff)
