"""A member takes all of their data home on a small phone, with and without scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import cast as play
from tests.browser.conftest import FIRST_VIEW, check_axe, check_fits, picture, press


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_takes_the_data_home(portal, phone, cast, scripts):
    play.declined(cast)
    page = phone(cast.member1, scripts=scripts)
    page.goto(portal + "/anggota/data/")
    check_fits(page)
    if scripts:
        check_axe(page)
        picture(page, "member-data")
    for words, ending in (("Unduh PDF", ".pdf"), ("Unduh JSON", ".json")):
        with page.expect_download() as taken:
            page.click(f"main button:text-is('{words}')")
        assert taken.value.suggested_filename.endswith(ending)
        content = Path(taken.value.path()).read_bytes()
    assert json.loads(content)["sections"]["decisions"]["rows"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_has_the_data_erased(portal, phone, cast, scripts):
    page = phone(cast.member1, scripts=scripts)
    page.goto(portal + "/anggota/data/hapus/")
    check_fits(page)
    if scripts:
        check_axe(page)
        picture(page, "member-erase")
    page.check("[name=understood]")
    page.fill("[name=password]", "salah")
    press(page, "Hapus data saya")
    assert "Kata sandi ini salah" in page.inner_text("main")
    page.check("[name=understood]")
    page.fill("[name=password]", play.PASSWORD)
    press(page, "Hapus data saya")
    assert "Data Anda sudah dihapus" in page.inner_text("body")
    page.goto(portal + "/anggota/")
    assert "/masuk/" in page.url


@pytest.mark.parametrize("path", ["", "hapus/"])
def test_the_pages_are_light(weigh, cast, path):
    assert weigh(cast.member1, f"/anggota/data/{path}") <= FIRST_VIEW
