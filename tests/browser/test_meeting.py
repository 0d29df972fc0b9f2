"""A meeting from its plan to the asker's yes: invited by link, counted at the door without a
signal, asked, promised, done with evidence."""

from __future__ import annotations

import datetime
import re

import pytest
from django.utils import timezone

from ikm_portal.accounts.actions.group import sync_groups
from meetings.door import path_of
from meetings.models import Attendance, Commitment, Invitation, Meeting, Question
from tests.browser.conftest import FIRST_VIEW, check_axe, check_fits, picture, press
from tests.browser.live import DESK, PHONE
from tests.journeys.mail import until

pytestmark = pytest.mark.timeout(300)
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture
def staff(cast):
    from django.contrib.auth.models import Group

    sync_groups()
    cast.staff.groups.add(Group.objects.get(name="Petugas"))
    return cast.staff


@BOTH
def test_from_plan_to_the_askers_yes(cast, staff, portal, desk, phone, scripts):
    office = desk(staff, scripts)
    meeting = _plan(office, portal)
    link = _invite(office, portal, meeting, cast)
    _answer(phone(None, scripts), link, scripts)
    assert Invitation.objects.get().attendee_name == "Rina Wati"
    if scripts:
        _arrive_without_signal(phone(None, True), portal, meeting)
    else:
        _arrive(phone(None, False), portal, meeting)
    promise = _ask_and_promise(office, portal, meeting, cast)
    _evidence(phone(cast.guest, scripts), portal, promise)
    _confirm(phone(cast.manager_kopi, scripts), portal, promise)
    _ledger(phone(None, scripts), portal, promise)


def _plan(page, portal) -> Meeting:
    page.goto(f"{portal}/admin/meetings/meeting/add/")
    soon = timezone.localtime() + datetime.timedelta(minutes=40)
    for name, value in {
        "title": "Rapat uji peramban",
        "slug": "rapat-uji-peramban",
        "place": "Ruang Abung",
        "starts_at_0": soon.strftime("%d-%m-%Y"),
        "starts_at_1": soon.strftime("%H:%M:00"),
        "chair": "Kepala Dinas",
        "recorder": "Sinta",
    }.items():
        page.fill(f"[name={name}]", value)
    page.check("[name=is_public]")
    with page.expect_navigation():
        page.click("[name=_continue]")
    return until(Meeting.objects.first, "the plan was not kept")


def _invite(page, portal, meeting, cast) -> str:
    page.goto(f"{portal}/admin/meetings/meeting/{meeting.pk}/langkah/undang/")
    page.check(f"[name=institutions][value='{cast.inst_perkebunan.pk}']")
    press(page, "Tambah yang diundang", within="form.office-form")
    invitation = Invitation.objects.get()
    page.goto(f"{portal}/admin/meetings/invitation/{invitation.pk}/change/")
    press(page, "Kirim undangan", within="#content")
    found = re.search(r"/rapat/undangan/[0-9a-f]{64}/", page.content())
    assert found, page.url
    assert page.locator("a[href^='https://wa.me/?text=']").count() == 1
    return portal + found[0]


def _answer(page, link, scripts) -> None:
    page.goto(link)
    if scripts:
        check_axe(page)
    check_fits(page)
    page.check("[name=verdict][value=replaced]")
    page.fill("[name=name]", "Rina Wati")
    picture(page, "meeting-answer")
    press(page, "Kirim jawaban")
    assert page.locator("text=Jawaban sudah diterima").count() == 1
    assert page.locator("[name=verdict]").count() == 0


def _fill(page, name: str) -> None:
    page.select_option("[name=party]", label="Dinas Perkebunan")
    page.fill("[name=name]", name)
    page.click("text=Saya hadir")


def _arrive(page, portal, meeting) -> None:
    page.goto(portal + path_of(meeting))
    check_fits(page)
    with page.expect_navigation():
        _fill(page, "Rina Wati")
    assert page.locator("text=Terima kasih, Rina Wati.").count() == 1
    assert Attendance.objects.get().institution.name == "Dinas Perkebunan"


def _arrive_without_signal(page, portal, meeting) -> None:
    """Two come while the line is down, the tab is closed, a third comes; all arrive, once each."""
    page.goto(portal + path_of(meeting))
    check_axe(page)
    check_fits(page)
    page.context.set_offline(True)
    for name in ("Rina Wati", "Budi Santoso"):
        _fill(page, name)
    page.wait_for_selector("[data-kept-waiting] li:nth-child(2)")
    assert page.locator("[data-kept-waiting] li").all_inner_texts() == ["Rina Wati", "Budi Santoso"]
    picture(page, "meeting-door-offline")
    assert not Attendance.objects.exists()
    again = page.context.new_page()
    page.close()
    page.context.set_offline(False)
    again.goto(portal + path_of(meeting))
    _fill(again, "Citra")
    until(lambda: Attendance.objects.count() == 3, "not all have arrived")
    again.wait_for_selector("[data-kept-waiting]", state="hidden")
    again.reload()
    again.wait_for_load_state("networkidle")
    assert sorted(Attendance.objects.values_list("name", flat=True)) == [
        "Budi Santoso",
        "Citra",
        "Rina Wati",
    ]
    assert again.evaluate("localStorage.length") == 0  # no names stay behind on the device


def _evidence(page, portal, promise) -> None:
    """The institution can't say that it is done without saying where that can be seen."""
    page.goto(f"{portal}/instansi/janji/{promise.pk}/")
    press(page, "Selesai, kirim bukti")
    promise.refresh_from_db()
    assert (promise.state, promise.evidence) == ("open", "")
    page.fill("[name=evidence]", "Diadakan 3 Desember, 40 orang hadir.")
    press(page, "Selesai, kirim bukti")
    promise.refresh_from_db()
    assert promise.state == "done"


def _confirm(page, portal, promise) -> None:
    page.goto(f"{portal}/komitmen/{promise.pk}/")
    page.check("[name=verdict][value=kept]")
    press(page, "Kirim jawaban")
    promise.refresh_from_db()
    assert promise.state == "confirmed"


def _ledger(page, portal, promise) -> None:
    """What everybody reads is what the database holds."""
    page.goto(f"{portal}/komitmen/")
    row = page.locator("table tbody tr", has_text=promise.institution.short_name).first
    made = Commitment.objects.filter(institution=promise.institution)
    numbers = [
        int(words) for words in re.findall(r"\d+", " ".join(row.locator("td").all_inner_texts()))
    ]
    assert numbers[:2] == [made.count(), made.filter(state="confirmed").count()] == [1, 1]
    page.goto(f"{portal}/komitmen/{promise.pk}/")
    assert "40 orang hadir" in page.inner_text("main")
    assert "Kapan ada pelatihan kemasan?" in page.inner_text("main")


def _ask_and_promise(page, portal, meeting, cast) -> Commitment:
    page.goto(f"{portal}/admin/meetings/meeting/{meeting.pk}/catat/")
    page.set_viewport_size(PHONE)
    check_fits(page)
    page.set_viewport_size(DESK)
    page.fill("[name=asker_name]", "Mirhan")
    page.select_option("[name=association]", str(cast.kopi.pk))
    page.fill("[name=words]", "Kapan ada pelatihan kemasan?")
    page.click("#content >> text=Catat, lalu yang berikutnya")
    question = until(Question.objects.first, "the question was not kept")
    assert question.association == cast.kopi
    press(page, "Jadikan janji", within="#content")
    page.goto(f"{portal}/admin/meetings/question/{question.pk}/langkah/janji/")
    page.select_option("[name=institution]", str(cast.inst_perkebunan.pk))
    page.fill("[name=what]", "Mengadakan pelatihan kemasan")
    page.fill("[name=working_days]", "10")
    press(page, "Catat janji", within="form.office-form")
    promise = Commitment.objects.get()
    assert (promise.question, promise.meeting) == (question, meeting)
    page.goto(f"{portal}/rapat/{meeting.slug}/")
    assert page.locator("text=Mengadakan pelatihan kemasan").count() == 1
    return promise


def test_an_entry_that_the_server_refuses_is_mended(cast, portal, phone):
    meeting = Meeting.objects.create(
        slug="rapat-kini", title="Rapat kini", place="Aula", chair="K", starts_at=timezone.now()
    )
    page = phone(None, True)
    page.goto(portal + path_of(meeting))
    page.evaluate("document.querySelector('[name=name]').removeAttribute('maxlength')")
    _fill(page, "R" * 200)
    page.click("text=Perbaiki")
    page.fill("[name=name]", "Rina")
    page.click("text=Saya hadir")
    until(lambda: Attendance.objects.filter(name="Rina").exists(), "not mended")


def test_the_door_is_light(cast, portal, weigh):
    meeting = Meeting.objects.create(
        slug="rapat-kini", title="Rapat kini", place="Aula", chair="K", starts_at=timezone.now()
    )
    assert weigh(None, path_of(meeting)) <= FIRST_VIEW
