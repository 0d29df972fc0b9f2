"""The ways in which people write money, NIK, phone and NPWP; and what no guess may be made of."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikm_portal.common.models.fields import MAX_RUPIAH
from ikm_portal.common.money import format_rupiah, parse_rupiah
from ikm_portal.common.nik import InvalidNik, mask_nik, parse_nik
from ikm_portal.common.npwp import InvalidNpwp, mask_npwp, parse_npwp
from ikm_portal.common.phone import (
    InvalidPhone,
    mask_phone,
    parse_phone,
    show_phone,
    whatsapp_number,
)

TODAY = datetime.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("written", "rupiah"),
    [
        ("10 juta", 10_000_000),
        ("10 Juta rupiah", 10_000_000),
        ("10jt", 10_000_000),
        ("Rp10.000.000", 10_000_000),
        ("Rp 10.000.000,-", 10_000_000),
        ("Rp. 10.000.000,00", 10_000_000),
        ("Rp.10.000.000", 10_000_000),
        ("50.000.000,--", 50_000_000),
        ("IDR 5,000,000", 5_000_000),
        ("Rp5,000,000.00", 5_000_000),
        ("10 000 000", 10_000_000),
        ("\u00a010.000.000", 10_000_000),
        ("2,5 jt", 2_500_000),
        ("2.5jt", 2_500_000),
        ("2,125 juta", 2_125_000),
        ("750rb", 750_000),
        ("750 ribu", 750_000),
        ("1,5 miliar", 1_500_000_000),
        ("1 milyar", 1_000_000_000),
        ("25 Juta.", 25_000_000),
        ("0", 0),
        ("1.000", 1000),
    ],
)
def test_money_as_people_write_it(written, rupiah):
    assert parse_rupiah(written) == rupiah


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "Rp",
        "-5",
        "+10",
        "sepuluh juta",
        "1.5",
        "10.00",
        "1.00.000",
        "10.000,000",
        "1.500 juta",  # one and a half million, or 1,500 million
        "10.000 ribu",
        "10.000.000,5",
        "0,0000001 juta",
        "1e6",
        "²",
        "10jta",
        "9" * 17,
        "9" * 5000,
        "10 juta 5",
        "\x00",
    ],
)
def test_money_that_could_mean_something_else_is_refused_in_indonesian(written):
    with pytest.raises(ValueError, match=r"Tulis jumlahnya|terlalu besar"):
        parse_rupiah(written)


@given(st.integers(0, MAX_RUPIAH))
def test_money_comes_back_as_it_is_shown(amount):
    assert parse_rupiah(format_rupiah(amount)) == amount


@given(st.text(max_size=60))
def test_no_text_breaks_a_parser(written):
    for parse in (parse_rupiah, parse_nik, parse_phone, parse_npwp):
        sentence = "taken"
        try:
            parse(written)
        except ValueError as problem:
            sentence = str(problem)
        assert sentence.strip()


def test_nothing_is_shown_as_a_dash():
    assert format_rupiah(None) == "–"
    assert format_rupiah(12_500_000) == "Rp12.500.000"
    assert format_rupiah(-1) == "-Rp1"


@pytest.mark.parametrize(
    "written",
    [
        "1871014508900001",
        "18.7101.450890.0001",
        "1871 0145 0890 0001",
        "1871-0145-0890-0001",
        "'1871014508900001",
        "\u00a01871014508900001 ",
        1871014508900001,
    ],
)
def test_nik_in_any_spelling(written):
    nik = parse_nik(written, today=TODAY)
    assert nik.value == "1871014508900001"
    assert nik.region_code == "18.71.01"
    assert nik.birth_date == datetime.date(1990, 8, 5)
    assert nik.sex == "P"


@pytest.mark.parametrize(
    ("digits", "born", "sex"),
    [
        ("020505", datetime.date(2005, 5, 2), "L"),
        ("420505", datetime.date(2005, 5, 2), "P"),
        ("290204", datetime.date(2004, 2, 29), "L"),
        ("290200", datetime.date(2000, 2, 29), "L"),
        ("711290", datetime.date(1990, 12, 31), "P"),
        ("241126", datetime.date(2026, 11, 24), "L"),  # today
        ("251126", datetime.date(1926, 11, 25), "L"),  # not tomorrow: a hundred years ago
        ("010127", datetime.date(1927, 1, 1), "L"),
    ],
)
def test_nik_knows_the_century(digits, born, sex):
    nik = parse_nik(f"187101{digits}0001", today=TODAY)
    assert (nik.birth_date, nik.sex) == (born, sex)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "187101450890000",
        "18710145089000011",
        "187101450890000O",
        "1,87101E+15",
        "1871014508900001.0",
        "1871014508900000",  # serial 0000
        "0000000000000001",
        "1871010000900001",
        "1871013202900001",
        "1871012902050001",  # 29 February of a common year
        "1871014013900001",
        "１８７１０１４５０８９００００１",
        "1871014508900001\u200b",
        "NIK 1871014508900001",
    ],
)
def test_nik_that_cannot_be_is_refused(written):
    with pytest.raises(InvalidNik) as refusal:
        parse_nik(written, today=TODAY)
    assert "NIK" in str(refusal.value)
    assert written == "" or str(written) not in str(refusal.value)  # never repeated in a log


@pytest.mark.parametrize(
    "written",
    [
        "081234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "0812.3456.7890",
        "(0812) 3456 7890",
        "6281234567890",
        "+62 812 3456 7890",
        "+62 (0) 812-3456-7890",
        "62 0812 3456 7890",
        "0062 812 3456 7890",
        "81234567890",
        "o812 3456 7890",
        "WA: 081234567890",
        "HP 081234567890",
        "tel:+6281234567890",
        "6281234567890.0",
        "０８１２３４５６７８９０",
    ],
)
def test_phone_in_any_spelling(written):
    assert parse_phone(written) == "+6281234567890"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "+",
        "08123",
        "0721 123456",
        "1500123",
        "+65 8123 4567",
        "08123456789012",
        "0812345678901234",
        "00081234567890",
        "++6281234567890",
        "0812+34567890",
        "081234567890 / 085678901234",
        "081234567890, 085678901234",
        "081234567890 ext 5",
        "0812abc34567890",
        "8.12E+10",
        "0" * 500,
    ],
)
def test_phone_that_would_be_a_guess_is_refused(written):
    with pytest.raises(InvalidPhone, match="nomor HP"):
        parse_phone(written)


@given(st.integers(8 * 10**8, 9 * 10**11 - 1).filter(lambda n: str(n).startswith("8")))
def test_phone_comes_back_as_it_is_shown(national):
    stored = f"+62{national}"
    assert parse_phone(show_phone(stored)) == stored


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("01.300.066.6-091.000", "013000666091000"),
        ("013000666091000", "013000666091000"),
        ("0013000666091000", "0013000666091000"),
        ("1871014508900001", "1871014508900001"),
    ],
)
def test_npwp_old_and_new(written, stored):
    assert parse_npwp(written) == stored


@pytest.mark.parametrize(
    "written",
    [
        "",
        "12345",
        "01.300.066.7-091.000",
        "0013000667091000",
        "0" * 15,
        "0" * 16,
        "1871014508900000",
        "1871013202900001",
        "٠١٣٠٠٠٦٦٦٠٩١٠٠٠",
    ],
)
def test_npwp_that_cannot_be_is_refused(written):
    with pytest.raises(InvalidNpwp, match="NPWP"):
        parse_npwp(written)


def test_masks_show_little():
    assert mask_nik("1871014508900001") == "1871************"
    assert mask_phone("+6281234567890") == "0812-****-**90"
    assert mask_npwp("013000666091000") == "***********1000"
    assert mask_npwp("1871014101800001") == mask_nik("1871014101800001")  # it is the NIK
    assert (mask_nik(""), mask_phone(""), mask_npwp("")) == ("", "", "")
    assert whatsapp_number("+6281234567890") == "6281234567890"
