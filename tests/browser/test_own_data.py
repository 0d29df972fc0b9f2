"""A member takes all of their data home on a small phone, with and without scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import cast as play
from tests.browser.conftest import FIRST_VIEW, check_axe, check_fits, picture


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


def test_the_page_is_light(weigh, cast):
    assert weigh(cast.member1, "/anggota/data/") <= FIRST_VIEW
