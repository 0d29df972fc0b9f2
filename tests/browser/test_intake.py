"""A manager brings members from Excel on a phone: template, upload, repair, taking in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from associations.actions.intake import check_batch
from associations.imports.knowing import Checker
from associations.models import Intake, Membership
from associations.views.manager.intake import keep_workbook
from ikm_portal.accounts.actions.group import sync_groups
from tests.associations.workbooks import line, people, workbook
from tests.browser.conftest import FIRST_VIEW, check_axe, check_fits, picture, press
from tests.office.places import page as page_of


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_a_workbook_to_members(portal, phone, cast, scripts):
    page = phone(cast.manager_kopi, scripts=scripts)

    def look(name: str) -> None:
        check_fits(page)
        if scripts:
            check_axe(page)
            picture(page, name)

    page.goto(portal + "/pengurus/anggota/")
    press(page, "Dari Excel")
    look("intake-upload")
    with page.expect_download() as waiting:
        page.click("text=Unduh contoh Excel")
    assert waiting.value.suggested_filename == "contoh-daftar-anggota.xlsx"

    formula = {"name": "a.xlsx", "mimeType": "", "buffer": workbook([line(1, phone="=1+1")])}
    page.set_input_files("[name=file]", formula)
    press(page, "Periksa berkas")
    look("intake-refused")
    assert "berisi rumus" in page.inner_text("main")

    wrong = line(1010, region="Kedatn")
    good = {"name": "b.xlsx", "mimeType": "", "buffer": workbook([*people(2), wrong, line(1)])}
    page.set_input_files("[name=file]", good)
    press(page, "Periksa berkas")
    look("intake-preview")
    press(page, "Masukkan 2 anggota")
    assert "2 anggota dimasukkan" in page.inner_text("main")
    press(page, "Anggota Nomor 1010")
    look("intake-line")
    press(page, "Pakai Kedaton, Kota Bandar Lampung")
    press(page, "Masukkan 1 anggota")
    look("intake-done")
    assert (
        Membership.objects.filter(state="invited", business__name__startswith="Kopi 1").count() == 3
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_staff_repair_a_line_for_an_association(portal, phone, cast, scripts):
    sync_groups()
    cast.staff.groups.add(Group.objects.get(name="Petugas"))
    wrong = line(1010, region="Kedatn", phone="0812 1 / 0812 3456 7891")
    intake, _is_new = keep_workbook(workbook([*people(2), wrong]), cast.kopi, cast.manager_kopi)
    page = phone(cast.staff, scripts=scripts)

    def look(name: str) -> None:
        check_fits(page)
        if scripts:
            check_axe(page)
            picture(page, name)

    page.goto(portal + page_of(intake))
    assert "“Kedatn”" in page.inner_text("main")
    look("staff-intake")
    press(page, "Anggota Nomor 1010")
    look("staff-intake-line")
    press(page, "Pakai Kedaton, Kota Bandar Lampung")
    press(page, "Pakai 081234567891")
    assert "Baris 4 siap dimasukkan" in page.inner_text(".messagelist")
    press(page, "Masukkan")
    assert Membership.objects.filter(business__name__startswith="Kopi 1").count() == 3
    press(page, "Selesai…")
    assert "Baris yang belum masuk" in page.inner_text("main")
    press(page, "Selesai")
    intake.refresh_from_db()
    assert intake.state == "closed"


def test_the_pages_are_light(weigh, cast):
    assert weigh(cast.manager_kopi, "/pengurus/anggota/excel/") < FIRST_VIEW


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_long_list_shows_how_far_it_is(portal, phone, cast, scripts):
    """The bar moves while the page stays, or by a press; the result comes when the work is done."""

    def wait_for(words: str) -> None:
        if not scripts:
            press(page, "Muat ulang")
        page.wait_for_selector(f"text={words}")

    page = phone(cast.manager_kopi, scripts=scripts)
    page.goto(portal + "/pengurus/anggota/excel/")
    long = {"name": "c.xlsx", "mimeType": "", "buffer": workbook(people(301))}
    page.set_input_files("[name=file]", long)
    press(page, "Periksa berkas")
    assert "0 dari 301 baris" in page.inner_text("main")
    assert page.locator("progress").get_attribute("max") == "301"
    check_fits(page)
    if scripts:
        check_axe(page)
    intake = Intake.objects.get()
    checker = Checker(cast.kopi)
    check_batch(intake.pk, checker)
    wait_for("250 dari 301 baris")
    while check_batch(intake.pk, checker):
        pass
    wait_for("Masukkan 301 anggota")
