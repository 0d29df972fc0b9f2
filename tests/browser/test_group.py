"""A group for KUR Khusus on small phones, with and without scripts: from the first member to the
page that proves the letter."""

from __future__ import annotations

import pytest

from financing.actions import groups
from financing.models import CreditGroup
from tests import cast as play
from tests.browser.conftest import FIRST_VIEW, check_axe, check_fits, picture, press


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_group_from_start_to_letter(portal, phone, cast, tmp_path, scripts):
    contract = tmp_path / "perjanjian.jpg"
    contract.write_bytes(play.photo().read())

    def look(page, name):
        check_fits(page)
        if scripts:
            check_axe(page)
            picture(page, f"group-{name}")

    page = phone(cast.manager_kopi, scripts=scripts)
    page.goto(portal + "/pengurus/pengajuan/")
    press(page, "Kelompok KUR Khusus")
    look(page, "list")
    press(page, "Mulai kelompok")
    page.fill("[name=offtaker]", "PT Kopi Ekspor Lampung")
    press(page, "Simpan")
    assert "Isi bagian ini" in page.inner_text("main")
    assert page.input_value("[name=offtaker]") == "PT Kopi Ekspor Lampung"
    page.fill("[name=purpose]", "Biji kopi untuk pesanan tahun depan.")
    page.set_input_files("[name=contract]", str(contract))
    look(page, "form")
    press(page, "Simpan")
    look(page, "invite")
    for box in page.locator("main [name=members]").all():
        box.check()
    press(page, "Ajak yang dipilih")
    look(page, "asked")
    assert "0 dari 2 orang setuju" in page.inner_text("main")

    for user in (cast.member1, cast.member2):
        theirs = phone(user, scripts=scripts)
        theirs.goto(portal + "/anggota/")
        press(theirs, "Baca dan jawab")
        look(theirs, "member")
        press(theirs, "Ya, saya ikut")
        assert "Anda ikut kelompok ini" in theirs.inner_text("body")

    page.reload()
    look(page, "ready")
    press(page, "Kirim ke Disperindag")
    group = CreditGroup.objects.get()
    groups.number_letter(group=group, letter=play.letter(), by=cast.staff)
    groups.sign_letter(group=group, by=cast.staff)
    page.reload()
    look(page, "signed")
    with page.expect_download() as taken:
        page.click("main a:text-is('Unduh surat')")
    assert taken.value.suggested_filename == f"surat-kelompok-{group.code}.pdf"

    anybody = phone(scripts=scripts)
    anybody.goto(f"{portal}/surat/kelompok/{group.code}/")
    look(anybody, "proof")
    assert "Surat ini terbit" in anybody.inner_text("main")
    assert "Aminah" not in anybody.inner_text("body")


def test_the_pages_are_light(weigh, cast):
    group = play.signed_group(cast)
    code = group.code
    weights = {
        path: weigh(user, path)
        for user, path in (
            (cast.manager_kopi, "/pengurus/kelompok/"),
            (cast.manager_kopi, f"/pengurus/kelompok/{code}/"),
            (cast.member1, f"/anggota/kelompok/{code}/"),
            (None, f"/surat/kelompok/{code}/"),
        )
    }
    assert max(weights.values()) <= FIRST_VIEW, weights
