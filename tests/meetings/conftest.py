"""A public meeting of thirty days ago, with one question of the coffee makers."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from meetings.actions import commitments
from meetings.models import Meeting


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
