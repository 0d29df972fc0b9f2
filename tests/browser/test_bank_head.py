"""The head of a branch in a real browser: the second yes, the override, the officer who is away,
the letter about a deadline; and two people, or two presses, at the same moment."""

from __future__ import annotations

import pytest
from django.utils import timezone

from financing.actions.deadlines import watch_deadlines
from financing.actions.referrals import receive_referral
from financing.models import Bank, Decision, DemandOverride, PaperRequest, Proposal, Referral
from ikm_portal.calendar.days import add_working_days
from ikm_portal.notifications.models import Message
from tests import cast as play
from tests.browser.conftest import check_axe, check_fits, picture, press
from tests.browser.test_bank import WAYS

# `head_page` asks for its device by name, so the browser must be named here.
pytestmark = pytest.mark.usefixtures("chromium")
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


@pytest.fixture(params=WAYS)
def head_page(request, cast):
    device, scripts = request.param
    page = request.getfixturevalue(device)(cast.branch_head, scripts=scripts)
    page.scripts = scripts
    page.device = device
    return page


@pytest.fixture
def look(head_page):
    """Looks at the page as it stands; measuring runs in the page, so only where scripts run."""

    def looked(name: str) -> None:
        if head_page.scripts:
            check_fits(head_page)
            check_axe(head_page)
            picture(head_page, f"head-{name}-{head_page.viewport_size['width']}")

    return looked


@pytest.fixture
def officers(request, head_page):
    """A page of another person on the same kind of device."""
    opened = request.getfixturevalue(head_page.device)
    return lambda user: opened(user, scripts=head_page.scripts)


def case(portal: str, referral: Referral) -> str:
    return f"{portal}/bank/rujukan/{referral.pk}/"


def test_four_eyes_above_the_banks_amount(portal, cast, head_page, officers, look):
    Bank.objects.filter(pk=cast.bri.pk).update(second_above=10_000_000)
    referral = play.in_review(cast)
    officer = officers(cast.officer)
    officer.goto(case(portal, referral))
    press(officer, "Setujui")
    officer.fill("[name=amount]", "20.000.000")
    press(officer, "Lihat dulu")
    assert "setelah kepala cabang mengonfirmasi" in officer.inner_text("main")
    press(officer, "Kirim persetujuan")
    assert not Decision.objects.exists()
    assert officer.locator("text=Konfirmasi dan kirim ke pemohon").count() == 0

    page = head_page
    page.goto(case(portal, referral))
    assert "Oki Petugas mengusulkan Rp20.000.000" in page.inner_text("main")
    look("proposal")
    press(page, "Kembalikan usul")
    page.fill("[name=note]", "Cukup Rp15 juta dulu.")
    press(page, "Kembalikan")
    officer.reload()
    press(officer, "Setujui")
    officer.fill("[name=amount]", "15.000.000")
    press(officer, "Lihat dulu")
    press(officer, "Kirim persetujuan")
    page.reload()
    press(page, "Konfirmasi dan kirim ke pemohon")
    decision = Decision.objects.get()
    assert (decision.amount, Proposal.objects.count()) == (15_000_000, 2)
    look("confirmed")


def test_what_the_rules_stop_by_two_persons(portal, cast, head_page, officers, look):
    referral = play.in_review(cast)
    officer = officers(cast.officer)
    officer.goto(case(portal, referral))
    press(officer, "Minta berkas")
    officer.fill("[name=bpjs]", "Diminta pemeriksa pusat.")
    press(officer, "Kirim permintaan")
    assert "tidak ada di daftar berkas" in officer.inner_text("#id_bpjs_error")
    assert officer.input_value("[name=bpjs]") == "Diminta pemeriksa pusat."

    page = head_page
    page.goto(case(portal, referral))
    page.click("summary:text-is('Izinkan yang dihentikan aturan')")
    look("stopped")
    press(page, "Izinkan berkas di luar daftar")
    look("allow-paper")
    page.check("[name=about][value=bpjs]")
    press(page, "Izinkan dan beri tahu pemohon")
    assert "Mengapa tetap diizinkan" in page.inner_text("main")  # a reason is needed
    page.fill("[name=reason]", "Syarat pemeriksa pusat bulan ini.")
    press(page, "Izinkan dan beri tahu pemohon")
    assert DemandOverride.objects.get().about == "bpjs"
    press(officer, "Kirim permintaan")
    assert PaperRequest.objects.get().kind == "bpjs"
    told = Message.objects.get(recipient=cast.member1, subject__contains="Hak Anda tentang berkas")
    assert "Kartika Kepala" in told.body


def test_an_officer_is_away(portal, cast, head_page, officers, look):
    """The deadline passes; the head hears of it, gives the case to a colleague, who decides."""
    referral = play.in_review(cast)
    today = add_working_days(timezone.localdate(), 0)  # Monday, where the test runs on a Sunday
    Referral.objects.filter(pk=referral.pk).update(due_on=add_working_days(today, -1))
    assert watch_deadlines(today=today) == (1, 0)
    page = head_page
    page.goto(portal + "/kotak-masuk/")
    look("inbox")
    assert "lewat tenggat" in page.inner_text("main")
    page.goto(portal + "/bank/tim/")
    assert "Oki Petugas" in page.inner_text("main")
    look("team")
    page.goto(case(portal, referral))
    press(page, "Alihkan ke petugas lain")
    page.select_option("[name=to]", label="Kolega Petugas")
    press(page, "Alihkan")
    look("handed-over")
    colleague = officers(cast.colleague)
    colleague.goto(portal + "/bank/?tab=saya")
    press(colleague, "Aminah Kopi")
    press(colleague, "Tolak")
    colleague.check("[name=reason][value=capacity]")
    colleague.fill("[name=words]", "Penjualan belum cukup.")
    press(colleague, "Lihat dulu")
    press(colleague, "Kirim penolakan")
    assert Decision.objects.get().decided_by == cast.colleague


@SCRIPTS
def test_two_officers_press_at_once(portal, cast, desk, scripts):
    referral = play.sent(cast, cast.member1, cast.product_bri)
    first, second = (desk(user, scripts=scripts) for user in (cast.officer, cast.colleague))
    for page in (first, second):
        page.goto(case(portal, referral))
    press(first, "Terima kasus")
    press(second, "Terima kasus")
    assert "Langkah ini tidak jadi" in second.inner_text("h1")
    assert "Oki Petugas" in second.inner_text("main")
    assert Referral.objects.get().officer == cast.officer
    press(second, "Buka kasus ini")
    assert second.locator("main a.btn:text-is('Setujui')").count() == 0


@SCRIPTS
def test_a_double_click_decides_once(portal, cast, phone, scripts):
    referral = play.in_review(cast)
    page = phone(cast.officer, scripts=scripts)
    page.goto(case(portal, referral) + "setujui/")
    press(page, "Lihat dulu")
    with page.expect_navigation(url=case(portal, referral)):
        page.dblclick("button[value=kirim]")
    assert Decision.objects.count() == 1
    letters = Message.objects.filter(recipient=cast.member1, subject__contains="menyetujui")
    assert letters.count() == 1


@SCRIPTS
def test_another_amount_is_worked_out_beside_the_asked_one(portal, cast, phone, scripts):
    referral = play.sent(cast, cast.member1, cast.product_bri)
    receive_referral(referral=referral, by=cast.officer)
    page = phone(cast.officer, scripts=scripts)
    page.goto(case(portal, referral))
    page.click("summary:text-is('Hitung jumlah lain')")
    page.fill("[name=jumlah]", "15.000.000")
    page.fill("[name=bulan]", "12")
    press(page, "Hitung")
    text = page.inner_text("main")
    assert "Rp1.290.996" in text
    assert "Sisa setelah angsuran" in text
    if scripts:
        check_fits(page)
        check_axe(page)
        picture(page, "bank-counter-360")
