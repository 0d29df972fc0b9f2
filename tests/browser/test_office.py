"""Disperindag's room in a real browser: nothing inline, and it works without scripts."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from associations.actions.finding import search_part
from associations.models import PairSearch
from ikm_portal.accounts.actions.group import sync_groups
from ikm_portal.calendar.models import Holiday
from tests import cast as play
from tests.associations.test_merging import enter
from tests.browser.conftest import check_axe, check_fits, picture, press
from tests.office.places import listing, step
from tests.office.places import page as page_of
from tests.office.test_steps import a_meeting, a_promise


@pytest.fixture
def cast(transactional_db):
    cast = play.assemble()
    sync_groups()
    cast.staff.user_permissions.clear()
    cast.staff.groups.add(Group.objects.get(name="Petugas"))
    cast.keeper = play._user("data@uji.test", "Dewi Data", "staff", is_staff=True)
    cast.keeper.groups.add(Group.objects.get(name="Pengelola data"))
    return cast


@pytest.fixture
def file(cast):
    return play.submitted(cast.member1, cast.product_bri)


@pytest.mark.parametrize("device", ["phone", "desk"])
def test_the_day_the_list_and_the_file(portal, cast, file, request, device):
    play.verified(cast, cast.member2, cast.product_bni)
    page = request.getfixturevalue(device)(cast.staff)
    for name, address in (
        ("day", "/admin/"),
        ("list", listing("financing.application")),
        ("file", page_of(file)),
        ("refer", step(cast.member2.owner.applications.get(), "refer")),
        ("history", f"/admin/financing/application/{file.pk}/history/"),
    ):
        page.goto(portal + address)
        check_axe(page)
        check_fits(page)
        picture(page, f"office-{name}-{device}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_verifies_and_refers_on_a_phone(portal, phone, cast, file, scripts):
    page = phone(cast.staff, scripts=scripts)
    page.goto(portal + "/admin/")
    page.click("a.tile:has-text('menunggu diperiksa')")
    page.click(f"text={file.code}")
    page.click("summary:text-is('Verifikasi')")
    press(page, "Verifikasi")
    assert "sudah terverifikasi" in page.inner_text(".messagelist")
    press(page, "Kirim ke bank…")
    assert str(cast.branch_bri) in page.inner_text("main")
    press(page, "Kirim ke bank")
    assert "sudah dikirim ke bank" in page.inner_text(".messagelist")
    file.refresh_from_db()
    assert file.state == "referred"


def test_every_page_with_scripts_is_free_of_inline_things(portal, desk, cast, file):
    """The fixture fails the test when the browser refuses a script or a style."""
    promise = a_promise(cast)
    request = play.support_request(cast.manager_kopi, cast, association=cast.kopi)
    play.sent(cast, cast.member2, cast.product_bri)
    page = desk(cast.staff)
    for address in (
        page_of(request),
        page_of(promise),
        page_of(file.owner),
        page_of(file.business),
        page_of(cast.branch_bri),
        page_of(cast.product_bri),
        page_of(cast.member1),
        "/admin/accounts/invitation/add/",
        "/admin/financing/quota/add/",
        listing("associations.region") + "?q=kedaton",
        listing("audit.entry"),
        listing("documents.document"),
        listing("notifications.delivery"),
        listing("financing.application") + "?state=submitted",
        "/admin/password_change/",
    ):
        assert page.goto(portal + address).status == 200, address


def test_the_admins_own_tools_work_under_the_policy(portal, desk, cast):
    meeting = a_meeting(cast, state="held")  # who came is taken down from then on
    page = desk(cast.staff)
    page.goto(portal + page_of(meeting))
    # Calendar, clock, a new row in an inline, a choice by typing, the filter of the sidebar.
    page.click("#calendarlink0")
    page.click("#calendarin0 td:not(.nonday) a >> nth=3")
    page.click("#clocklink0")
    page.click("#clockbox0 li a >> nth=1")
    page.click("#agenda-group .add-row a")
    page.fill("#id_agenda-0-title", "Pembukaan")
    page.fill("#id_agenda-0-order", "1")
    page.click("#attendance-group .add-row a")
    page.click("#attendance-0 .field-institution .select2-selection")
    page.keyboard.type("Perkebunan")
    page.click(".select2-results__option:has-text('Perkebunan')")
    page.fill("#nav-filter", "kuota")
    page.click("input[name=_save]")
    page.wait_for_url("**/admin/meetings/meeting/")
    assert meeting.agenda.get().title == "Pembukaan"
    assert meeting.attendance.get().institution == cast.inst_perkebunan


def test_several_rows_at_once_and_deletion_where_it_is_allowed(portal, desk, cast, file):
    page = desk(cast.staff)
    page.goto(portal + listing("financing.application"))
    page.check(f"input[name=_selected_action][value='{file.pk}']")
    page.select_option("select[name=action]", "verify_selected")
    page.click("button[name=index]")
    assert "siap" in page.inner_text("main")
    check_axe(page)
    page.click("button[name=confirm]")
    file.refresh_from_db()
    assert file.state == "verified"

    holiday = Holiday.objects.create(date="2030-01-01", name="Tahun baru", kind="national")
    page = desk(cast.keeper)
    page.goto(portal + f"/admin/calendar/holiday/{holiday.pk}/delete/")
    page.click("input[type=submit]")
    assert not Holiday.objects.filter(pk=holiday.pk).exists()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_looks_for_doubles_and_sees_how_far_it_is(portal, phone, cast, scripts):
    enter(cast, cast.kopi, "Siti Rohani", 601)
    enter(cast, cast.garam, "Siti Rohanni", 602)
    page = phone(cast.staff, scripts=scripts)
    page.goto(portal + listing("associations.suspectedpair"))
    press(page, "Cari lagi sekarang")
    search = PairSearch.objects.get()
    assert f"0 dari {search.total} bagian" in page.inner_text("main")
    check_fits(page)
    if scripts:
        check_axe(page)
        picture(page, "office-pair-search")
    while search_part(search.pk):
        pass
    if scripts:  # the page comes back by itself
        page.wait_for_selector("text=1 pasangan baru")
    else:
        press(page, "Muat ulang")
        assert "1 pasangan baru" in page.inner_text("main")
    assert "Siti Rohani" in page.inner_text("#result_list")
    check_fits(page)
    if scripts:
        check_axe(page)
