"""A member's place in a group placement on a small phone, the association's page, the office's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from financing.placing import waiting_files
from tests import cast as play
from tests.browser.conftest import FIRST_VIEW, check_axe, check_fits, picture, press
from tests.financing.placement.conftest import computed, gathered
from tests.financing.placement.test_places import approved, of
from tests.office.places import page as page_of
from tests.office.places import step

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture
def cast(transactional_db):
    return gathered(play.assemble())


def looked_at(page, name, scripts=True):
    check_fits(page)
    if scripts:
        check_axe(page)
        picture(page, f"placement-{name}")


@BOTH
def test_a_member_reads_agrees_or_declines(portal, phone, cast, scripts):
    run = approved(cast)
    page = phone(cast.people[2], scripts=scripts)
    press(page, "Baca")
    looked_at(page, "member", scripts)
    assert "3 dari 6" in page.inner_text("main")
    assert "Mengapa bukan di sana?" in page.inner_text("main")
    press(page, "Saya setuju")
    assert "Beri tanda setuju dulu" in page.inner_text("main")
    looked_at(page, "member-wrong", scripts)
    page.check("[name=agreed]")
    press(page, "Saya setuju")
    assert "Tersimpan" in page.inner_text("main")
    press(page, "Tolak tempat ini")
    assert "Anda menolak tempat ini" in page.inner_text("main")
    assert of(run, cast.people[2]).state == "refused"
    looked_at(page, "member-declined", scripts)

    page = phone(cast.people[5], scripts=scripts)
    page.goto(portal + reverse("member:placement", args=[of(run, cast.people[5]).application.code]))
    assert "Belum mendapat tempat" in page.inner_text("main")
    looked_at(page, "member-waits", scripts)


@BOTH
def test_a_member_orders_the_banks(portal, phone, cast, scripts):
    """By arrow, by number, by leaving out; a wrong number keeps what was typed."""
    page = phone(cast.people[2], scripts=scripts)
    code = waiting_files(cast.kopi).get(owner__user=cast.people[2]).code
    page.goto(portal + reverse("member:application", args=[code]))
    press(page, "Atur urutan bank yang Anda mau")
    assert "Urutan portal" in page.inner_text("main")
    looked_at(page, "order", scripts)
    heads = "main li.card h2"
    first = [words.partition(" ")[2] for words in page.locator(heads).all_inner_texts()]
    assert len(first) == 3
    page.locator("button[name=turun]").first.click()
    page.wait_for_load_state()
    now = [words.partition(" ")[2] for words in page.locator(heads).all_inner_texts()]
    assert now == [first[1], first[0], first[2]]
    assert "Urutan Anda" in page.inner_text("main")
    page.locator("input[inputmode=numeric]").last.fill("1")
    page.locator("input[inputmode=numeric]").last.press("Enter")
    page.wait_for_load_state()
    now = [words.partition(" ")[2] for words in page.locator(heads).all_inner_texts()]
    assert now == [first[2], first[1], first[0]]
    page.locator("input[inputmode=numeric]").last.fill("sembilan")
    page.locator("main form .actions button").click()
    page.wait_for_load_state()
    assert "Tulis angka 1 sampai 3." in page.inner_text("main")
    assert page.locator("input[inputmode=numeric]").last.input_value() == "sembil"
    looked_at(page, "order-wrong", scripts)
    page.locator("input[inputmode=numeric]").last.fill("3")
    page.locator("input[type=checkbox]").first.check()
    page.locator("main form .actions button").click()
    page.wait_for_load_state()
    assert "Tidak Anda pilih" in page.inner_text("main")
    looked_at(page, "order-left-out", scripts)
    place = of(computed(cast), cast.people[2])
    assert place.own_order
    assert len(place.wishes) == 2


@BOTH
def test_the_association_reads_who_is_where(portal, phone, cast, scripts):
    run = approved(cast)
    page = phone(cast.manager_kopi, scripts=scripts)
    page.goto(portal + reverse("manager:placements"))
    looked_at(page, "manager-list", scripts)
    page.goto(portal + reverse("manager:placement", args=[run.pk]))
    assert page.locator("svg path").count() >= 3
    looked_at(page, "manager", scripts)


@pytest.mark.parametrize("device", ["phone", "desk"])
def test_the_office_compares(portal, cast, request, device):
    run = computed(cast)
    page = request.getfixturevalue(device)(cast.staff)
    for name, address in (
        ("new", reverse("admin:financing_placementrun_add")),
        ("run", page_of(run)),
        ("choose", step(run, "choose")),
        ("list", reverse("admin:financing_placementrun_changelist")),
        ("places", reverse("admin:financing_placementplace_changelist")),
    ):
        assert page.goto(portal + address).status == 200
        looked_at(page, f"office-{name}-{device}")


def test_its_first_view_is_light(cast, weigh):
    run = approved(cast)
    person = cast.people[5]
    code = of(run, person).application.code
    assert weigh(person, reverse("member:placement", args=[code])) < FIRST_VIEW
    assert weigh(cast.manager_kopi, reverse("manager:placement", args=[run.pk])) < FIRST_VIEW
