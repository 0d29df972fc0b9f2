"""Dated values: which one holds, how sure we are, and a version that is the content's name."""

import json
from datetime import date
from pathlib import Path

import pytest

import financing
from financing.kur.engine import check
from financing.kur.facts import SCHEMES
from financing.kur.ruleset import RuleSet, rows_of_document

from .people import TODAY, applicant, rules

FILE = Path(financing.__path__[0]) / "data/kur_rules.json"
BASE = {"scheme": "*", "key": "k", "value": 1, "valid_from": "2024-01-01"}


def made(*changes, sources=None):
    return RuleSet.from_rows([BASE | change for change in changes], sources or {})


def test_the_reference_file_is_whole():
    document = json.loads(FILE.read_text("utf-8"))
    assert len(document["rules"]) == 207
    rows = rows_of_document(document)
    assert len(rows) == len(document["rules"]) + len(document["structured_notes"])
    assert all(row["valid_from"] and row["regulation"] for row in rows)
    known = set(document["confidence_levels"])
    for row in rows:
        assert row["confidence"] in known
        assert set(row["source"]) <= set(document["sources"])
        assert row["scheme"] in {"*", *SCHEMES}


def test_the_version_is_the_content():
    again = RuleSet.from_rows(reversed(rows_of_document(json.loads(FILE.read_text("utf-8")))),
                              rules().sources)  # fmt: skip
    assert again.version == rules().version
    assert made({}).version == made({}).version
    assert made({}).version != made({"value": 2}).version
    assert made({}).version != made({"confidence": "verified_text"}).version
    assert made({}).version != made({}, sources={"S": {"title": "t", "url": "u"}}).version


def test_a_scheme_s_own_value_wins_and_days_are_inclusive():
    rows = made(
        {"valid_to": "2024-12-31"},
        {"value": 2, "valid_from": "2025-01-01"},
        {"value": 9, "scheme": "pmi", "valid_from": "2025-06-01"},
    )
    at = {day: rows.get("mikro", "k", date.fromisoformat(day)) for day in
          ("2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01")}  # fmt: skip
    assert at["2023-12-31"] is None
    assert at["2024-01-01"].value == at["2024-12-31"].value == 1
    assert at["2025-01-01"].value == 2
    assert rows.get("pmi", "k", date(2025, 5, 31)).value == 2
    assert rows.get("pmi", "k", date(2025, 6, 1)).value == 9
    assert rows.boundaries(date(2024, 6, 1)) == [date(2025, 1, 1), date(2025, 6, 1)]


def test_an_ended_value_is_carried_over_unverified():
    rows = made({"valid_to": "2024-12-31", "confidence": "verified_text"})
    assert rows.get("mikro", "k", date(2024, 12, 31)).verified
    later = rows.get("mikro", "k", date(2025, 1, 1))
    assert later.value == 1
    assert later.confidence == "carried_over_unverified"


def test_two_values_at_once_are_a_conflict():
    rows = made({"confidence": "verified_text"}, {"value": 2, "confidence": "verified_text"})
    assert rows.get("mikro", "k", TODAY).confidence == "conflict"
    same = made({"confidence": "verified_text"},
                {"confidence": "verified_text", "valid_from": "2023-01-01"})  # fmt: skip
    assert same.get("mikro", "k", TODAY).confidence == "verified_text"


def test_a_rule_ended_for_good_says_nothing():
    ended = {"scheme": "*", "key": "npwp_required_above", "value": None,
             "valid_from": "2026-06-01", "confidence": "verified_text"}  # fmt: skip
    rows = [row.as_json() for row in rules().rows if row.key != "npwp_required_above"]
    mine = RuleSet.from_rows([*rows, ended], rules().sources)
    without = applicant(amount=60_000_000, has_npwp=False)
    assert "npwp" not in {f.rule for f in check(without, mine, "mikro", TODAY).findings}


def test_regions_and_conditions():
    on = TODAY
    assert set(rules().regional("mikro", "interest_by_year", on)) == {"11", "12", "13"}
    assert rules().regional("mikro", "interest_by_year", date(2025, 12, 31)) == {}
    day = date(2025, 7, 31)
    assert rules().get("mikro", "max_access", day, "pertanian").value == 4
    assert rules().get("mikro", "max_access", day, "industri").value == 2
    assert rules().get("mikro", "max_access", day) is None  # without a sector, neither
    keys = {row.key for row in rules().in_force(on, "mikro", "11.71")}
    assert "interest_by_year" in keys
    assert "interest_by_year" not in {row.key for row in rules().in_force(on, "mikro", "18.71")}


@pytest.mark.parametrize(
    ("note", "article"),
    [
        ("Pasal 24(4a): manufacturing", "Pasal 24(4a)"),
        ("group (Pasal 4(3)d); individuals", "Pasal 4(3)d"),
        ("see Pasal 38A of it", "Pasal 38A"),
        ("nothing", ""),
    ],
)
def test_the_article_is_read_from_the_note(note, article):
    assert made({"note": note}).rows[0].article == article


def test_no_unverified_value_ever_blocks():
    soft = [row.as_json() | {"confidence": "inferred"} for row in rules().rows]
    mine = RuleSet.from_rows(soft, rules().sources)
    worst = applicant(
        amount=600_000_000, months=120, has_nib=False, has_sku=False, has_npwp=False,
        has_bpjs_tk=False, birth_date=date(2020, 1, 1), married=False, yearly_sales=10**13,
        past_credits=frozenset({"commercial"}), active_credits=frozenset({"programme"}), kol=5,
        is_migrant_worker=True,
    )  # fmt: skip
    for day in (date(2024, 2, 1), date(2025, 10, 1), TODAY):
        for scheme in SCHEMES:
            result = check(worst, mine, scheme, day)
            assert result.verdict == "eligible_with_warnings"
            assert result.failed == ()
