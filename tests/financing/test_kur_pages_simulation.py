"""/kur/simulasi/: the engine's numbers to the rupiah, and a sentence for anything else."""

import datetime
import gzip
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from financing.kur.explain import flat_mistake
from financing.kur.instalments import schedule
from financing.kur.ruleset import RuleSet
from financing.views.kur.picture import columns_of
from financing.views.kur.simulation import compared, largest_loan, scheme_for
from ikm_portal.common.money import format_rupiah

URL = "/kur/simulasi/"
RULES = RuleSet.from_file()


def page(client, status=200, **query):
    response = client.get(URL, query)
    assert response.status_code == status
    return unescape(response.content.decode())


def test_open_to_everybody_with_an_example(client, db):
    assert reverse("kur-simulasi") == URL
    text = page(client)
    assert "Contoh" in text
    assert format_rupiah(schedule(25_000_000, 24, 6).instalment) in text


@pytest.mark.parametrize(
    ("amount", "months", "rate"),
    [(10_000_000, 12, "6"), (25_000_000, 36, "6"), (100_000_000, 60, "6"), (7_654_321, 17, "3"),
     (500_000_000, 48, "6.5"), (100_000, 1, "6"), (12_000_000, 120, "0")],
)  # fmt: skip
def test_every_number_is_the_engines(client, db, amount, months, rate):
    text = page(client, jumlah=amount, bulan=months, bunga=rate)
    plan = schedule(amount, months, Decimal(rate))
    assert format_rupiah(plan.instalment) in text
    assert format_rupiah(plan.total_interest) in text
    assert format_rupiah(plan.total_paid) in text
    for row in plan.rows:
        cells = (row.principal, row.interest, row.outstanding)
        told = "".join(f'<td class="num">{cell:,}</td>'.replace(",", ".") for cell in cells)
        assert f'<th scope="row">{row.no}</th>{told}' in text
    mistake = flat_mistake(amount, months, Decimal(rate))
    shown = "Keliru: flat" in text
    assert shown == (mistake["difference"] > 0)
    if shown:
        for key in ("right_instalment", "right_interest", "flat_instalment", "flat_interest",
                    "difference"):  # fmt: skip
            assert format_rupiah(mistake[key]) in text
        assert f"sama dengan {mistake['flat_effective']} efektif" in text


@pytest.mark.parametrize(
    ("written", "amount"),
    [("25 juta", 25_000_000), ("Rp25.000.000,-", 25_000_000), ("2,5 jt", 2_500_000),
     ("750rb", 750_000)],
)  # fmt: skip
def test_amounts_as_people_write_them(client, db, written, amount):
    text = page(client, jumlah=written, bulan="12", bunga="6%")
    assert f"Pinjam {format_rupiah(amount)}, 12 bulan, bunga 6% setahun." in text


def test_an_empty_rate_is_six_and_a_comma_is_a_comma(client, db):
    assert "bunga 6% setahun" in page(client, jumlah="10 juta", bulan="12", bunga="")
    assert "bunga 6,5% setahun" in page(client, jumlah="10 juta", bulan="12", bunga="6,5")


def test_the_link_leads_to_the_same_page(client, db):
    text = page(client, jumlah="50 juta", bulan="36", bunga="6")
    assert 'href="?jumlah=50000000&bulan=36&bunga=6"' in text
    assert format_rupiah(1_521_097) in page(client, jumlah="50000000", bulan="36", bunga="6")


BAD = [
    ({"jumlah": "-5"}, "Tulis jumlahnya dengan angka"),
    ({"jumlah": "0"}, "Paling sedikit Rp100.000."),
    ({"jumlah": "99999"}, "Paling sedikit Rp100.000."),
    ({"jumlah": "500000001"}, "Paling banyak Rp500.000.000."),
    ({"jumlah": str(10**18)}, "terlalu besar"),
    ({"jumlah": "9" * 5000}, "Tulis jumlahnya dengan angka"),
    ({"jumlah": "NaN"}, "Tulis jumlahnya dengan angka"),
    ({"jumlah": "1e9"}, "Tulis jumlahnya dengan angka"),
    ({"jumlah": ""}, "Isi jumlahnya dalam rupiah."),
    ({"bulan": ""}, "Isi berapa bulan."),
    ({"bulan": "0"}, "Paling sedikit 1 bulan."),
    ({"bulan": "121"}, "Paling lama 120 bulan."),
    ({"bulan": "-12"}, "Paling sedikit 1 bulan."),
    ({"bulan": "dua belas"}, "Tulis jumlah bulan dengan angka bulat"),
    ({"bulan": "12.5"}, "Tulis jumlah bulan dengan angka bulat"),
    ({"bulan": "9" * 5000}, "Tulis jumlah bulan dengan angka bulat"),
    ({"bulan": "NaN"}, "Tulis jumlah bulan dengan angka bulat"),
    ({"bunga": "-1"}, "Bunga tidak boleh kurang dari 0."),
    ({"bunga": "61"}, "Bunga paling besar 60 persen."),
    ({"bunga": "NaN"}, "Tulis bunga dengan angka"),
    ({"bunga": "Infinity"}, "Tulis bunga dengan angka"),
    ({"bunga": "1e5"}, "Bunga paling besar 60 persen."),
    ({"bunga": "6.123"}, "Paling banyak dua angka di belakang koma."),
    ({"bunga": "enam"}, "Tulis bunga dengan angka"),
    ({"jumlah": ["1 juta", "<script>"]}, "Tulis jumlahnya dengan angka"),
]


@pytest.mark.parametrize(("change", "sentence"), BAD)
def test_bad_input_gets_a_sentence_and_is_kept(client, db, change, sentence):
    query = {"jumlah": "25 juta", "bulan": "24", "bunga": "6"} | change
    text = page(client, 422, **query)
    assert sentence in text
    assert "Angsuran setiap bulan" not in text
    for name, value in query.items():
        if name not in change:
            assert f'value="{value}"' in text


def test_what_was_typed_comes_back_harmless(client, db):
    shown = client.get(URL, {"jumlah": '"><script>', "bulan": "<b>"}).content.decode()
    assert "&quot;&gt;&lt;script&gt;" in shown
    assert '"><script>' not in shown
    assert "<b>" not in shown.split('name="bulan"')[1][:80]


def test_unknown_parameters_are_ignored(client, db):
    assert "Contoh" in page(client, **{"amount": "x", "jumlah[]": "1", "": "2"})


@pytest.mark.parametrize("amount", ["100000", "500000000"])
@pytest.mark.parametrize("months", ["1", "120"])
@pytest.mark.parametrize("rate", ["0", "60"])
def test_both_ends_work(client, db, amount, months, rate):
    assert "Angsuran setiap bulan" in page(client, jumlah=amount, bulan=months, bunga=rate)


@pytest.mark.parametrize(
    ("amount", "months", "name", "warned"),
    [
        (10_000_000, 36, "KUR Super Mikro", None),
        (10_000_001, 36, "KUR Mikro", None),
        (100_000_000, 37, "KUR Mikro", "work"),
        (100_000_001, 48, "KUR Kecil", None),
        (100_000_001, 49, "KUR Kecil", "work"),
        (500_000_000, 60, "KUR Kecil", "work"),
        (500_000_000, 61, "KUR Kecil", "all"),
    ],
)
def test_the_longest_term_of_the_schemes(amount, months, name, warned):
    told = scheme_for(RULES, datetime.date(2026, 11, 24), amount, months)
    assert told["scheme"] == name
    assert bool(told["longest"]) == (warned == "all")
    assert bool(told["longest_work"]) == (warned is not None)


def test_the_largest_loan_comes_from_the_rules():
    assert largest_loan(RULES, datetime.date(2026, 11, 24)) == 500_000_000


@pytest.mark.parametrize(
    ("months", "beside"),
    [(1, [1, 6, 12]), (6, [6, 12, 18]), (24, [18, 24, 36]), (25, [24, 25, 36]),
     (60, [36, 48, 60]), (120, [48, 60, 120])],
)  # fmt: skip
def test_three_terms_side_by_side(months, beside):
    found = compared(schedule(10_000_000, months, 6))
    assert [plan.months for plan, _link, _this in found] == beside
    assert [plan.months for plan, _link, this in found if this] == [months]
    for plan, _link, _this in found:
        assert plan == schedule(10_000_000, plan.months, 6)


@pytest.mark.parametrize("months", [1, 11, 12, 13, 60, 120])
def test_the_picture_adds_up(months):
    plan = schedule(33_333_333, months, 6)
    columns = columns_of(plan)
    assert len(columns) == -(-months // 12)
    assert sum(column.principal for column in columns) == plan.amount
    assert sum(column.interest for column in columns) == plan.total_interest
    for column in columns:
        assert column.interest_y >= 0
        assert column.interest_y + column.interest_height == column.principal_y
        assert column.principal_y + column.principal_height == 101


def test_it_asks_the_database_only_which_rules_act_and_is_light(
    client, db, django_assert_num_queries
):
    with django_assert_num_queries(1):
        response = client.get(URL, {"jumlah": "500 juta", "bulan": "120"})
    assert len(gzip.compress(response.content, 6)) < 12_000
    assert b"style=" not in response.content


def test_other_verbs_are_refused(client, db):
    assert client.post(URL).status_code == 405
