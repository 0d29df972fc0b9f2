"""An officer brings the outcome of many cases back from Excel: on a phone and at a desk, with and
without scripts; hands several cases over; and takes candidates along for SIKP."""

from __future__ import annotations

import pytest

from financing.models import Decision, Referral, ResultFile
from tests import cast as play
from tests.browser.conftest import check_axe, check_fits, picture, press
from tests.browser.test_bank import BANK_FIRST_VIEW, WAYS
from tests.financing.bank.result_books import book

pytestmark = pytest.mark.usefixtures("chromium")


@pytest.fixture(params=WAYS)
def page(request, cast):
    device, scripts = request.param
    opened = request.getfixturevalue(device)(cast.officer, scripts=scripts)
    opened.scripts = scripts
    return opened


@pytest.fixture
def look(page):
    def looked(name: str) -> None:
        check_fits(page)
        if page.scripts:
            check_axe(page)
            picture(page, f"results-{name}-{page.viewport_size['width']}")

    return looked


def file_of(*rows: dict, name: str = "hasil.xlsx") -> dict:
    return {"name": name, "mimeType": "", "buffer": book(*rows)}


def follow(page, words: str) -> None:
    """A tab: its count stands in the link too."""
    with page.expect_navigation():
        page.locator("main").locator(f"a:has-text('{words}')").first.click()


def test_outcomes_there_and_back(portal, cast, page, look):
    yes, no = play.in_review(cast), play.in_review(cast, cast.member2)
    left = play.sent(cast, play.member(cast, cast.kopi, 9, "Eka Kopi"), cast.product_bri)
    page.goto(portal + "/bank/")
    press(page, "Hasil dari Excel")
    look("upload")
    with page.expect_download() as waiting:
        page.click("text=Unduh Excel")
    assert waiting.value.suggested_filename.endswith(".xlsx")

    page.set_input_files("[name=file]", file_of({"code": "=1+1"}))
    press(page, "Periksa berkas")
    assert "berisi rumus" in page.inner_text("main")
    look("refused")

    rows = [
        {"code": yes.application.code, "decision": "setuju", "words": "Selamat."},
        {"code": no.application.code, "decision": "tolak", "reason": "capacity",
         "words": "Penjualan belum cukup."},
        {"code": "ZZZZ-2222", "decision": "setuju", "amount": 1_000_000},
    ]  # fmt: skip
    page.set_input_files("[name=file]", file_of(*rows))
    press(page, "Periksa berkas")
    look("preview")
    assert "Catat 1 hasil" in page.inner_text("main")
    press(page, no.application.code)
    assert "Penjualan belum cukup." in page.inner_text("article")
    look("letter")
    press(page, "Kembali ke daftar")
    follow(page, "Perlu diperbaiki")
    look("repair")
    press(page, yes.application.code)
    look("line")
    press(page, "Pakai 25.000.000")
    follow(page, "Kode tidak dikenal")
    assert "tidak ada di cabang Anda" in page.inner_text("main")
    follow(page, "Siap dicatat")
    press(page, "Catat 2 hasil")
    assert "2 hasil dicatat." in page.inner_text("main")
    look("done")
    assert Decision.objects.count() == 2
    follow(page, "Tidak ada di berkas")
    assert left.application.code in page.inner_text("main")
    look("missing")
    with page.expect_download() as waiting:
        page.click("text=Unduh laporan Excel")
    assert waiting.value.suggested_filename.startswith("pencocokan-")
    press(page, "Tutup berkas ini")
    assert ResultFile.objects.get().state == "closed"
    yes.refresh_from_db()
    assert (yes.state, yes.decision.amount) == ("approved", 25_000_000)


def test_several_cases_to_a_colleague(portal, cast, page, look):
    for user in (cast.member1, cast.member2):
        play.in_review(cast, user)
    page.goto(portal + "/bank/?tab=saya")
    for box in page.locator("[name=kasus]").all():
        box.check()
    press(page, "Alihkan yang dicentang")
    page.select_option("[name=to]", label="Kolega Petugas")
    look("assign")
    press(page, "Lihat dulu")
    look("assign-preview")
    press(page, "Ya, alihkan")
    assert "2 kasus dialihkan." in page.inner_text("main")
    assert set(Referral.objects.values_list("officer", flat=True)) == {cast.colleague.pk}


def test_candidates_for_sikp(portal, cast, page, look):
    play.in_review(cast)
    page.goto(portal + "/bank/")
    press(page, "Calon untuk SIKP")
    assert "Belum dicocokkan" in page.inner_text("main")
    look("sikp")
    with page.expect_download() as waiting:
        page.click("text=Unduh CSV")
    assert waiting.value.suggested_filename.endswith(".csv")


def test_the_queue_by_keyboard_alone(portal, cast, page):
    """In the order of the page: search, the case, its box, the action; no mouse, no script."""
    play.in_review(cast)
    page.goto(portal + "/bank/?tab=saya")
    order = []
    for _ in range(60):
        page.keyboard.press("Tab")
        focus = page.locator("*:focus")
        if not focus.count():
            continue
        order.append(focus.get_attribute("name") or focus.inner_text().strip())
        if order[-1] == "kasus":
            page.keyboard.press("Space")
        if order[-1] == "Alihkan yang dicentang":
            break
    assert order.index("q") < order.index("Aminah Kopi") < order.index("kasus")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Alihkan 1 kasus" in page.inner_text("main")


def test_the_pages_are_light(weigh, cast):
    play.in_review(cast)
    for path in ("/bank/hasil/", "/bank/sikp/", "/bank/"):
        assert weigh(cast.officer, path) < BANK_FIRST_VIEW
