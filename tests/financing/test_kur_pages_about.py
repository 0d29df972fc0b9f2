"""/kur/: what it says is what the engine says, and any address gets a page."""

import datetime
import gzip
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from financing.kur.explain import explain, open_questions
from financing.kur.ruleset import RuleSet
from financing.views.kur.changes import turns

RULES = RuleSet.from_file()
URL = "/kur/"


def page(client, query="", status=200):
    response = client.get(URL + query)
    assert response.status_code == status
    return unescape(response.content.decode())


def test_open_to_everybody(client, db):
    assert reverse("kur") == URL
    assert "Tentang KUR" in page(client)


@pytest.mark.parametrize("day", ["2022-06-01", "2023-05-19", "2025-09-01", "2026-03-01"])
def test_every_line_is_the_engines(client, db, day):
    text = page(client, f"?pada={day}")
    for scheme in explain(RULES, datetime.date.fromisoformat(day), "18"):
        assert scheme.name in text
        assert scheme.for_whom in text
        for point in scheme.points:
            assert str(point.text) in text
        for paper in scheme.papers:
            assert paper.label in text
        assert str(scheme.collateral.sentence) in text
    assert "Bukan aturan hari ini" in text


def test_rules_of_2023_and_2026_differ(client, db):
    assert "6%, 7%, 8%, 9% setahun" in page(client, "?pada=2023-05-19").split('id="berubah"')[0]
    assert "6%, 7%, 8%, 9% setahun" not in page(client).split('id="berubah"')[0]


def test_the_right_about_collateral_names_its_article(client, db):
    text = page(client)
    assert "Pinjaman sampai Rp100 juta tidak memakai agunan tambahan." in text
    assert "Pasal 14(3)" in text
    assert "belum kami temukan" not in text


def test_what_is_not_sure_is_said(client, db):
    text = page(client)
    for question in open_questions():
        assert question in text
    assert "dari aturan sebelumnya, belum dicocokkan" in text
    assert open_questions()[0] not in page(client, "?pada=2023-05-19")


def test_changes_come_from_the_dates_of_the_rules():
    days = [turn.day for turn in turns(RULES)]
    assert days == sorted(days, reverse=True)
    assert datetime.date(2026, 1, 1) in days
    turn = next(turn for turn in turns(RULES) if turn.day == datetime.date(2026, 1, 1))
    sales = next(change for change in turn.changes if change.after.key == "turnover")
    assert str(sales.before.text) == "Paling banyak Rp50 miliar"
    assert str(sales.after.text) == "Paling banyak Rp4,8 miliar"
    assert sales.schemes == (
        "KUR Super Mikro", "KUR Mikro", "KUR Kecil", "KUR Khusus (kelompok)",
    )  # fmt: skip


def test_banks_their_days_and_products(client, cast):
    cast.bri.decision_days = 9
    cast.bri.save()
    text = page(client)
    assert "BRI: 9 hari kerja sampai ada keputusan" in text
    assert "Ini target" in text
    assert "KUR Mikro BNI" in text
    assert "Di atas Rp10 juta sampai Rp100 juta, bunga 6% setahun" in text
    cast.product_bni.is_active = False
    cast.product_bni.save()
    assert "KUR Mikro BNI" not in page(client)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?pada=", "Isi tanggalnya."),
        ("?pada=kemarin", "Tanggal tidak terbaca"),
        ("?pada=2023-02-30", "Tanggal tidak terbaca"),
        ("?pada=2021-12-31", "Aturan di sini mulai 1 Januari 2022"),
        ("?pada=9999-12-31", "masih di depan"),
        ("?pada=0001-01-01", "Aturan di sini mulai"),
        ("?pada=" + "9" * 5000, "Tanggal tidak terbaca"),
        ("?pada=2023-05-19&pada=x", "Tanggal tidak terbaca"),
        ("?pada[]=1&pada=NaN", "Tanggal tidak terbaca"),
        ("?pada=-1", "Tanggal tidak terbaca"),
    ],
)
def test_a_bad_day_gets_a_sentence_and_todays_rules(client, db, query, sentence):
    text = page(client, query, 422)
    assert sentence in text
    assert str(explain(RULES, timezone.localdate(), "18")[1].points[1].text) in text


def test_days_at_the_edges(client, db):
    today = timezone.localdate()
    assert "Bukan aturan hari ini" not in page(client, f"?pada={today}")
    page(client, f"?pada={today + datetime.timedelta(days=1)}", 422)
    assert "1 Januari 2022" in page(client, "?pada=2022-01-01")
    assert "19 Mei 2023" in page(client, "?pada=19-05-2023")


def test_other_verbs_are_refused(client, db):
    assert client.post(URL).status_code == 405


def test_four_queries_whatever_the_number_of_products(client, cast, django_assert_num_queries):
    with django_assert_num_queries(4):
        client.get(URL)
    type(cast.bri).objects.get(pk=cast.bni.pk).products.all().delete()
    with django_assert_num_queries(4):
        client.get(URL)


def test_it_fits_a_slow_line(client, cast):
    response = client.get(URL)
    assert len(gzip.compress(response.content, 6)) < 15_000
    assert len(response.content) < 60_000
    assert b"style=" not in response.content
    assert b"<script>" not in response.content
