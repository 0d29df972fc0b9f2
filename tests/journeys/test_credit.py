"""From a member's first page to the money in the account; and a no that leads to another bank."""

from __future__ import annotations

import pytest

from financing.models import Application, Referral
from ikm_portal.audit.models import Entry
from tests import cast as play
from tests.journeys.people import BANK, MEMBER, Person, photo_file

pytestmark = pytest.mark.timeout(300)
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture
def people(portal, phone, cast):
    """people(scripts) → everybody who takes part, each with a phone of their own."""

    def gather(scripts: bool, *more: str) -> dict[str, Person]:
        limits = {"member1": MEMBER, "officer": BANK, "officer_bni": BANK}
        return {
            name: Person(
                getattr(cast, name),
                phone(getattr(cast, name), scripts=scripts),
                portal=portal,
                scripts=scripts,
                limit=limits.get(name, 0),
            )
            for name in ("member1", "staff", "officer", *more)
        }

    return gather


def _applies(member: Person, product: str, shot: str = "journey") -> Application:
    member.goes("/anggota/")
    member.look(f"{shot}-01-home")
    member.presses("Ajukan kredit")
    member.look(f"{shot}-02-applications")
    member.presses("Mulai mengisi")
    member.look(f"{shot}-03-business")
    member.fills(address="Jl. Teuku Umar 5, Kedaton", yearly_sales="240 juta")
    member.presses("Simpan dan lanjut")
    member.page.check("[name=purpose][value=kmk]")
    member.fills(amount="25 juta", use="Biji kopi dan kemasan")
    member.page.select_option("[name=months]", "24")
    member.look(f"{shot}-04-need")
    member.presses("Simpan dan lanjut")
    member.page.check(f"[name=product][value={product}]")
    member.look(f"{shot}-05-bank")
    member.presses("Simpan dan lanjut")
    for kind in play.PAPERS:
        place = f"section#{'nib' if kind == 'sku' else kind}"
        section = member.page.locator(place)
        if kind == "sku":
            section.locator("select").select_option("sku")
        section.locator("input[type=file]").set_input_files(photo_file(f"{kind}.jpg"))
        member.presses("Simpan berkas ini", within=place)
    member.sees("4 dari 4 berkas sudah ada")
    member.look(f"{shot}-06-papers")
    member.presses("Lanjut")
    member.page.check("[name=agreed]")
    member.look(f"{shot}-07-check-and-send")
    member.presses("Kirim ke Disperindag")
    member.look(f"{shot}-08-sent")
    application = Application.objects.latest("id")
    assert application.state == "submitted"
    return application


def _is_verified_and_referred(staff: Person, application: Application, post, bank) -> Referral:
    page = f"/admin/financing/application/{application.pk}/change/"
    staff.is_told(post, f"Pengajuan baru {application.code} menunggu diperiksa", leads_to=page)
    staff.look("journey-10-office-file")
    staff.page.click("summary:text-is('Verifikasi')")
    staff.presses("Verifikasi")
    assert "sudah terverifikasi" in staff.page.inner_text(".messagelist")
    staff.presses("Kirim ke bank…")
    staff.look("journey-11-office-refer")
    staff.presses("Kirim ke bank")
    assert "sudah dikirim ke bank" in staff.page.inner_text(".messagelist")
    return Referral.objects.get(application=application, branch=bank)


@BOTH
def test_from_the_application_to_the_money(people, cast, post, scripts):
    everybody = people(scripts)
    member, staff, officer = (everybody[name] for name in ("member1", "staff", "officer"))
    application = _applies(member, cast.product_bri.slug)
    mine = f"/anggota/pengajuan/{application.code}/"
    member.is_told(post, f"Pengajuan {application.code} sudah kami terima", leads_to=mine)
    member.sees("Sedang diperiksa Disperindag")

    referral = _is_verified_and_referred(staff, application, post, cast.branch_bri)
    member.is_told(post, f"Pengajuan {application.code} lolos pemeriksaan", leads_to=mine)
    member.is_told(post, f"Pengajuan Anda dikirim ke {cast.branch_bri.name}", leads_to=mine)
    member.look("journey-12-member-referred")

    case = f"/bank/rujukan/{referral.pk}/"
    officer.goes("/bank/")
    officer.look("journey-20-bank-queue")
    officer.is_told(post, f"Rujukan baru {application.code}", leads_to=case)
    officer.look("journey-21-bank-case-new")
    officer.presses("Terima kasus")
    member.is_told(post, f"{cast.branch_bri.name} sudah membuka pengajuan Anda", leads_to=mine)
    member.sees("Oki Petugas")
    officer.presses("Minta berkas")
    officer.look("journey-22-bank-papers")
    officer.fills(bank_book="Untuk melihat penjualan tiga bulan.")
    officer.presses("Kirim permintaan")

    member.is_told(post, "BRI meminta berkas dari Anda", leads_to=mine)
    member.sees("Untuk melihat penjualan tiga bulan.")
    member.look("journey-30-member-papers-wanted")
    member.page.locator("#berkas-bank input[type=file]").set_input_files(photo_file())
    member.presses("Kirim ke bank")
    member.look("journey-31-member-papers-sent")

    officer.is_told(post, f"Berkas {application.code} sudah lengkap", leads_to=case)
    officer.look("journey-40-bank-in-review")
    officer.presses("Setujui")
    officer.fills(amount="20 juta", conditions="Buka rekening di cabang.")
    officer.look("journey-41-bank-approve")
    officer.presses("Lihat dulu")
    officer.sees("Kabar baik: BRI menyetujui pengajuan Anda", "Rp20.000.000")
    officer.look("journey-42-bank-preview")
    assert Referral.objects.get().state == "in_review"
    officer.presses("Kirim persetujuan")

    member.is_told(post, "Kabar baik: BRI menyetujui pengajuan Anda", leads_to=mine)
    member.sees("Rp20.000.000", "Buka rekening di cabang.")
    member.look("journey-50-member-approved")

    officer.presses("Catat akad")
    officer.fills(number="KUR-2026-0001")
    officer.look("journey-60-bank-contract")
    officer.presses("Simpan akad")
    member.is_told(post, "Akad Anda sudah dicatat", leads_to=mine)
    officer.presses("Catat pencairan")
    officer.look("journey-61-bank-disburse")
    officer.presses("Simpan pencairan")
    officer.look("journey-62-bank-done")
    member.is_told(post, "Dana sudah cair: Rp20.000.000", leads_to=mine)
    member.sees("Rp20.000.000")
    member.look("journey-70-member-disbursed")

    application.refresh_from_db()
    assert (application.state, Referral.objects.get().state) == ("disbursed", "disbursed")
    steps = Entry.objects.about(Referral.objects.get()).exclude(to_state="")
    assert list(steps.values_list("to_state", flat=True)) == [
        "received",
        "papers_wanted",
        "in_review",
        "approved",
        "contracted",
        "disbursed",
    ]


@BOTH
def test_a_no_that_leads_to_another_bank(people, cast, post, scripts):
    everybody = people(scripts, "officer_bni")
    member, staff, officer = (everybody[name] for name in ("member1", "staff", "officer"))
    application = _applies(member, cast.product_bri.slug, "decline")
    mine = f"/anggota/pengajuan/{application.code}/"
    referral = _is_verified_and_referred(staff, application, post, cast.branch_bri)

    officer.goes(f"/bank/rujukan/{referral.pk}/")
    officer.presses("Terima kasus")
    officer.presses("Tolak")
    officer.page.check("[name=reason][value=capacity]")
    officer.fills(words="Penjualan belum cukup untuk cicilan sebesar ini.")
    officer.look("decline-10-bank-decline")
    officer.presses("Lihat dulu")
    officer.sees("Yang bisa Anda lakukan", "jumlah yang lebih kecil")
    officer.look("decline-11-bank-preview")
    officer.presses("Kirim penolakan")

    member.is_told(post, "BRI belum menyetujui pengajuan Anda", leads_to=mine)
    member.sees("Penjualan belum cukup untuk cicilan sebesar ini.", "jumlah yang lebih kecil")
    member.look("decline-20-member-reads")
    page = f"/admin/financing/application/{application.pk}/change/"
    referral_page = f"/admin/financing/referral/{referral.pk}/change/"
    staff.is_told(
        post,
        f"{application.code} perlu bank lain",
        leads_to=lambda path: path in {page, referral_page},
    )

    member.presses("Pilih bank lain")
    member.page.check(f"[name=product][value={cast.product_bni.slug}]")
    member.presses("Kirim ke bank ini")  # without a yes to the new bank
    assert member.path.endswith("/bank-lain/")
    assert Application.objects.get().state == "declined"
    assert member.page.is_checked(f"[name=product][value={cast.product_bni.slug}]")
    member.look("decline-30-member-no-consent")
    member.page.check("[name=agreed]")
    member.presses("Kirim ke bank ini")
    member.look("decline-31-member-again")

    staff.is_told(
        post, f"Pengajuan {application.code} menunggu dikirim ke bank lain", leads_to=page
    )
    staff.presses("Kirim ke bank…")
    assert str(cast.branch_bni) in staff.page.inner_text("main")
    staff.presses("Kirim ke bank")
    second = Referral.objects.get(branch=cast.branch_bni)
    other = everybody["officer_bni"]
    other.is_told(post, f"Rujukan baru {application.code}", leads_to=f"/bank/rujukan/{second.pk}/")
    other.presses("Terima kasus")
    member.is_told(post, f"{cast.branch_bni.name} sudah membuka pengajuan Anda", leads_to=mine)
    member.sees("Nina BNI")
    # The first bank no longer reads the file.
    officer.goes(f"/bank/rujukan/{referral.pk}/")
    officer.sees("Kasus ini sudah ditutup")
    assert officer.page.locator("a[href^='/berkas/'], a[href^='/dokumen/']").count() == 0
