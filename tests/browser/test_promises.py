"""Ledger, figures, board and the link without an account, in a real browser."""

from __future__ import annotations

import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from financing.actions import support, support_links
from financing.models import SupportRequest
from ikm_portal.accounts.actions.group import sync_groups
from meetings.actions import commitments
from meetings.models import Meeting
from tests import cast as play
from tests.browser.conftest import FIRST_VIEW, check_axe, check_fits, picture, press


@pytest.fixture
def cast(transactional_db):
    from django.contrib.auth.models import Group

    cache.clear()
    cast = play.assemble()
    sync_groups()
    cast.head.groups.add(Group.objects.get(name="Kepala/penyetuju"))
    meeting = Meeting.objects.create(
        slug="uji", title="Rapat uji", place="Aula", chair="Kepala", state="held", is_public=True,
        starts_at=timezone.now() - datetime.timedelta(days=40),
    )  # fmt: skip
    offices = [cast.inst_perkebunan, cast.inst_bri, cast.inst_bni] * 4
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
        (cast.head, {"board": "/papan/", "board-list": "/papan/dukungan/?keadaan=terbuka"}),
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
