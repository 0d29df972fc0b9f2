"""Ledger, figures, board and the link without an account, in a real browser."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from financing.actions import support, support_links
from financing.models import SupportRequest
from ikm_portal.accounts.actions.group import sync_groups
from meetings.actions import commitments
from meetings.models import AgendaItem, Meeting
from tests import cast as play
from tests.browser.conftest import FIRST_VIEW, check_axe, check_fits, picture, press
from tests.financing.test_cohorts import refused
from tests.office.places import page as page_of


@pytest.fixture
def cast(transactional_db):
    from django.contrib.auth.models import Group

    cast = play.assemble()
    sync_groups()
    cast.head.groups.add(Group.objects.get(name="Kepala/penyetuju"))
    cast.staff.groups.add(Group.objects.get(name="Petugas"))
    meeting = Meeting.objects.create(
        slug="uji", title="Rapat uji", place="Aula", chair="Kepala", state="held", is_public=True,
        starts_at=timezone.now() - datetime.timedelta(days=40),
    )  # fmt: skip
    offices = [cast.inst_perkebunan, cast.inst_bri, cast.inst_bni] * 4
    cast.question = commitments.take_question(
        meeting=meeting, asker_name="Ketua Kopi", words="Kapan ada pelatihan kemasan?",
        association=cast.kopi, by=cast.staff,
    )  # fmt: skip
    for number, office in enumerate(offices):
        commitments.promise(
            meeting=meeting, institution=office, what=f"Janji {number}",
            working_days=5 + number * 4, by=cast.staff,
        )  # fmt: skip
    cast.requests = [
        play.support_request(cast.manager_kopi, cast, association=cast.kopi, people=number + 1)
        for number in range(12)
    ]
    last_month = timezone.now() - datetime.timedelta(days=45)
    SupportRequest.objects.update(created_at=last_month)
    cast.asked = support.assign_support(
        request=cast.requests[0], institution=cast.inst_perkebunan, by=cast.staff
    )
    return cast


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("device", ["phone", "desk"])
def test_figures_for_everybody_and_the_board(portal, cast, request, device, scripts):
    opened = request.getfixturevalue(device)
    for user, pages in (
        (None, {"ledger": "/komitmen/", "statistics": "/statistik/"}),
        (
            cast.head,
            {
                "board": "/papan/",
                "board-list": "/papan/dukungan/?keadaan=terbuka",
                "board-promises": "/papan/janji/",
            },
        ),
    ):
        page = opened(user, scripts=scripts)
        for name, address in pages.items():
            page.goto(portal + address)
            if scripts:
                check_axe(page)
            check_fits(page)
            picture(page, f"promises-{name}-{device}")
    page.goto(portal + "/papan/")
    page.click("a.tile:has-text('Menunggu instansi')")
    assert page.inner_text("h1") == "Permintaan dukungan: 1"
    with page.expect_download() as got:
        page.click("button:has-text('Excel')")
    assert got.value.suggested_filename.endswith(".xlsx")


def test_first_views_are_light(portal, cast, weigh):
    for user, address in ((None, "/komitmen/"), (None, "/statistik/"), (cast.head, "/papan/")):
        assert weigh(user, address) <= FIRST_VIEW, address


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_office_answers_by_its_link(portal, phone, cast, scripts, weigh):
    given = support_links.give_link(request=cast.asked, name="Pak Wayan", by=cast.staff)
    path = "/" + given.url.split("/", 3)[3]
    page = phone(None, scripts=scripts)
    page.goto(portal + path)
    if scripts:
        check_axe(page)
        assert weigh(None, path) <= FIRST_VIEW
    check_fits(page)
    picture(page, "promises-link")
    press(page, "Mulai dikerjakan")
    page.click("summary:text-is('Jawab')")
    page.fill("#jawab_words", "Pelatihan 3 Desember.")
    press(page, "Kirim jawaban")
    assert "Tercatat" in page.inner_text("main")
    cast.asked.refresh_from_db()
    assert (cast.asked.state, cast.asked.answer) == ("answered", "Pelatihan 3 Desember.")
    page.goto(portal + "/jawab/tebak/")
    assert "tidak berlaku" in page.inner_text("h1")
    check_fits(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_the_question_to_the_askers_yes(portal, phone, cast, scripts):
    staff = phone(cast.staff, scripts=scripts)
    staff.goto(portal + page_of(cast.question))
    staff.click("summary:text-is('Catat janji')")
    staff.select_option("[name=institution]:visible", str(cast.inst_perkebunan.pk))
    staff.fill("[name=what]:visible", "Mengadakan pelatihan kemasan")
    staff.fill("[name=working_days]:visible", "15")
    press(staff, "Catat janji")
    promise = cast.question.commitments.get()
    staff.click("summary:text-is('Buat permintaan dukungan')")
    staff.select_option("[name=kind]:visible", str(cast.kind_training.pk))
    staff.fill("[name=subject]:visible", "Pelatihan kemasan")
    press(staff, "Buat permintaan dukungan")
    asked = cast.question.support_requests.get()
    if scripts:
        check_axe(staff)
    check_fits(staff)
    picture(staff, "promises-question")
    assert "Mengadakan pelatihan kemasan" in staff.inner_text("main")
    assert asked.code in staff.inner_text("main")

    guest, asker = phone(cast.guest, scripts=scripts), phone(cast.manager_kopi, scripts=scripts)
    for evidence, verdict, state in (
        ("Undangan sudah dikirim.", "not_yet", "reopened"),
        ("Diadakan 3 Desember, 40 orang hadir.", "kept", "confirmed"),
    ):
        guest.goto(f"{portal}/instansi/janji/{promise.pk}/")
        press(guest, "Selesai, kirim bukti")
        promise.refresh_from_db()
        assert promise.state != "done", "no evidence, not done"
        guest.fill("[name=evidence]", evidence)
        press(guest, "Selesai, kirim bukti")
        asker.goto(f"{portal}/komitmen/{promise.pk}/")
        asker.check(f"[name=verdict][value={verdict}]")
        if verdict == "not_yet":
            asker.fill("[name=words]", "Undangan saja belum cukup.")
        press(asker, "Kirim jawaban")
        promise.refresh_from_db()
        assert promise.state == state
    if scripts:
        check_axe(asker)
    check_fits(asker)
    # The chain from either end: promise → question and request, request → both.
    words = asker.inner_text("main")
    assert cast.question.words in words
    assert "Pelatihan kemasan" in words
    assert "Undangan sudah dikirim." in words, "evidence that was not accepted stays to be read"
    asker.goto(f"{portal}/pengurus/dukungan/{asked.code}/")
    assert cast.question.words in asker.inner_text("main")


def test_cohorts_and_an_agenda_on_a_phone(portal, phone, cast):
    refused(cast, cast.member1)
    meeting = Meeting.objects.create(
        slug="nanti", title="Rapat nanti", place="Aula", chair="Kepala",
        starts_at=timezone.now() + datetime.timedelta(days=9),
    )  # fmt: skip
    AgendaItem.objects.create(meeting=meeting, order=1, title="Pembukaan oleh Kepala Dinas")
    staff = phone(cast.staff, scripts=True)
    staff.goto(f"{portal}/admin/financing/refused/kelompok/")
    assert "Usaha belum punya NIB" in staff.inner_text("main")
    check_fits(staff)
    staff.goto(portal + page_of(meeting))
    title = staff.locator("input[name=agenda-0-title]").bounding_box()
    assert title["width"] >= 150, "nobody can read what they write"
