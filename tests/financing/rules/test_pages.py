"""Why this bank: on the member's, the bank's and the office's page; the rulebook for all."""

from __future__ import annotations

import datetime
import gzip

import pytest
from django.test import Client
from django.urls import reverse

from financing.rulebook import current_rules
from tests import cast as play
from tests.financing.rules.conftest import approved, drafted, today, tomorrow


def page(user, url):
    client = Client()
    if user:
        client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def section(text):
    return text.split('id="mengapa"', 1)[1].split("</section>", 1)[0]


@pytest.fixture
def referral(book):
    type(book.product_bni).objects.filter(pk=book.product_bni.pk).update(
        name="KUR Mikro BNI sempit", max_amount=15_000_000
    )
    return play.sent(book, book.member1, book.product_bri, amount=25_000_000)


def test_the_member_reads_every_bank_and_each_rule(book, referral):
    address = f"/anggota/pengajuan/{referral.application.code}/?aturan=semua"
    told = section(page(book.member1, address))
    for product in (book.product_bri, book.product_bank_lampung):
        assert product.name in told
    assert "KUR Mikro BNI sempit" in told
    narrow = told[told.index("KUR Mikro BNI sempit") :]
    assert "Belum memenuhi syarat" in narrow
    assert "Rp10.000.001 sampai Rp15 juta" in narrow
    assert "Rp25 juta" in narrow
    assert "Permenko Perekonomian 1/2026" in narrow
    assert "edisi 1" in told


def test_a_draft_has_no_such_section(book):
    application = play.draft(book.member1, book.product_bri)
    assert 'id="mengapa"' not in page(book.member1, f"/anggota/pengajuan/{application.code}/")


def test_a_bank_reads_its_own_product_only(book, referral):
    told = section(page(book.officer, reverse("bank:referral", args=[referral.pk])))
    assert book.product_bri.name in told
    assert "BNI" not in told
    assert book.product_bank_lampung.name not in told


def test_the_office_reads_all(book, referral):
    url = reverse("admin:financing_application_change", args=[referral.application_id])
    told = section(page(book.staff, url))
    assert book.product_bri.name in told
    assert "KUR Mikro BNI sempit" in told


def test_it_stays_what_was_said_when_the_rules_change(book, referral):
    url = f"/anggota/pengajuan/{referral.application.code}/"
    before = section(page(book.member1, url))
    approved(book, 20_000_000)
    assert section(page(book.member1, url)) == before


def test_another_day_is_read_by_the_edition_of_that_day(book):
    """The new edition also rewrites what was so from January on: it did not act yesterday."""
    old = current_rules()
    approved(book, 20_000_000)
    yesterday = today() - datetime.timedelta(days=1)
    then, now = page(None, f"/kur/?pada={yesterday}"), page(None, "/kur/")
    assert "Rp20 juta" in row_of_mikro(now)
    assert "Rp20 juta" not in row_of_mikro(then)
    assert "Rp100 juta" in row_of_mikro(then)
    assert old.version in then
    assert current_rules().version in now
    assert "Dibaca dari edisi 1" in then
    assert f'href="?pada={today()}"' in now
    assert page(None, f"/kur/?pada={today()}").count("Dibaca dari edisi") == 0


def row_of_mikro(text):
    return text.split('href="#mikro"', 1)[1].split("</tr>", 1)[0]


def test_the_rulebook_is_open_and_says_what_changed_and_when(book):
    approved(book, 20_000_000)
    later = approved(book, 30_000_000, day=tomorrow())
    drafted(book, 77_000_000, day=tomorrow())
    text = page(None, reverse("kur-aturan"))
    assert "Edisi 1" in text
    assert "berlaku hari ini" in text.split("Edisi 2")[1].split("Edisi 1")[0]
    assert "akan berlaku" in text.split("Edisi 3")[1].split("Edisi 2")[0]
    assert "Rp20 juta" in text
    assert later.version in text
    assert "Rp77 juta" not in text
    assert "Edisi 4" not in text
    assert len(gzip.compress(text.encode(), 6)) < 20_000


def test_the_rulebook_without_editions_and_its_verbs(cast):
    client = Client()
    text = client.get(reverse("kur-aturan")).content.decode()
    assert "Belum ada perubahan" in text
    assert "Pinjaman paling besar" in text
    assert client.post(reverse("kur-aturan")).status_code == 405
    assert today().year >= 2026


def test_the_office_sees_what_does_not_fit_before_it_refers(book):
    """Last in the list, with the reason that was kept; still a choice, for the bank decides."""
    type(book.product_bni).objects.filter(pk=book.product_bni.pk).update(max_amount=15_000_000)
    application = play.verified(book, book.member1, book.product_bri, amount=25_000_000)
    for product in (book.product_bni, book.product_bank_lampung):
        play.consent_to(book.member1, product.bank.institution)
    url = reverse("admin:financing_application_step", args=[application.pk, "refer"])
    told = page(book.staff, url).split('id="id_product"', 1)[1].split("</form>", 1)[0]
    order = [told.index(f'value="{p.pk}"') for p in (
        book.product_bri, book.product_bank_lampung, book.product_bni)]  # fmt: skip
    assert order == sorted(order)
    assert told.count("Tidak cocok menurut aturan") == 1
    narrow = told[order[2] :]
    assert "Tidak cocok menurut aturan" in narrow
    assert "Rp10.000.001 sampai Rp15 juta" in narrow
    client = Client()
    client.force_login(book.staff)
    assert client.post(url, {"product": book.product_bni.pk}).status_code == 302
    assert application.referrals.get().product == book.product_bni


def test_the_offices_buttons_stand_before_the_long_blocks(book):
    application = play.verified(book, book.member1, book.product_bri)
    url = reverse("admin:financing_application_change", args=[application.pk])
    told = page(book.staff, url)
    order = [told.index(f'id="{one}"') for one in (
        "office-facts", "office-steps", "office-says", "mengapa", "office-papers")]  # fmt: skip
    assert order == sorted(order)
