"""One case's page: what it shows to whom, and the trace that looking leaves."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from financing.actions import referrals
from financing.actions.looks import OPENED, UNMASKED
from financing.models import Referral
from ikm_portal.audit.models import Entry
from tests import cast as play
from tests.financing.bank.test_access import CASE_URLS


def page_of(referral: Referral) -> str:
    return reverse("bank:referral", args=[referral.pk])


def nik_of(user) -> str:
    return user.owner.nik


def test_what_an_officer_must_know(cast, at):
    referral = play.in_review(cast)
    page = at(cast.officer).get(page_of(referral)).content.decode()
    for words in (
        "Aminah Kopi, ",
        "Usaha Aminah Kopi: kopi bubuk, di Kedaton, Kota Bandar Lampung.",
        "penjualan sekitar Rp20.000.000 sebulan",
        "Membeli biji kopi dan kemasan.",
        "anggota Asosiasi Kopi Bubuk Uji",
        "Rp1.108.015",  # 25 million, 24 months, 6% by annuity
        "Kartu keluarga",
        "Diterima petugas bank",
    ):
        assert words in page


def test_looking_is_traced_once_an_hour_for_each_officer(cast, at):
    referral = play.in_review(cast)
    looks = Entry.objects.about(referral).filter(action=OPENED)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for user in (cast.officer, cast.officer, cast.branch_head):
            at(user).get(page_of(referral))
        assert list(looks.values_list("actor_id", flat=True)) == [
            cast.officer.pk,
            cast.branch_head.pk,
        ]
        clock.shift(datetime.timedelta(minutes=61))
        at(cast.branch_head).get(page_of(referral))
    assert looks.count() == 3


def test_before_the_case_is_taken_the_person_is_half_hidden(cast, at):
    referral = play.sent(cast, cast.member1, cast.product_bri)
    client = at(cast.officer)
    page = client.get(page_of(referral)).content.decode()
    assert nik_of(cast.member1) not in page
    assert "0812-0000-0001" not in page
    assert reverse("documents:download", args=[_paper(referral).document_id]) not in page
    client.post(reverse("bank:unmask", args=[referral.pk]))
    assert not Entry.objects.filter(action=UNMASKED).exists()
    assert nik_of(cast.member1) not in client.get(page_of(referral)).content.decode()


def _paper(referral):
    return referral.application.papers.first()


def test_the_nik_is_shown_once_behind_a_press_that_is_traced(cast, at):
    referral = play.in_review(cast)
    client = at(cast.officer)
    assert nik_of(cast.member1) not in client.get(page_of(referral)).content.decode()
    answer = client.post(reverse("bank:unmask", args=[referral.pk]))
    assert nik_of(cast.member1) not in answer["Location"]
    shown = client.get(page_of(referral))
    assert nik_of(cast.member1) in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert nik_of(cast.member1) not in client.get(page_of(referral)).content.decode()
    entry = Entry.objects.get(action=UNMASKED)
    assert (entry.actor_id, entry.subject_id) == (cast.officer.pk, str(referral.pk))
    assert nik_of(cast.member1) not in entry.payload


def test_after_the_end_the_person_is_hidden_again(cast, at):
    referral = play.declined(cast)
    client = at(cast.officer)
    client.post(reverse("bank:unmask", args=[referral.pk]))
    page = client.get(page_of(referral)).content.decode()
    assert nik_of(cast.member1) not in page
    assert "berkasnya tidak bisa dibuka lagi" in page
    assert not Entry.objects.filter(action=UNMASKED).exists()


def test_papers_open_through_the_gate_while_the_case_is_taken(cast, at):
    referral = play.sent(cast, cast.member1, cast.product_bri)
    url = reverse("documents:download", args=[_paper(referral).document_id])
    assert at(cast.officer).get(url).status_code == 404
    referrals.receive_referral(referral=referral, by=cast.officer)
    page = at(cast.officer).get(page_of(referral)).content.decode()
    assert url in page
    answer = at(cast.officer).get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert at(cast.officer_bni).get(url).status_code == 404


@pytest.mark.parametrize(
    ("state", "who", "buttons"),
    [
        ("sent", "officer", {"receive"}),
        ("sent", "colleague", {"receive"}),
        ("in_review", "officer", {"approve", "decline", "want_papers", "hand_over"}),
        (
            "in_review",
            "branch_head",
            {
                *("approve", "decline", "want_papers", "hand_over"),
                *("allow_demand", "allow_fee", "allow_paper", "allow_reason"),
            },
        ),
        ("in_review", "colleague", set()),
        ("approved", "officer", {"contract", "hand_over"}),
        ("declined", "officer", set()),
    ],
)
def test_the_buttons_are_what_the_person_may_do_now(cast, at, state, who, buttons):
    referral = (
        play.sent(cast, cast.member1, cast.product_bri)
        if state == "sent"
        else getattr(play, state)(cast)
    )
    page = at(getattr(cast, who)).get(page_of(referral)).content.decode()
    steps = [name for name in CASE_URLS if name not in {"referral", "unmask"}]
    assert {
        step for step in steps if reverse(f"bank:{step}", args=[referral.pk]) in page
    } == buttons


def test_another_banks_life_of_the_file_stays_there(cast, at):
    first = play.declined(cast)
    play.consent_to(cast.member1, cast.inst_bni)
    first.application.refresh_from_db()
    second = referrals.refer_application(
        application=first.application, by=cast.staff, product=cast.product_bni
    )
    page = at(cast.officer_bni).get(page_of(second)).content.decode()
    for words in ("BRI", "Oki Petugas", "Penjualan belum cukup", "Kemampuan membayar"):
        assert words not in page
    assert "Aminah" not in at(cast.officer).get("/bank/").content.decode()


@pytest.mark.parametrize("who", ["officer", "branch_head"])
@pytest.mark.parametrize("state", ["in_review", "approved", "declined"])
def test_the_price_of_a_page(cast, at, state, who):
    referral = getattr(play, state)(cast)
    client = at(getattr(cast, who))
    client.get(page_of(referral))
    with CaptureQueriesContext(connection) as asked:
        client.get(page_of(referral))
    assert len(asked) <= 12


# Another amount, and what the applicant could pay


def test_another_amount_beside_the_asked_one(cast, at):
    referral = play.in_review(cast)
    client = at(cast.officer)
    plain = client.get(page_of(referral)).content.decode()
    assert "Jumlah lain" not in plain
    page = client.get(page_of(referral), {"jumlah": "15.000.000", "bulan": "12"})
    text = page.content.decode()
    # 15 million over 12 months at 6% a year; sales of 240 million a year are 20 million a month.
    assert "Rp1.290.996" in text
    assert "Rp18.709.004" in text
    assert "6%" in text
    assert "Penjualan sebulan" in text


@pytest.mark.parametrize(
    ("amount", "months", "sentence"),
    [
        ("25.000.001", "12", "Paling banyak Rp25.000.000"),
        ("0", "12", "Paling sedikit"),
        ("-5", "12", "id_jumlah_error"),
        ("banyak", "12", "id_jumlah_error"),
        ("9" * 400, "12", "id_jumlah_error"),
        ("1000000", "0", "Paling sedikit 1 bulan."),
        ("1000000", "121", "Paling banyak 120 bulan."),
        ("1000000", "NaN", "Tulis jangka waktu dengan angka"),
        ("", "", "Isi bagian ini."),
    ],
)
def test_another_amount_that_is_none(cast, at, amount, months, sentence):
    referral = play.in_review(cast)
    page = at(cast.officer).get(page_of(referral), {"jumlah": amount, "bulan": months})
    text = page.content.decode()
    assert page.status_code == 200
    assert sentence in text
    assert "Jumlah lain" not in text


def test_without_sales_nothing_is_made_up(cast, at):
    referral = play.in_review(cast)
    business = referral.application.business
    business.yearly_sales = None
    business.save(update_fields=["yearly_sales"])
    text = at(cast.officer).get(page_of(referral), {"jumlah": "1000000", "bulan": "12"})
    assert "Sisa setelah angsuran" not in text.content.decode()


def test_more_than_the_sales_is_shown_below_nought(cast, at):
    referral = play.in_review(cast)
    business = referral.application.business
    business.yearly_sales = 6_000_000
    business.save(update_fields=["yearly_sales"])
    assert "−Rp608.015" in at(cast.officer).get(page_of(referral)).content.decode()


def test_the_officer_reads_the_share_of_the_sales_before_sending(cast, at):
    referral = play.in_review(cast)
    answers = {"amount": "20000000", "months": "24", "rate": "6"}
    text = at(cast.officer).post(reverse("bank:approve", args=[referral.pk]), answers)
    assert "Itu 4% dari penjualan yang ditulis pemohon." in text.content.decode()


@pytest.mark.parametrize(("who", "asks"), [("officer", True), ("colleague", False)])
def test_a_paper_is_asked_for_again_from_its_line(cast, at, who, asks):
    referral = play.in_review(cast)
    text = at(getattr(cast, who)).get(page_of(referral)).content.decode()
    assert (f"{reverse('bank:want_papers', args=[referral.pk])}#id_ktp" in text) is asks
