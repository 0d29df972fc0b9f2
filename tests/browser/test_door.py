"""The door on a phone that keeps nothing, and on an old one."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from ikm_portal.accounts.actions.group import sync_groups
from meetings.door import path_of
from meetings.models import Attendance, Meeting, Question
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
    assert page.locator("[data-kept-waiting] li").all_inner_texts() == ["Rina Wati", "Budi Santoso"]
    page.context.set_offline(False)
    page.click("[data-kept-send]")
    until(lambda: Attendance.objects.count() == 2, "an entry was lost")
    page.wait_for_selector("[data-kept-waiting]", state="hidden")


READY = "navigator.serviceWorker.ready.then((one) => one.active.state)"
WHAT_IS_KEPT = """async () => {
  const words = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      words.push(new URL(request.url).pathname, await (await cache.match(request)).text());
    }
  }
  return words.join("\\n");
}"""


def come(page, name):
    page.select_option("[name=party]", label="Dinas Perkebunan")
    page.fill("[name=name]", name)
    page.click("text=Saya hadir")


def test_the_page_opens_again_without_a_signal(cast, soon, portal, phone):
    """Also on a phone where somebody is signed in: what is kept is a stranger's page."""
    page = phone(cast.member1, True)
    page.goto(portal + path_of(soon))
    assert page.evaluate(READY) in {"activating", "activated"}
    kept = page.evaluate(WHAT_IS_KEPT)
    assert path_of(soon) in kept
    assert "Saya hadir" in kept
    assert "/static/" in kept
    for private in (cast.member1.name, cast.member1.email, "/anggota/"):
        assert private not in kept
    page.context.set_offline(True)
    page.reload()
    come(page, "Rina Wati")
    page.reload()
    come(page, "Budi Santoso")
    assert page.locator("[data-kept-waiting] li").all_inner_texts() == ["Rina Wati", "Budi Santoso"]
    assert not Attendance.objects.exists()
    page.context.set_offline(False)
    page.click("[data-kept-send]")  # this page came from the device: it fetches a token first
    until(lambda: Attendance.objects.count() == 2, "an entry was lost")
    page.wait_for_selector("[data-kept-waiting]", state="hidden")


def test_what_was_kept_goes_when_the_door_is_closed(cast, soon, portal, phone):
    page = phone(None, True)
    page.goto(portal + path_of(soon))
    page.evaluate(READY)
    assert page.evaluate("caches.keys()")
    Meeting.objects.update(state="cancelled")
    page.goto(portal + path_of(soon))
    until(lambda: not page.evaluate("caches.keys()"), "the page stays on the device")
    found = page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)")
    assert found == 0


def test_questions_asked_without_a_signal(cast, soon, portal, desk):
    from django.contrib.auth.models import Group

    sync_groups()
    cast.staff.groups.add(Group.objects.get(name="Petugas"))
    page = desk(cast.staff, True)
    page.goto(f"{portal}/admin/meetings/meeting/{soon.pk}/catat/")
    page.context.set_offline(True)
    for asker in ("Mirhan", "Siti"):
        page.fill("[name=asker_name]", asker)
        page.fill("[name=words]", f"Kapan giliran {asker}?")
        page.keyboard.press("Tab")
        page.click("text=Catat, lalu yang berikutnya")
    assert page.locator("[data-kept-waiting] li").all_inner_texts() == ["Mirhan", "Siti"]
    assert not Question.objects.exists()
    page.context.set_offline(False)
    page.click("[data-kept-send]")
    until(lambda: Question.objects.count() == 2, "a question was lost")
    page.wait_for_selector("[data-kept-waiting]", state="hidden")
    assert page.locator("[data-kept-done] a:not(.btn)").all_inner_texts() == [
        "2. Siti: Kapan giliran Siti?",
        "1. Mirhan: Kapan giliran Mirhan?",
    ]
    assert page.evaluate("localStorage.length") == 0
    assert list(Question.objects.values_list("number", "asker_name")) == [
        (1, "Mirhan"),
        (2, "Siti"),
    ]


def test_questions_wait_when_the_session_is_over(cast, soon, portal, desk):
    from django.contrib.auth.models import Group

    sync_groups()
    cast.staff.groups.add(Group.objects.get(name="Petugas"))
    page = desk(cast.staff, True)
    page.goto(f"{portal}/admin/meetings/meeting/{soon.pk}/catat/")
    page.context.clear_cookies()
    page.fill("[name=asker_name]", "Mirhan")
    page.fill("[name=words]", "Kapan?")
    page.click("text=Catat, lalu yang berikutnya")
    page.wait_for_selector("[data-kept-state].bad")
    assert "tetap tersimpan" in page.inner_text("[data-kept-state]")
    assert page.locator("[data-kept-waiting] li").all_inner_texts() == ["Mirhan"]
    assert not Question.objects.exists()
