"""A public meeting of thirty days ago with one question of the coffee makers, and one to come."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from ikm_portal.notifications.delivery import deliver_due
from meetings.actions import commitments
from meetings.models import Meeting
from tests.notifications.conftest import sink

__all__ = ["sink"]


@pytest.fixture
def synergy(cast):
    return Meeting.objects.create(
        slug="sinergi-uji",
        title="Rapat sinergi uji",
        place="Aula",
        starts_at=timezone.now() - datetime.timedelta(days=30),
        chair="Kepala",
        is_public=True,
        state="held",
    )


@pytest.fixture
def question(cast, synergy):
    return commitments.take_question(
        meeting=synergy,
        asker_name="Ketua Asosiasi Kopi",
        words="Kapan pelatihan kemasan diadakan?",
        association=cast.kopi,
        by=cast.staff,
    )


@pytest.fixture
def promised(cast, synergy, question):
    """promised(**more) → a promise of the plantation office, open."""

    def make(**more):
        given = {
            "meeting": synergy,
            "question": question,
            "institution": cast.inst_perkebunan,
            "what": "Mengadakan pelatihan kemasan",
            "working_days": 5,
            "by": cast.staff,
        }
        return commitments.promise(**given | more)

    return make


@pytest.fixture
def done(cast, promised):
    promise = promised()
    return commitments.finish(commitment=promise, evidence="Diadakan 3 Mei.", by=cast.guest)


@pytest.fixture
def planned(cast):
    """Ten days ahead, from nine to noon WIB."""
    day = timezone.localtime() + datetime.timedelta(days=10)
    return Meeting.objects.create(
        slug="rapat-nanti",
        title="Rapat sinergi, garam & kopi",
        place="Ruang Abung; Balai Keratun, Bandar Lampung",
        chair="Hendra Kepala",
        starts_at=day.replace(hour=9, minute=0, second=0, microsecond=0),
        ends_at=day.replace(hour=12, minute=0, second=0, microsecond=0),
        is_public=True,
    )


@pytest.fixture
def post(sink):
    """post() → the letters with a calendar that left since the last call, over SMTP."""
    seen = 0

    def taken():
        nonlocal seen
        deliver_due()
        fresh, seen = sink.letters[seen:], len(sink.letters)
        return [one for one in fresh if any(part.get_filename() for part in one.walk())]

    return taken
