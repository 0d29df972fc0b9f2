"""Somebody with a cheap phone and no account: reads about KUR, calculates, checks, comes back."""

from __future__ import annotations

import pytest

from financing.models import SavedCheck
from tests.browser.conftest import FIRST_VIEW, check_axe, check_fits, picture, press

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def looked_at(page, name: str, scripts: bool) -> None:
    check_fits(page)
    if scripts:
        check_axe(page)
        picture(page, name)


@BOTH
def test_reads_the_rules_of_today_and_of_another_day(portal, phone, cast, scripts):
    page = phone(scripts=scripts)
    page.goto(portal + "/kur/")
    looked_at(page, "kur", scripts)
    assert page.locator("#mikro").get_by_text("Untuk siapa:").is_visible()
    page.locator("#mikro summary").click()
    assert page.locator("#mikro").get_by_text("NIB atau surat keterangan usaha (SKU)").is_visible()
    with page.expect_navigation():
        page.locator("#hari-lain a", has_text="Januari 2023").click()
    assert page.get_by_role("heading", name="Ini aturan pada 1 Januari 2023").is_visible()
    looked_at(page, "kur-2023", scripts)
    page.fill("[name=pada]", "2021-12-31")
    press(page, "Lihat")
    assert page.get_by_role("alert").get_by_text("Aturan di sini mulai 1 Januari 2022").is_visible()
    looked_at(page, "kur-bad-day", scripts)


@BOTH
def test_calculates_and_sends_the_link(portal, phone, desk, cast, scripts):
    page = phone(scripts=scripts)
    page.goto(portal + "/kur/simulasi/")
    looked_at(page, "simulasi", scripts)
    page.fill("[name=jumlah]", "50 juta")
    page.fill("[name=bulan]", "36")
    page.fill("[name=bunga]", "6")
    press(page, "Hitung")
    assert page.locator(".tile-value").inner_text() == "Rp1.521.097"
    assert not page.locator("th", has_text="13").first.is_visible()
    page.get_by_text("Lihat bulan 13 sampai 36").click()
    assert page.get_by_role("rowheader", name="36", exact=True).is_visible()
    looked_at(page, "simulasi-hasil", scripts)
    link = page.get_by_role("link", name="Tautan hitungan ini").evaluate("a => a.href")

    friend = desk(scripts=scripts)
    friend.goto(link)
    assert friend.locator(".tile-value").inner_text() == "Rp1.521.097"
    looked_at(friend, "simulasi-desk", scripts)
    friend.fill("[name=jumlah]", "satu juta")
    press(friend, "Hitung")
    assert friend.get_by_text("Tulis jumlahnya dengan angka").is_visible()
    assert friend.input_value("[name=jumlah]") == "satu juta"
    assert friend.input_value("[name=bulan]") == "36"
    looked_at(friend, "simulasi-bad", scripts)


def _ten_answers(page) -> None:
    page.fill("[name=amount]", "40 juta")
    page.fill("[name=months]", "24")
    page.check("[name=purpose][value=kmk]")
    page.select_option("[name=sector]", "industri")
    page.select_option("[name=business_started_on_bulan]", "3")
    page.fill("[name=business_started_on_tahun]", "2020")
    page.check("[name=has_nib][value=ya]")
    page.check("[name=has_sku][value=tidak]")
    page.check("[name=has_npwp][value=tidak]")
    page.fill("[name=yearly_sales]", "200 juta")
    page.fill("[name=kur_total]", "0")


@BOTH
def test_checks_keeps_and_continues_on_another_device(portal, phone, desk, cast, scripts):
    page = phone(scripts=scripts)
    page.goto(portal + "/kur/cek/")
    looked_at(page, "cek", scripts)
    _ten_answers(page)
    page.fill("[name=months]", "banyak")
    press(page, "Lihat hasil")
    assert page.get_by_text("Tulis dengan angka bulat saja.").first.is_visible()
    looked_at(page, "cek-bad", scripts)
    page.fill("[name=months]", "24")
    press(page, "Lihat hasil")
    looked_at(page, "cek-hasil", scripts)
    assert page.locator("#super_mikro").get_by_text("Ajukan paling banyak Rp10 juta.").is_visible()

    page.select_option("[name=region_code]", "18.71")
    page.fill("[name=birth_date]", "41")
    press(page, "Hitung lagi")
    assert page.get_by_role("heading", name="Produk bank di Kota Bandar Lampung").is_visible()
    looked_at(page, "cek-hasil-2", scripts)
    assert page.url == portal + "/kur/cek/"
    assert SavedCheck.objects.count() == 0

    press(page, "Simpan hasil dengan kode")
    code = SavedCheck.objects.get().shown_code
    assert page.get_by_role("heading", name=f"Kode Anda: {code}").is_visible()
    looked_at(page, "cek-kode", scripts)

    other = desk(scripts=scripts)
    other.goto(portal + "/kur/cek/")
    other.fill("[name=kode]", code.lower())
    press(other, "Buka")
    assert other.get_by_role("heading", name="Produk bank di Kota Bandar Lampung").is_visible()
    looked_at(other, "cek-kode-desk", scripts)
    press(other, "Ubah jawaban")
    assert other.input_value("[name=amount]") == "40 juta"
    other.go_back()
    press(other, "Hapus jawaban ini dari portal")
    assert other.get_by_text("Jawaban sudah dihapus dari portal.").is_visible()
    assert SavedCheck.objects.count() == 0


def test_printed_pages_hold_what_was_folded(portal, phone, cast):
    page = phone()
    page.goto(portal + "/kur/")
    folded = page.locator("#mikro details li").first
    assert not folded.is_visible()
    page.emulate_media(media="print")
    assert folded.is_visible()
    assert not page.locator("#hari-lain").is_visible()


@pytest.mark.parametrize(
    "path", ["/kur/", "/kur/simulasi/", "/kur/simulasi/?jumlah=500+juta&bulan=120", "/kur/cek/"]
)
def test_first_views_are_light(cast, weigh, path):
    assert weigh(None, path) <= FIRST_VIEW
