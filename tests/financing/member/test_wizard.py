"""The application, page by page, as the member fills it."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from associations.models import Consent
from financing.actions import applications as steps
from financing.models import Application, ApplicationPaper
from ikm_portal.audit.models import Entry
from tests import cast as play

BUSINESS = {
    "name": "Kopi Aminah",
    "product": "kopi bubuk",
    "started_on": "2018-03-01",
    "workers": "4",
    "yearly_sales": "240 juta",
    "address": "Jl. Teuku Umar 5",
    "region": "18.71.01",
    "nib": "",
}
NEED = {
    "purpose": "kmk",
    "amount": "25 juta",
    "months": "24",
    "use": "Biji kopi dan kemasan",
}


def at(application, slug: str) -> str:
    return reverse("member:wizard-page", args=[application.code, slug])


@pytest.fixture
def me(client, cast):
    client.force_login(cast.member1)
    return client


@pytest.fixture
def application(me, cast):
    business = cast.member1.owner.businesses.get()
    me.post(reverse("member:wizard-start"), {"business": business.pk})
    return Application.objects.get()


def upload_all(me, application):
    for kind in play.PAPERS:
        url = reverse("member:wizard-paper", args=[application.code])
        answer = me.post(url, {"kind": kind, "file": play.photo()})
        assert answer.url.endswith(f"/berkas/#{kind}")


def fill(me, application, cast):
    for slug, answers in (
        ("usaha", BUSINESS),
        ("kebutuhan", NEED),
        ("bank", {"product": cast.product_bri.slug}),
    ):
        answer = me.post(at(application, slug), answers)
        assert answer.status_code == 302, (slug, answer.context["form"].errors)
    upload_all(me, application)


def test_from_the_first_page_to_the_office(me, application, cast):
    fill(me, application, cast)
    assert "Persetujuan Anda untuk BRI" in me.get(at(application, "kirim")).content.decode()
    answer = me.post(at(application, "kirim"), {"agreed": "on"})
    assert answer.url == reverse("member:application", args=[application.code])
    application.refresh_from_db()
    assert application.state == "submitted"
    assert application.amount == 25_000_000
    business = application.business
    assert (business.name, business.workers) == ("Kopi Aminah", 4)
    assert Consent.objects.filter(recipient=cast.inst_bri, withdrawn_at=None).count() == 1


def test_sending_twice_sends_once(me, application, cast):
    fill(me, application, cast)
    for _ in range(2):
        answer = me.post(at(application, "kirim"), {"agreed": "on"}, follow=True)
        assert answer.status_code == 200
    assert Entry.objects.filter(action="financing.application.submit").count() == 1
    assert Consent.objects.filter(recipient=cast.inst_bri).count() == 1


def test_without_the_yes_to_the_bank_nothing_is_sent(me, application, cast):
    fill(me, application, cast)
    answer = me.post(at(application, "kirim"), {})
    assert answer.status_code == 200
    assert "tanda setuju" in answer.content.decode()
    application.refresh_from_db()
    assert application.state == "draft"
    assert not Consent.objects.filter(purpose="bank").exists()


def test_an_unfinished_application_is_not_sent(me, application):
    me.post(at(application, "kebutuhan"), NEED)
    answer = me.post(at(application, "kirim"), {"agreed": "on"}, follow=True)
    assert "Belum bisa dikirim" in answer.content.decode()
    application.refresh_from_db()
    assert application.state == "draft"


def test_it_goes_on_where_it_was_left(me, application, cast):
    resume = reverse("member:wizard", args=[application.code])
    assert me.get(resume).url == at(application, "usaha")
    me.post(at(application, "usaha"), BUSINESS)
    assert me.get(resume).url == at(application, "kebutuhan")
    me.post(at(application, "kebutuhan"), NEED)
    assert me.get(resume).url == at(application, "bank")
    me.post(at(application, "bank"), {"product": cast.product_bri.slug})
    assert me.get(resume).url == at(application, "berkas")
    upload_all(me, application)
    assert me.get(resume).url == at(application, "kirim")


def test_what_is_right_is_kept_when_something_is_wrong(me, application):
    answer = me.post(at(application, "kebutuhan"), NEED | {"amount": "banyak"})
    assert answer.status_code == 200
    assert "Tulis jumlahnya dengan angka" in answer.content.decode()
    application.refresh_from_db()
    assert (application.use, application.months, application.amount) == (NEED["use"], 24, None)


def test_the_bank_is_asked_again_when_the_amount_no_longer_fits(me, application, cast):
    me.post(at(application, "kebutuhan"), NEED)
    me.post(at(application, "bank"), {"product": cast.product_bri.slug})
    answer = me.post(at(application, "kebutuhan"), NEED | {"amount": "5 juta"}, follow=True)
    assert "Pilih bank sekali lagi" in answer.content.decode()
    application.refresh_from_db()
    assert application.product is None


def test_a_product_that_does_not_fit_cannot_be_chosen(me, application, cast):
    me.post(at(application, "kebutuhan"), NEED | {"amount": "5 juta"})
    page = me.get(at(application, "bank")).content.decode()
    assert f'value="{cast.product_bri.slug}"' not in page
    assert "paling sedikit" in page or "Anda mengajukan Rp5 juta" in page
    answer = me.post(at(application, "bank"), {"product": cast.product_bri.slug})
    assert answer.status_code == 200
    application.refresh_from_db()
    assert application.product is None


def test_only_banks_that_serve_the_place_are_offered(me, application, cast):
    me.post(at(application, "kebutuhan"), NEED)
    cast.branch_bni.serves.set([cast.lampung_barat])
    page = me.get(at(application, "bank")).content.decode()
    assert cast.product_bri.slug in page
    assert cast.product_bni.slug not in page


def test_the_instalment_and_the_findings_stand_on_the_card(me, application):
    me.post(at(application, "kebutuhan"), NEED)
    page = me.get(at(application, "bank")).content.decode()
    assert "Rp1.108.015" in page  # 25 million, 24 months, 6% effective
    assert "akan ditanya" in page
    assert "tidak boleh meminta agunan tambahan" in page


def test_a_newer_paper_takes_the_place_of_the_older(me, application):
    url = reverse("member:wizard-paper", args=[application.code])
    me.post(url, {"kind": "ktp", "file": play.photo()})
    me.post(url, {"kind": "ktp", "file": play.photo((1, 2, 3))})
    assert application.papers.filter(kind="ktp", removed_at=None).count() == 1
    assert application.papers.filter(kind="ktp").count() == 2


def test_a_paper_can_be_taken_out(me, application):
    url = reverse("member:wizard-paper", args=[application.code])
    me.post(url, {"kind": "ktp", "file": play.photo()})
    paper = ApplicationPaper.objects.get()
    me.post(reverse("member:wizard-paper-remove", args=[application.code, paper.pk]))
    paper.refresh_from_db()
    assert paper.removed_at is not None


def test_a_file_that_is_no_paper_is_refused_with_a_sentence(me, application):
    from django.core.files.uploadedfile import SimpleUploadedFile

    url = reverse("member:wizard-paper", args=[application.code])
    for content in (b"", b"<html>", b"MZ\x90"):
        file = SimpleUploadedFile("ktp.jpg", content)
        answer = me.post(url, {"kind": "ktp", "file": file}, follow=True)
        assert "KTP: " in answer.content.decode()
    answer = me.post(url, {"kind": "ktp"}, follow=True)
    assert "Pilih foto atau PDF dulu" in answer.content.decode()
    answer = me.post(url, {"kind": "rahasia", "file": play.photo()}, follow=True)
    assert answer.status_code == 200
    assert not ApplicationPaper.objects.exists()


def test_a_sent_application_is_read_only(me, cast):
    application = play.submitted(cast.member1, cast.product_bri)
    answer = me.post(at(application, "kebutuhan"), NEED | {"amount": "90 juta"}, follow=True)
    assert "tidak bisa diubah lagi" in answer.content.decode()
    url = reverse("member:wizard-paper", args=[application.code])
    me.post(url, {"kind": "ktp", "file": play.photo((9, 9, 9))})
    paper = application.papers.get(kind="ktp")
    me.post(reverse("member:wizard-paper-remove", args=[application.code, paper.pk]))
    application.refresh_from_db()
    paper.refresh_from_db()
    assert application.amount == 25_000_000
    assert paper.removed_at is None


def test_a_returned_application_shows_the_note_and_can_be_sent_again(me, cast):
    application = play.submitted(cast.member1, cast.product_bri)
    steps.return_application(application=application, by=cast.staff, note="Foto KTP buram.")
    cast.member1.owner.businesses.update(address="Jl. Teuku Umar 5")
    for slug in ("usaha", "kebutuhan", "bank", "berkas", "kirim"):
        assert "Foto KTP buram." in me.get(at(application, slug)).content.decode()
    me.post(at(application, "kirim"), {"agreed": "on"})
    application.refresh_from_db()
    assert (application.state, application.return_note) == ("submitted", "")


@pytest.mark.parametrize("person", ["member2", "member_garam", "manager_garam", "officer", "staff"])
def test_nobody_else_gets_in(client, cast, person):
    application = play.draft(cast.member1, cast.product_bri)
    client.force_login(getattr(cast, person))
    before = Application.objects.values().get()
    for slug, answers in (("kebutuhan", NEED | {"amount": "90 juta"}), ("kirim", {"agreed": "on"})):
        assert client.get(at(application, slug)).status_code == 404
        assert client.post(at(application, slug), answers).status_code == 404
    url = reverse("member:wizard-paper", args=[application.code])
    assert client.post(url, {"kind": "ktp", "file": play.photo()}).status_code == 404
    assert Application.objects.values().get() == before
    assert not ApplicationPaper.objects.exists()


def test_without_an_account_one_comes_back_to_the_same_page(client, cast):
    application = play.draft(cast.member1, cast.product_bri)
    url = at(application, "kebutuhan")
    answer = client.post(url, NEED | {"amount": "90 juta"})
    assert answer.url == f"/masuk/?next={url}"
    application.refresh_from_db()
    assert application.amount == 25_000_000
    answer = client.post(
        answer.url, {"login": cast.member1.email, "password": play.PASSWORD, "next": url}
    )
    assert answer.url == url


def test_someone_elses_business_starts_nothing(me, cast):
    other = cast.member2.owner.businesses.get()
    for wanted in (other.pk, "", "x", "9" * 30):
        answer = me.post(reverse("member:wizard-start"), {"business": wanted})
        assert answer.status_code == 404
    assert not Application.objects.exists()


def test_writes_are_posts_only(me, application):
    assert me.get(reverse("member:wizard-start")).status_code == 405
    assert me.get(reverse("member:wizard-paper", args=[application.code])).status_code == 405
    remove = reverse("member:wizard-paper-remove", args=[application.code, 1])
    assert me.get(remove).status_code == 405


def test_the_next_application_knows_the_last_answers(me, cast):
    play.declined(cast)
    business = cast.member1.owner.businesses.get()
    me.post(reverse("member:wizard-start"), {"business": business.pk})
    application = Application.objects.latest("id")
    assert application.state == "draft"
    assert (application.amount, application.months, application.purpose) == (25_000_000, 24, "kmk")
    assert application.use == "Membeli biji kopi dan kemasan."
    assert application.product is None


def test_starting_twice_opens_the_same_draft(me, application, cast):
    business = cast.member1.owner.businesses.get()
    for _ in range(2):
        me.post(reverse("member:wizard-start"), {"business": business.pk})
    assert Application.objects.get() == application


def test_dates_in_the_future_and_a_short_nib_are_refused(me, application):
    future = (timezone.localdate() + datetime.timedelta(days=9)).isoformat()
    answers = BUSINESS | {"started_on": future, "nib": "123", "name": "Kopi Baru"}
    page = me.post(at(application, "usaha"), answers).content.decode()
    assert "belum terjadi" in page
    assert "13 angka" in page
    application.business.refresh_from_db()
    assert application.business.name == "Kopi Baru"
    assert application.business.started_on == datetime.date(2019, 1, 1)
    assert not application.business.permits.exists()


def test_a_nib_of_another_business_is_refused(me, application, cast):
    number = "1234567890123"
    cast.member2.owner.businesses.get().permits.create(kind="nib", number=number)
    page = me.post(at(application, "usaha"), BUSINESS | {"nib": number}).content.decode()
    assert "sudah dipakai usaha lain" in page
    assert not application.business.permits.exists()


@pytest.mark.parametrize("slug", ["usaha", "kebutuhan", "bank", "berkas", "kirim"])
def test_each_page_asks_the_database_a_known_number_of_times(
    me, application, cast, slug, django_assert_max_num_queries
):
    fill(me, application, cast)
    with django_assert_max_num_queries(16):
        assert me.get(at(application, slug)).status_code == 200
