"""A bank officer's day in a real browser: with and without scripts, on a phone and on a desk."""

from __future__ import annotations

import pytest

from financing.actions import papers
from financing.actions.referrals import start_review
from financing.models import Decision, PaperRequest, Referral
from ikm_portal.audit.models import Entry
from ikm_portal.notifications.models import Message
from tests import cast as play
from tests.browser.conftest import check_axe, check_fits, picture, press

# `officer_page` asks for its device by name, so the browser must be named here.
pytestmark = pytest.mark.usefixtures("chromium")

BANK_FIRST_VIEW = 120_000  # bytes on the wire
WAYS = [
    pytest.param(("phone", True), id="phone"),
    pytest.param(("phone", False), id="phone-no-scripts"),
    pytest.param(("desk", True), id="desk"),
    pytest.param(("desk", False), id="desk-no-scripts"),
]


def state() -> str:
    return Referral.objects.get().state


def letters_to(user) -> list[str]:
    mine = Message.objects.filter(recipient=user).order_by("pk")
    return list(mine.values_list("subject", flat=True))


@pytest.fixture(params=WAYS)
def officer_page(request, cast):
    device, scripts = request.param
    page = request.getfixturevalue(device)(cast.officer, scripts=scripts)
    page.scripts = scripts
    return page


@pytest.fixture
def look(officer_page):
    """Looks at the page as it stands. Measuring runs in the page, so only where scripts run."""

    def looked(name: str) -> None:
        if not officer_page.scripts:
            return
        check_fits(officer_page)
        check_axe(officer_page)
        picture(officer_page, f"bank-{name}-{officer_page.viewport_size['width']}")

    return looked


def test_from_the_queue_to_the_money(portal, cast, officer_page, look):
    referral = play.sent(cast, cast.member1, cast.product_bri)
    page = officer_page
    page.goto(portal + "/bank/")
    look("queue")
    press(page, "Aminah Kopi")
    nik = cast.member1.owner.nik
    assert nik not in page.content()
    look("new")
    press(page, "Terima kasus")
    press(page, "Mulai periksa")
    press(page, "Lihat NIK")
    assert nik in page.content()
    assert nik not in page.url
    page.reload()
    assert nik not in page.content()

    press(page, "Minta berkas")
    look("papers")
    page.fill("[name=collateral]", "Minta BPKB motor.")
    press(page, "Kirim permintaan")
    assert "Pasal 14" in page.inner_text("#id_collateral_error")
    page.fill("[name=collateral]", "")
    page.fill("[name=bank_book]", "Untuk melihat penjualan tiga bulan.")
    press(page, "Kirim permintaan")
    assert state() == "papers_wanted"
    papers.answer_paper_request(
        request=PaperRequest.objects.get(), file=play.photo(), by=cast.member1
    )

    page.reload()
    press(page, "Setujui")
    page.fill("[name=amount]", "30.000.000")
    press(page, "Lihat dulu")
    assert "Paling banyak Rp25.000.000" in page.inner_text("#id_amount_error")
    page.fill("[name=amount]", "20.000.000")
    page.fill("[name=words]", "Selamat, Bu Aminah.")
    look("approve")
    press(page, "Lihat dulu")
    look("preview")
    assert "Disetujui Rp20.000.000 untuk 24 bulan." in page.inner_text("main")
    press(page, "Ubah dulu")
    assert page.input_value("[name=words]") == "Selamat, Bu Aminah."
    press(page, "Lihat dulu")
    assert not Decision.objects.exists()
    press(page, "Kirim persetujuan")
    assert state() == "approved"

    press(page, "Catat akad")
    page.fill("[name=number]", "PK/12/2026")
    press(page, "Simpan akad")
    press(page, "Catat pencairan")
    press(page, "Simpan pencairan")
    assert state() == "disbursed"
    look("done")
    told = " ".join(letters_to(cast.member1))
    for words in ("meminta berkas", "menyetujui", "Akad", "Dana sudah cair"):
        assert words in told
    moves = Entry.objects.about(referral).moves()
    assert set(moves.exclude(actor_id=cast.member1.pk).values_list("actor_id", flat=True)) == {
        cast.officer.pk
    }


def test_a_refusal(portal, cast, officer_page, look):
    play.in_review(cast)
    page = officer_page
    page.goto(portal + "/bank/?tab=saya")
    press(page, "Aminah Kopi")
    press(page, "Tolak")
    look("decline")
    press(page, "Lihat dulu")
    assert "Pilih satu alasan." in page.inner_text("#id_reason_error")
    page.check("[name=reason][value=capacity]")
    page.fill("[name=words]", "Penjualan belum cukup untuk angsuran.")
    press(page, "Lihat dulu")
    assert "Coba jumlah yang lebih kecil" in page.inner_text("main")
    look("decline-preview")
    press(page, "Kirim penolakan")
    assert state() == "declined"
    assert "belum menyetujui" in letters_to(cast.member1)[-1]


def test_several_at_once_and_a_page_that_grew_old(portal, cast, officer_page, look):
    for user in (cast.member1, cast.member2):
        play.sent(cast, user, cast.product_bri)
    page = officer_page
    page.goto(portal + "/bank/?tab=baru")
    look("new-ones")
    for box in page.locator("[name=kasus]").all():
        box.check()
    press(page, "Terima yang dicentang")
    look("receive-many")
    press(page, "Ya, terima")
    assert "2 kasus diterima." in page.inner_text("main")
    assert Referral.objects.filter(state="received", officer=cast.officer).count() == 2

    press(page, "Aminah Kopi")
    start_review(referral=Referral.objects.get(owner__user=cast.member1), by=cast.branch_head)
    press(page, "Mulai periksa")
    assert "Langkah ini tidak jadi" in page.inner_text("h1")
    assert "Kartika Kepala" in page.inner_text("main")
    look("stale")
    press(page, "Buka kasus ini")
    assert page.locator("text=Diperiksa").first.is_visible()


def test_the_head_and_a_stranger_see_their_own_pages(portal, cast, desk):
    referral = play.in_review(cast)
    page = desk(cast.branch_head)
    page.goto(portal + "/bank/")
    press(page, "Pembagian tugas")
    assert "Oki Petugas" in page.inner_text("main")
    check_axe(page)
    picture(page, "bank-team-1280")
    stranger = desk(cast.officer_bni)
    answer = stranger.goto(f"{portal}/bank/rujukan/{referral.pk}/")
    assert answer.status == 404
    assert "Aminah" not in stranger.content()


def test_the_first_view_is_light(portal, cast, weigh):
    referral = play.in_review(cast)
    for path in ("/bank/", f"/bank/rujukan/{referral.pk}/"):
        assert weigh(cast.officer, path) < BANK_FIRST_VIEW
