"""One stage at a time, and what keeps the demo away from real portals."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from associations.models import IntakeRow, Membership, Owner, Region
from financing.models import Application, Referral, SupportRequest
from ikm_portal.audit.models import Entry
from ikm_portal.demo import story
from ikm_portal.demo.people import invent
from meetings.models import Meeting

pytestmark = pytest.mark.django_db


def test_stages_build_on_each_other():
    said: list[str] = []
    story.tell(stage="meeting", seed=7, say=said.append)
    assert Meeting.objects.count() == 3
    assert not Membership.objects.exists()

    story.tell(stage="members", say=said.append)
    assert Membership.objects.count() == 113
    lines = IntakeRow.objects.filter(intake__association__slug="keripik-pisang").order_by("line")
    assert list(lines.values_list("state", flat=True)) == ["good", "repair", "duplicate"]
    assert {owner.nik for owner in Owner.objects.all()} == {one.nik for one in invent(7)}
    assert not Application.objects.exists()

    story.tell(stage="applied", say=said.append)
    assert set(Application.objects.values_list("state", flat=True)) == {
        "draft",
        "submitted",
        "withdrawn",
    }

    story.tell(stage="referred", say=said.append)
    assert set(Referral.objects.values_list("state", flat=True)) == {"sent"}
    assert not SupportRequest.objects.filter(state="answered").exists()
    assert len(said) == 4


def test_never_on_a_real_portal(settings):
    settings.DEMO = False
    with pytest.raises(story.CannotTell):
        story.tell(say=print)
    assert not get_user_model().objects.exists()
    assert not Entry.objects.exists()


def test_all_or_nothing(monkeypatch):
    def break_down(seed: int) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setitem(story._PLAY, "members", break_down)
    with pytest.raises(RuntimeError):
        story.tell(stage="members", say=lambda line: None)
    assert not get_user_model().objects.exists()
    assert not Meeting.objects.exists()


def test_reference_data_is_fetched_when_missing():
    Region.objects.filter(code="18").delete()
    story.tell(stage="meeting", say=lambda line: None)
    assert Region.objects.filter(level="kabupaten").count() == 15
