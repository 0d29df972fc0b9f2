"""A member with a phone: applies over two days and two devices, follows it, owns the data."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from PIL import Image

from associations import reference
from associations.actions.invitations import invite_member
from associations.enums import MembershipState
from associations.models import Consent, Membership
from financing.actions import referrals
from financing.models import Application, Referral
from tests import cast as play
from tests.associations.conftest import invited
from tests.browser.conftest import FIRST_VIEW, check_axe, check_fits, picture, press


def photo_file() -> dict:
    out = io.BytesIO()
    Image.effect_noise((1200, 900), 60).convert("RGB").save(out, "JPEG")
    return {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def looked_at(page, name: str, scripts: bool) -> None:
    check_fits(page)
    if scripts:
        check_axe(page)
        picture(page, name)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_applies_with_an_interruption_and_another_phone(portal, phone, cast, scripts):
    page = phone(cast.member1, scripts=scripts)
    looked_at(page, "member-home-empty", scripts)
    press(page, "Ajukan kredit")
    looked_at(page, "member-applications-empty", scripts)
    press(page, "Mulai mengisi")

    looked_at(page, "wizard-1-usaha", scripts)
    page.fill("[name=address]", "Jl. Teuku Umar 5, Kedaton")
    page.fill("[name=yearly_sales]", "240 juta")
    press(page, "Simpan dan lanjut")

    page.check("[name=purpose][value=kmk]")
    page.fill("[name=amount]", "25 juta")
    page.select_option("[name=months]", "24")
    page.fill("[name=use]", "Biji kopi dan kemasan")
    looked_at(page, "wizard-2-kebutuhan", scripts)
    press(page, "Simpan, lanjut nanti")
    assert "Tersimpan" in page.inner_text("main")
    page.context.clear_cookies()

    # The next day, another phone; an old page of the first one asks to sign in and comes back.
    page.goto(portal + f"/anggota/pengajuan/{Application.objects.get().code}/isi/")
    assert "/masuk/" in page.url
    page = phone(cast.member1, scripts=scripts)
    press(page, "Lanjutkan")
    assert page.url.endswith("/isi/bank/")
    looked_at(page, "wizard-3-bank", scripts)
    page.check(f"[name=product][value={cast.product_bri.slug}]")
    press(page, "Simpan dan lanjut")

    for kind in play.PAPERS:
        section = page.locator(f"section#{'nib' if kind == 'sku' else kind}")
        if kind == "sku":
            section.locator("select").select_option("sku")
        section.locator("input[type=file]").set_input_files(photo_file())
        press(page, "Simpan berkas ini", within=f"section#{'nib' if kind == 'sku' else kind}")
    looked_at(page, "wizard-4-berkas", scripts)
    assert "4 dari 4 berkas sudah ada" in page.inner_text("main")
    press(page, "Lanjut")

    looked_at(page, "wizard-5-kirim", scripts)
    page.go_back()
    page.go_forward()
    page.check("[name=agreed]")
    press(page, "Kirim ke Disperindag")
    looked_at(page, "member-application-sent", scripts)
    assert "Sedang diperiksa Disperindag" in page.inner_text("main")
    assert Application.objects.get().state == "submitted"

    # Back to the page that sent it: it says so, and nothing is sent twice.
    page.goto(portal + f"/anggota/pengajuan/{Application.objects.get().code}/isi/kirim/")
    assert "tidak bisa diubah lagi" in page.inner_text("main")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_answers_the_bank_and_reads_the_decision(portal, phone, cast, scripts):
    referral = play.in_review(cast)
    referrals.ask_for_papers(
        referral=referral,
        papers=[referrals.WantedPaper("bank_book", "Untuk melihat penjualan.")],
        by=cast.officer,
    )
    page = phone(cast.member1, scripts=scripts)
    looked_at(page, "member-home-papers-wanted", scripts)
    press(page, "Kirim berkas")
    assert "Untuk melihat penjualan." in page.inner_text("main")
    looked_at(page, "member-application-papers-wanted", scripts)
    page.locator("#berkas-bank input[type=file]").set_input_files(photo_file())
    press(page, "Kirim ke bank")
    assert "Terkirim ke bank" in page.inner_text("main")
    referral = Referral.objects.get()
    assert referral.state == "in_review"

    referrals.decline_referral(
        referral=referral, reason="capacity", words="Penjualan belum cukup.", by=cast.officer
    )
    page.reload()
    assert "jumlah yang lebih kecil" in page.inner_text("main")
    looked_at(page, "member-application-declined", scripts)
    press(page, "Pilih bank lain")
    looked_at(page, "member-again", scripts)
    page.check(f"[name=product][value={cast.product_bni.slug}]")
    page.check("[name=agreed]")
    press(page, "Kirim ke bank ini")
    assert "menunggu dikirim ke bank" in page.inner_text("main")
    assert Application.objects.get().product == cast.product_bni


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_takes_back_the_consent_and_the_bank_is_out(portal, phone, cast, scripts):
    case = play.in_review(cast)
    page = phone(cast.member1, scripts=scripts)
    page.goto(portal + f"/anggota/pengajuan/{case.application.code}/")
    with page.expect_navigation():
        page.locator("#berkas li", has_text="KTP").get_by_role("button").click()
    assert "KTP tidak bisa dibuka bank lagi" in page.inner_text("main")
    looked_at(page, "member-paper-closed", scripts)
    with page.expect_navigation():
        page.locator("#berkas li", has_text="KTP").get_by_role("button").click()
    assert "KTP bisa dibuka lagi" in page.inner_text("main")
    page.goto(portal + "/anggota/persetujuan/")
    looked_at(page, "member-consents", scripts)
    with page.expect_navigation():
        page.locator("section", has_text="BRI").locator("a.btn").click()
    assert "dihentikan" in page.inner_text("main")
    looked_at(page, "member-withdraw", scripts)
    press(page, "Ya, tarik sekarang")
    assert "Persetujuan ditarik" in page.inner_text("main")
    assert Referral.objects.get().state == "withdrawn"
    page.goto(portal + "/anggota/siapa-membuka/")
    assert "Oki Petugas" in page.inner_text("main")
    looked_at(page, "member-looks", scripts)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_confirms_the_membership_and_corrects_the_data(portal, phone, cast, scripts):
    user = play.member(cast, cast.kopi, 7, "Dewi Kopi", confirmed=False)
    page = phone(user, scripts=scripts)
    looked_at(page, "member-home-invited", scripts)
    press(page, "Baca dan setujui")
    looked_at(page, "member-membership", scripts)
    press(page, "Ya, saya setuju")
    assert Membership.objects.get(business__owner__user=user).state == MembershipState.CONFIRMED

    page.goto(portal + "/anggota/data/")
    assert user.owner.nik not in page.inner_text("main")
    looked_at(page, "member-data", scripts)
    press(page, "Tampilkan NIK lengkap")
    assert user.owner.nik in page.inner_text("main")
    press(page, "Perbaiki data diri")
    looked_at(page, "member-edit", scripts)
    page.fill("[name=phone]", "0812-9999-0007")
    press(page, "Simpan")
    assert "0812" in page.inner_text("main")


def test_asks_for_support_and_says_whether_it_helped(portal, phone, cast):
    from financing.actions import support
    from financing.models import SupportRequest

    page = phone(cast.member1)
    page.goto(portal + "/anggota/dukungan/")
    looked_at(page, "support-empty", True)
    press(page, "Minta dukungan")
    page.select_option("[name=kind]", str(cast.kind_training.pk))
    page.fill("[name=subject]", "Pelatihan kemasan")
    page.fill("[name=body]", "Kami ingin belajar mengemas kopi.")
    looked_at(page, "support-new", True)
    press(page, "Kirim permintaan")
    asked = SupportRequest.objects.get()
    support.assign_support(request=asked, institution=cast.inst_perkebunan, by=cast.staff)
    support.start_support(request=asked, by=cast.guest)
    support.answer_support(request=asked, answer="Ikut pelatihan 3 Desember.", by=cast.guest)
    page.reload()
    looked_at(page, "support-answered", True)
    press(page, "Ya, membantu")
    asked.refresh_from_db()
    assert asked.state == "confirmed"


def test_status_by_code_says_where_it_is_and_nothing_about_whom(portal, phone, cast):
    application = play.submitted(cast.member1, cast.product_bri)
    page = phone(scripts=False)
    page.goto(portal + "/status/")
    page.fill("[name=kode]", application.code.replace("-", "").lower())
    press(page, "Lihat status")
    text = page.inner_text("main")
    assert "Sedang diperiksa Disperindag" in text
    assert "Aminah" not in text
    check_fits(page)


def test_each_page_is_light(portal, weigh, cast, capsys):
    """Sum of all bytes on the wire, nothing in the cache, with every kecamatan to choose from."""
    reference.load()
    application = play.draft(cast.member2, cast.product_bri)
    play.in_review(cast)
    sent = Application.objects.get(owner=cast.member1.owner)
    asked = play.support_request(cast.member1, cast)
    business = cast.member1.owner.businesses.get()
    yes = Consent.objects.get(owner=cast.member1.owner, purpose="bank")
    refused = play.declined(cast, play.member(cast, cast.kopi, 31, "Rini Kopi"))
    helped = play.member(cast, cast.kopi, 32, "Tuti Kopi")
    play.draft(helped, cast.product_bri)
    helped_file = Application.objects.get(owner=helped.owner)
    Application.objects.filter(pk=helped_file.pk).update(association=cast.kopi)
    letter = invite_member(membership=invited(cast, cast.kopi, 40, "Dewi"), by=cast.manager_kopi)
    pages = [(None, "/status/"), (None, "/masuk/"), (None, urlsplit(letter.link).path)]
    pages += [(refused.owner.user, f"/anggota/pengajuan/{refused.application.code}/bank-lain/")]
    pages += [(helped, f"/anggota/pengajuan/{helped_file.code}/setuju/")]
    pages += [
        (cast.member2, f"/anggota/pengajuan/{application.code}/isi/{slug}/")
        for slug in ("usaha", "kebutuhan", "bank", "berkas", "kirim")
    ]
    pages += [
        (cast.member1, path)
        for path in (
            "/anggota/",
            "/anggota/data/",
            "/anggota/data/diri/",
            "/anggota/persetujuan/",
            "/anggota/siapa-membuka/",
            "/anggota/pengajuan/",
            f"/anggota/pengajuan/{sent.code}/",
            "/anggota/dukungan/",
            "/anggota/dukungan/baru/",
            f"/anggota/dukungan/{asked.code}/",
            f"/anggota/data/usaha/{business.pk}/",
            f"/anggota/keanggotaan/{business.memberships.get().pk}/",
            f"/anggota/persetujuan/{yes.pk}/tarik/",
            f"/anggota/pengajuan/{sent.code}/batal/",
            f"/anggota/pengajuan/{sent.code}/lapor/",
            reverse("inbox"),
            reverse("account"),
        )
    ]
    weights = {path: weigh(user, path) for user, path in pages}
    with capsys.disabled():
        for path, size in weights.items():
            print(f"{size:7,d} B  {path}")
    assert {path: size for path, size in weights.items() if not 2_000 < size < FIRST_VIEW} == {}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_lost_session_loses_no_word(portal, phone, cast, scripts):
    application = play.draft(cast.member1, cast.product_bri)
    page = phone(cast.member1, scripts=scripts)
    url = f"/anggota/pengajuan/{application.code}/isi/kebutuhan/"
    page.goto(portal + url)
    page.fill("[name=amount]", "90 juta")
    page.fill("[name=use]", "Mesin sangrai baru")
    Session.objects.all().delete()
    press(page, "Simpan dan lanjut")
    assert "/masuk/" in page.url
    page.fill("[name=login]", cast.member1.email)
    page.fill("[name=password]", play.PASSWORD)
    with page.expect_navigation(url=lambda there: "/masuk/" not in there):
        page.click("main form button:not([form])")
    assert page.url == portal + url
    assert "belum tersimpan" in page.inner_text("main")
    assert page.input_value("[name=amount]").replace(".", "") in {"90 juta", "90000000"}
    assert page.input_value("[name=use]") == "Mesin sangrai baru"
    looked_at(page, "wizard-lost-session", scripts)
    press(page, "Simpan dan lanjut")
    application.refresh_from_db()
    assert (application.amount, application.use) == (90_000_000, "Mesin sangrai baru")
