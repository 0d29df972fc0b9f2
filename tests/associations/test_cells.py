"""The many ways in which people write a NIK, a day, a phone number, an amount."""

from __future__ import annotations

import datetime

import pytest

from associations.imports import cells
from associations.imports.cells import Unread

TODAY = datetime.date(2026, 11, 24)
D = datetime.date


@pytest.mark.parametrize(
    "written",
    [
        1871015708800001,
        "1871015708800001",
        "'1871015708800001",
        "’1871015708800001",
        "`1871015708800001",
        "1871.0157.0880.0001",
        "18.71.01.570880.0001",
        "1871 0157 0880 0001",
        "1871-0157-0880-0001",
        " 1871015708800001 ",
        "NIK: 1871015708800001",
        "No. KTP 1871015708800001",
        "1871/0157/0880/0001",
        "1871,0157,0880,0001",
        "1871_0157_0880_0001",
        "1871\u00a00157\u00a00880\u00a00001",
    ],
)
def test_nik(written):
    assert cells.nik(written, today=TODAY).value == "1871015708800001"


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        (1871015708800010, "1871015708800010"),  # Excel keeps fifteen digits
        (1871015708800000, ""),
        (1.87101570880000e15 + 0.5, ""),
        ("1,87102E+15", ""),
        ("1.87101570880000E+15", ""),
        ("187101570880001", ""),
        ("18710157088000011", ""),
        ("1871019908800001", ""),
        ("tidak punya", ""),
    ],
)
def test_a_doubtful_nik_is_asked_for(written, suggestion):
    with pytest.raises(Unread) as told:
        cells.nik(written, today=TODAY)
    assert told.value.suggestion == suggestion
    assert str(told.value).endswith(".")


@pytest.mark.parametrize(
    "written",
    [
        "17-08-1980",
        "17/08/1980",
        "17.08.1980",
        "17 08 1980",
        "17/8/80",
        "17-8-80",
        "1980-08-17",
        "1980/08/17",
        "17 Agustus 1980",
        "17 agustus 1980",
        "17 AGUSTUS 1980",
        "17 Agt 1980",
        "17 Agu 80",
        "17-Aug-1980",
        "17 ags '80",
        "Minggu, 17 Agustus 1980",
        "Metro, 17-08-1980",
        "17agustus1980",
        "17081980",
        17081980,
        29450,
        29450.0,
    ],
)
def test_a_day(written):
    assert cells.date(written, today=TODAY) == D(1980, 8, 17)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Maret 2019", D(2019, 3, 1)),
        ("mar-19", D(2019, 3, 1)),
        ("03/2019", D(2019, 3, 1)),
        ("2019", D(2019, 1, 1)),
        (2019, D(2019, 1, 1)),
        ("tahun 2019", D(2019, 1, 1)),
        ("sejak 2019", D(2019, 1, 1)),
        ("1 3 19", D(2019, 3, 1)),
    ],
)
def test_the_beginning_of_a_business(written, day):
    assert cells.date(written, today=TODAY, coarse=True) == day


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("08/17/1980", "17-08-1980"),
        ("31-02-1980", ""),
        ("1980", ""),
        ("Agustus 1980", ""),
        ("lupa", ""),
        (5, ""),
    ],
)
def test_no_day(written, suggestion):
    with pytest.raises(Unread) as told:
        cells.date(written, today=TODAY)
    assert told.value.suggestion == suggestion


@pytest.mark.parametrize(
    "written",
    [
        "081234567890",
        81234567890,
        6281234567890,
        "'081234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "0812.3456.7890",
        "+62 812 3456 7890",
        "62812-3456-7890",
        "+62 (0)812 3456 7890",
        "WA: 0812 3456 7890",
        "O812 3456 7890",
    ],
)
def test_phone(written):
    assert cells.phone(written) == "+6281234567890"


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("081234567890 / 085700001111", "081234567890"),
        ("081234567890 atau 085700001111", "081234567890"),
        ("0721 123456", ""),
        ("tidak ada hp", ""),
        ("=1+1", ""),
    ],
)
def test_two_or_no_phones(written, suggestion):
    with pytest.raises(Unread) as told:
        cells.phone(written)
    assert told.value.suggestion == suggestion


@pytest.mark.parametrize(
    "written",
    [
        120_000_000,
        120_000_000.0,
        "120000000",
        "120.000.000",
        "120,000,000",
        "Rp120.000.000",
        "Rp. 120.000.000,-",
        "IDR 120.000.000",
        "120 juta",
        "120jt",
        "120 JT",
        "0,12 miliar",
        "± 120 juta",
        "sekitar 120 juta",
        "120 juta/tahun",
        "120 juta per tahun",
    ],
)
def test_money(written):
    assert cells.money(written) == 120_000_000


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("10 juta per bulan", "120.000.000"),
        ("10jt/bln", "120.000.000"),
        (120, "120 juta"),
        (-5, ""),
        (0.5, ""),
        ("banyak", ""),
        (10**14, ""),
    ],
)
def test_an_amount_that_is_asked_for(written, suggestion):
    with pytest.raises(Unread) as told:
        cells.money(written)
    assert told.value.suggestion == suggestion


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("SITI AMINAH", "Siti Aminah"),
        ("siti aminah", "Siti Aminah"),
        ("  SITI   AMINAH ", "Siti Aminah"),
        ("H. ABDUL RA'UF", "H. Abdul Ra'uf"),
        ("Siti binti Hasan", "Siti binti Hasan"),
        ("I MADE SUTA, S.E.", "I Made Suta, S.E."),
    ],
)
def test_names(written, name):
    assert cells.name(written) == name


@pytest.mark.parametrize("written", ["L", "l", "Laki-laki", "LAKI2", "Pria", "lk"])
def test_sex(written):
    assert cells.sex(written) == "L"


@pytest.mark.parametrize("written", ["Siti\u202eAminah", "Siti\ufffd", "12345", "\x07"])
def test_hidden_characters_are_refused(written):
    with pytest.raises(Unread):
        cells.name(written)


def test_a_nib_that_lost_its_zeros():
    assert cells.nib(220001234567) == "0220001234567"
    with pytest.raises(Unread):
        cells.nib("220001234567")
