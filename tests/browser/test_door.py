"""The door on a phone that keeps nothing, and on an old one."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from meetings.door import path_of
from meetings.models import Attendance, Meeting
from tests.journeys.mail import until

CANNOT_KEEP = "Storage.prototype.setItem = () => { throw new DOMException('full'); };"
OLD = "delete AbortSignal.timeout;"


@pytest.fixture
def soon(cast):
    return Meeting.objects.create(
        slug="rapat-di-pintu",
        title="Rapat di pintu",
        place="Aula",
        chair="Kepala",
        starts_at=timezone.now() + datetime.timedelta(minutes=40),
    )


@pytest.mark.parametrize("lacks", [CANNOT_KEEP, OLD], ids=["storage", "timeouts"])
def test_who_came_without_a_signal_is_not_lost(cast, soon, portal, phone, lacks):
    page = phone(None, True)
    page.add_init_script(lacks)
    page.goto(portal + path_of(soon))
    page.context.set_offline(True)
    for name in ("Rina Wati", "Budi Santoso"):
        page.select_option("[name=party]", label="Dinas Perkebunan")
        page.fill("[name=name]", name)
        page.click("text=Saya hadir")
    assert page.locator("[data-arrival-kept] li").all_inner_texts() == ["Rina Wati", "Budi Santoso"]
    page.context.set_offline(False)
    page.click("[data-arrival-send]")
    until(lambda: Attendance.objects.count() == 2, "an entry was lost")
    page.wait_for_selector("[data-arrival-kept]", state="hidden")
