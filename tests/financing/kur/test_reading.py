"""Facts from outside: round trips, and a sentence for every kind of nonsense."""

import json
import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from financing.kur import fields
from financing.kur.engine import check
from financing.kur.facts import COUNTS, NAMES, NO_BANK, SCHEMES, Facts, sector_of_kbli
from financing.kur.reading import BadFact, changed, read_facts

from .people import TODAY, applicant, random_facts, rules


def test_facts_survive_a_round_trip_through_json():
    rng = random.Random("round trip")
    for _ in range(300):
        facts = random_facts(rng, TODAY, unknown=0.3)
        assert read_facts(json.loads(json.dumps(facts.to_json())), TODAY) == facts


def test_ten_short_questions_are_enough_to_know_about_mikro():
    short = {field.name: getattr(applicant(), field.name) for field in fields.SHORT}
    result = check(Facts(**short), rules(), "mikro", TODAY)
    assert result.eligible


def test_nothing_said_is_nothing_known():
    assert read_facts({}, TODAY) == Facts()
    assert read_facts(dict.fromkeys(NAMES), TODAY) == Facts()
    assert Facts().to_json() == {}


def test_labels_are_for_people_only():
    labels = {"id": "a1", "name": "Siti", "sex": "P", "note": "x", "association": "kopi"}
    assert read_facts({"amount": 5} | labels, TODAY) == Facts(amount=5)


def test_every_field_has_a_question_and_every_question_a_field():
    assert {field.name for field in fields.ALL} == set(NAMES)
    assert len(fields.ALL) == len(NAMES)
    assert len(fields.SHORT) == 10
    assert all(field.question for field in fields.ALL)
    assert json.loads(json.dumps(fields.schema()))[0]["name"] == "amount"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("amount", -1), ("amount", 0), ("amount", 10**18), ("amount", float("nan")),
        ("amount", float("inf")), ("amount", "sepuluh juta"), ("amount", True), ("amount", [1]),
        ("amount", 1.5), ("amount", "9" * 5000), ("amount", "١٢٣"), ("amount", ""),
        ("months", 0), ("months", 121), ("months", -3), ("months", "dua"),
        ("purpose", "judi"), ("purpose", 1), ("sector", "tambang"),
        ("kbli", "1079"), ("kbli", 10794), ("kbli", "00123"), ("kbli", "1079a"), ("kbli", "١٠٧٩٤"),
        ("region_code", "99.99"), ("region_code", "18.99"), ("region_code", "1871"),
        ("region_code", 18), ("region_code", "18."), ("region_code", "18.71\n"),
        ("business_started_on", "kemarin"), ("business_started_on", "2024-02-30"),
        ("business_started_on", "2026-11-25"), ("business_started_on", "0001-01-01"),
        ("business_started_on", 20240101), ("birth_date", "2026-11-25"),
        ("birth_date", "1899-12-31"), ("birth_date", "2024-1-1"),
        ("has_nib", "mungkin"), ("has_nib", 1), ("has_nib", 0.0), ("has_nib", []),
        ("kur_total", -1), ("kur_total", 101), ("kol", 0), ("kol", 6),
        ("active_credits", "p2p"), ("active_credits", ["pinjol"]), ("active_credits", [["p2p"]]),
        ("active_credits", {"p2p": 1}), ("active_kur_bank", ""), ("active_kur_bank", "b" * 31),
        ("active_kur_bank", 2), ("spouse_kur_bank", "bri;drop"), ("workers", 10**6),
    ],
)  # fmt: skip
def test_bad_value_gets_a_sentence_that_names_its_field(key, value):
    with pytest.raises(BadFact) as caught:
        read_facts({key: value}, TODAY)
    assert caught.value.field == key
    text = str(caught.value)
    assert text.endswith(".")
    assert fields.BY_NAME[key].question in text
    assert len(text) < 400


@pytest.mark.parametrize("data", [None, 1, "x", [], [{}], True, float("nan")])
def test_what_is_no_object_gets_a_sentence(data):
    with pytest.raises(BadFact, match="objek JSON"):
        read_facts(data, TODAY)


@pytest.mark.parametrize("key", ["has_nbi", "", "__class__", "a" * 1000, "\x00\u202e", "{0}", 5])
def test_unknown_key_is_refused_and_quoted_harmlessly(key):
    with pytest.raises(BadFact) as caught:
        read_facts({key: 1}, TODAY)
    text = str(caught.value)
    assert "tidak dikenal" in text
    assert len(text) < 100
    assert text.isprintable()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"birth_date": "2000-01-02", "business_started_on": "2000-01-01"}, "business_started_on"),
        ({"kur_total": 1, "kur_mikro": 1, "kur_kecil": 1}, "kur_total"),
        ({"kur_total": 0, "kur_outstanding": 1}, "kur_total"),
        ({"kur_total": 0, "kur_cumulative": 1}, "kur_total"),
        ({"kur_total": 0, "active_kur_bank": "bri"}, "kur_total"),
        ({"kur_outstanding": 1, "active_kur_bank": "tidak"}, "active_kur_bank"),
        ({"kur_outstanding": 2, "kur_cumulative": 1}, "kur_outstanding"),
        ({"purpose": "split", "amount": 10, "investment_amount": 10}, "investment_amount"),
    ],
)
def test_contradictions_get_a_sentence(data, field):
    with pytest.raises(BadFact) as caught:
        read_facts(data, TODAY)
    assert caught.value.field == field


def test_words_and_digits_are_read():
    facts = read_facts(
        {"amount": "25000000", "months": 12.0, "has_nib": "ya", "married": "tidak",
         "active_kur_bank": " BRI ", "active_credits": []},
        TODAY,
    )  # fmt: skip
    assert facts.amount == 25_000_000
    assert facts.months == 12
    assert facts.has_nib is True
    assert facts.married is False
    assert facts.active_kur_bank == "bri"
    assert facts.active_credits == frozenset()


def test_only_what_follows_by_definition_is_filled_in():
    never = Facts(kur_total=0)
    assert [getattr(never, name) for name in COUNTS] == [0] * 5
    assert (never.kur_outstanding, never.kur_cumulative, never.active_kur_bank) == (0, 0, NO_BANK)
    assert never.spouse_kur_bank is None  # somebody else's credit does not follow
    assert Facts(married=False).spouse_kur_bank == NO_BANK
    assert Facts(kur_total=1).kur_mikro is None
    assert Facts(**dict.fromkeys(COUNTS, 1)).kur_total == 5
    assert Facts(kbli="10794").sector == "industri"
    assert Facts(kbli="10794", sector="perdagangan").sector == "perdagangan"
    assert Facts(kur_total=2).kur_count("mikro") == (0, 2)
    assert Facts(kur_total=2, kur_mikro=1).kur_count("mikro") == (1, 1)
    assert Facts(kur_mikro=1).kur_count("super_mikro") == (1, None)


@pytest.mark.parametrize(
    ("kbli", "sector"),
    [("01111", "pertanian"), ("01270", "perkebunan"), ("01450", "peternakan"),
     ("03212", "perikanan"), ("08930", "produksi_lain"), ("10774", "industri"),
     ("33190", "industri"), ("41011", "produksi_lain"), ("46311", "perdagangan"),
     ("56101", "jasa")],
)  # fmt: skip
def test_sector_of_kbli(kbli, sector):
    assert sector_of_kbli(kbli) == sector


def test_changing_facts_keeps_them_consistent():
    facts = applicant()
    assert changed(facts, TODAY, amount=1).amount == 1
    with pytest.raises(BadFact):
        changed(facts, TODAY, purpose="split", investment_amount=facts.amount)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*NAMES, "id", "x"]), json_values, max_size=8))
def test_no_json_makes_it_fall(data):
    try:
        facts = read_facts(data, TODAY)
    except BadFact as problem:
        facts = problem.field
    assert isinstance(facts, Facts | str)


@given(json_values)
def test_no_value_makes_it_fall(data):
    with pytest.raises(BadFact) if not isinstance(data, dict) or data else _nothing():
        read_facts(data, TODAY)


class _nothing:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False


def test_schemes_and_dates_have_no_clock():
    late = date(2030, 1, 1)
    assert read_facts({"birth_date": "2029-12-31"}, late).birth_date == date(2029, 12, 31)
    assert len(SCHEMES) == 5
