"""An association's manager brings a member in; the member says yes by code; the manager applies."""

from __future__ import annotations

import pytest

from associations import reference
from associations.models import Membership
from financing.actions import support
from financing.models import Application
from tests import cast as play
from tests.browser.conftest import FIRST_VIEW, check_axe, check_fits, picture, press

PASSWORD = "kopi-robusta-hitam"


def looked_at(page, name: str, scripts: bool) -> None:
    check_fits(page)
    if scripts:
        check_axe(page)
        picture(page, name)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_the_list_to_an_application(portal, phone, cast, scripts):
    reference.load()
    page = phone(cast.manager_kopi, scripts=scripts)
    assert page.url == portal + "/pengurus/"
    looked_at(page, "manager-home-empty", scripts)
    press(page, "Tambah anggota")
    page.fill("[name=name]", "Rina Wati")
    page.fill("[name=nik]", "1871 0145 0885 0007")
    page.select_option("[name=sex]", "L")
    page.fill("[name=phone]", "0812 7777 0099")
    page.select_option("[name=region]", "18.71.01")
    page.fill("[name=firm_name]", "Kopi Rina")
    page.fill("[name=yearly_sales]", "120 juta")
    press(page, "Simpan anggota")
    looked_at(page, "manager-add-asked", scripts)
    assert "NIK memuat jenis kelamin lain" in page.inner_text("main")
    assert page.input_value("[name=yearly_sales]") == "120 juta"
    page.select_option("[name=sex]", "")
    press(page, "Simpan anggota")
    looked_at(page, "manager-member", scripts)
    assert "Belum diundang" in page.inner_text("main")

    press(page, "Buat undangan")
    looked_at(page, "manager-invitation", scripts)
    code = page.inner_text(".code")
    assert page.locator(".qr-box svg").count() == 1

    member = phone(scripts=scripts)
    member.goto(portal + "/konfirmasi/")
    looked_at(member, "confirm-code", scripts)
    member.fill("[name=code]", code)
    member.fill("[name=nik_end]", "0007")
    member.fill("[name=birth_date]", "1985-08-05")
    press(member, "Lanjut")
    looked_at(member, "confirm-read", scripts)
    member.check("[name=agree]")
    member.fill("[name=password1]", PASSWORD)
    member.fill("[name=password2]", PASSWORD)
    press(member, "Ya, saya setuju")
    assert member.url == portal + "/anggota/"
    assert "Anda sekarang anggota" in member.inner_text("main")
    assert Membership.objects.get(business__name="Kopi Rina").state == "confirmed"

    page.goto(portal + "/pengurus/anggota/?cari=rina")
    looked_at(page, "manager-members", scripts)
    press(page, "Rina Wati")
    press(page, "Mulai pengajuan")
    looked_at(page, "manager-wizard", scripts)
    application = Application.objects.get()
    assert application.association == cast.kopi
    assert "untuk Rina Wati" in page.inner_text("main")
    page.goto(portal + f"/pengurus/pengajuan/{application.code}/")
    looked_at(page, "manager-application", scripts)


def test_the_other_pages_are_clean_and_narrow(portal, phone, cast):
    play.approved(cast, cast.member1)
    play.draft(cast.member2, cast.product_bri)
    asked = play.support_request(cast.manager_kopi, cast, association=cast.kopi, people=60)
    support.assign_support(request=asked, institution=cast.inst_perkebunan, by=cast.staff)
    page = phone(cast.manager_kopi)
    for name, path in (
        ("home", ""),
        ("applications", "pengajuan/"),
        ("support", "dukungan/"),
        ("support-new", "dukungan/baru/"),
        ("support-detail", f"dukungan/{asked.code}/"),
    ):
        page.goto(f"{portal}/pengurus/{path}")
        looked_at(page, f"manager-{name}", True)
    page = phone(cast.guest)
    assert page.url == portal + "/instansi/"
    looked_at(page, "guest-home", True)
    press(page, asked.subject)
    looked_at(page, "guest-request", True)
    press(page, "Mulai dikerjakan")
    assert "sedang dikerjakan" in page.inner_text("main")


@pytest.mark.parametrize(
    "path",
    ["", "anggota/", "anggota/baru/", "pengajuan/", "dukungan/"],
    ids=lambda path: path or "home",
)
def test_the_first_view_is_light(weigh, cast, path):
    reference.load()  # all kecamatan of the province in the form
    play.draft(cast.member1, cast.product_bri)
    assert weigh(cast.manager_kopi, "/pengurus/" + path) < FIRST_VIEW


def test_the_confirmation_page_is_light(weigh, cast):
    assert weigh(None, "/konfirmasi/") < FIRST_VIEW
