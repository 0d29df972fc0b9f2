"""What may be written down about a promise, and when."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from meetings.actions import commitments, meetings
from meetings.models import Meeting


@pytest.fixture
def meeting(cast):
    starts = timezone.now() - datetime.timedelta(days=30)
    return Meeting.objects.create(
        slug="uji",
        title="Rapat uji",
        place="Aula",
        starts_at=starts,
        chair="Kepala",
        is_public=True,
    )


@pytest.mark.parametrize("days", [-31, 1])
def test_done_between_the_meeting_and_today(cast, meeting, days):
    promise = commitments.promise(
        meeting=meeting,
        institution=cast.inst_perkebunan,
        what="Mengirim bibit",
        working_days=5,
        by=cast.staff,
    )
    day = timezone.localdate() + datetime.timedelta(days=days)
    with pytest.raises(commitments.CannotPromise, match="antara hari rapat"):
        commitments.finish(commitment=promise, evidence="Sudah.", by=cast.guest, done_on=day)
    promise.refresh_from_db()
    assert promise.state == "open"
    commitments.finish(
        commitment=promise, evidence="Sudah.", by=cast.guest, done_on=timezone.localdate()
    )
    assert promise.state == "done"


def test_nothing_is_promised_at_a_meeting_that_was_cancelled(cast, meeting):
    meetings.cancel(meeting=meeting, reason="Banjir.", by=cast.staff)
    with pytest.raises(commitments.CannotPromise, match="dibatalkan"):
        commitments.take_question(meeting=meeting, asker_name="Ibu", words="Kapan?", by=cast.staff)
