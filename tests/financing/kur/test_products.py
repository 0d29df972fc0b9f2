"""The bank's layer: narrower, apart from the regulation, and honest about what is not known."""

from datetime import date

import pytest

from financing.kur.products import BadProduct, ProductRules, check, match_all
from financing.kur.rules import Outcome

from .people import TODAY, applicant, bank_products, rules

M = 1_000_000
PASSED, FAILED, UNKNOWN, WARNING = (
    Outcome.PASSED,
    Outcome.FAILED,
    Outcome.UNKNOWN,
    Outcome.WARNING,
)


def outcome(rule, product, on=TODAY, **values):
    """Outcome of one check of the bank's layer, or None if the bank says nothing."""
    bank = product.pop("bank", "bri")
    result = check(
        applicant(on, **values), ProductRules("p", bank, "mikro", **product), rules(), on
    )
    found = {f.rule: f.outcome for f in result.findings}
    return found.get("bank_" + rule)


@pytest.mark.parametrize(
    ("rule", "product", "values", "expected"),
    [
        ("amount", {}, {}, None),
        ("amount", {"min_amount": 40 * M}, {}, PASSED),
        ("amount", {"min_amount": 40 * M + 1}, {}, FAILED),
        ("amount", {"max_amount": 40 * M}, {}, PASSED),
        ("amount", {"max_amount": 40 * M - 1}, {}, FAILED),
        ("amount", {"max_amount": 40 * M}, {"amount": None}, UNKNOWN),
        ("months", {"min_months": 24, "max_months": 24}, {}, PASSED),
        ("months", {"max_months": 23}, {}, FAILED),
        ("months", {"min_months": 25}, {}, FAILED),
        ("months", {"max_months": 12, "max_months_ki": 60}, {"purpose": "ki"}, PASSED),
        ("months", {"max_months": 12, "max_months_ki": 60}, {"purpose": "kmk"}, FAILED),
        ("months", {"max_months": 12, "max_months_ki": 60}, {"purpose": None}, UNKNOWN),
        ("months", {"max_months": 36, "max_months_ki": 60}, {"purpose": None}, PASSED),
        ("purpose", {"purposes": ("kmk",)}, {}, PASSED),
        ("purpose", {"purposes": ("ki",)}, {}, FAILED),
        ("purpose", {"purposes": ("ki",)}, {"purpose": None}, UNKNOWN),
        ("sector", {"sectors": ("10",)}, {}, PASSED),
        ("sector", {"sectors": ("10794",)}, {}, PASSED),
        ("sector", {"sectors": ("1079",)}, {"kbli": "10774"}, FAILED),
        ("sector", {"sectors": ("10",)}, {"kbli": None}, UNKNOWN),
        ("region", {"regions": ("18",)}, {}, PASSED),
        ("region", {"regions": ("18.71",)}, {"region_code": "18.71.05"}, PASSED),
        ("region", {"regions": ("18.72",)}, {}, FAILED),
        ("region", {"regions": ("18.72",)}, {"region_code": "18"}, UNKNOWN),
        ("region", {"regions": ("18.72",)}, {"region_code": None}, UNKNOWN),
        ("papers", {"papers": ("nib", "npwp")}, {}, PASSED),
        ("papers", {"papers": ("nib", "npwp")}, {"has_nib": False}, FAILED),
        ("papers", {"papers": ("nib", "npwp")}, {"has_nib": None, "has_npwp": False}, FAILED),
        ("papers", {"papers": ("nib", "npwp")}, {"has_nib": None}, UNKNOWN),
        ("papers", {"papers": ("bpjs_tk", "sku")}, {"has_bpjs_tk": False}, FAILED),
        ("one_bank", {}, {}, PASSED),
    ],
)
def test_bank_checks(rule, product, values, expected):
    assert outcome(rule, product, **values) == expected


@pytest.mark.parametrize(
    ("own", "spouse", "bank", "expected"),
    [
        ("bri", "tidak", "bri", PASSED),
        ("bri", "tidak", "bni", FAILED),
        ("tidak", "bni", "bri", FAILED),
        ("bri", "bri", "bri", PASSED),
        (None, "bni", "bri", FAILED),
        (None, "tidak", "bri", None),  # the regulation's own finding asks
    ],
)
def test_one_bank_seen_from_a_bank(own, spouse, bank, expected):
    values = {"kur_total": 1, "active_kur_bank": own, "spouse_kur_bank": spouse}
    day = date(2024, 2, 29)
    assert outcome("one_bank", {"bank": bank}, day, **values) == expected
    soft = WARNING if expected == FAILED else expected
    assert outcome("one_bank", {"bank": bank}, **values) == soft  # carried over in 2026


def test_both_layers_stand_apart():
    product = ProductRules("p", "bri", "mikro", max_amount=30 * M, source="Brosur", url="https://x")
    result = check(applicant(), product, rules(), TODAY)
    assert result.scheme.verdict == "eligible"
    assert result.verdict == "not_yet"
    (failed,) = result.failed
    assert (failed.layer, failed.confidence) == ("bank", "bank_published")
    assert failed.sources == ({"id": "p", "title": "Brosur", "url": "https://x"},)
    assert str(failed.applicant) == (
        "Produk bank ini: paling banyak Rp30 juta. Anda mengajukan Rp40 juta."
    )
    assert {f.layer for f in result.scheme.findings} == {"kur"}
    (booking,) = [f for f in result.findings if f.rule == "bank_one_bank"]
    assert booking.layer == "kur"  # the regulation's rule, seen from this bank
    as_json = result.as_json()
    assert {f["layer"] for f in as_json["scheme_findings"]} == {"kur"}
    assert as_json["scheme_verdict"] == "eligible"


def test_all_products_are_listed_matched_or_not_and_told_on_demand():
    matches = match_all(applicant(), bank_products(), rules(), TODAY)
    assert [m.product.code for m in matches] == [p.code for p in bank_products()]
    for match in matches:
        one = check(applicant(), match.product, rules(), TODAY)
        assert match.verdict == one.verdict
        assert match.tell().to_json_bytes() == one.to_json_bytes()
    assert {m.verdict for m in matches} >= {"eligible", "not_yet"}


def test_bank_words_are_whole():
    for product in bank_products():
        for values in ({}, {"amount": None, "months": None, "kbli": None}, {"purpose": None}):
            for finding in check(applicant(**values), product, rules(), TODAY).findings:
                text = finding.applicant.text() + finding.officer.text()
                assert "{" not in text
                assert "None" not in text


@pytest.mark.parametrize(
    "bad",
    [
        {"scheme": "kpr"},
        {"min_amount": 2, "max_amount": 1},
        {"min_months": 2, "max_months": 1},
        {"purposes": ("judi",)},
        {"papers": ("ijazah",)},
        {"sectors": ("1",)},
        {"sectors": ("١٠",)},
        {"regions": ("1871",)},
        {"regions": ("18.71.01",)},
    ],
)
def test_a_product_that_contradicts_itself_is_refused(bad):
    with pytest.raises(BadProduct) as caught:
        ProductRules(**({"code": "p", "bank": "bri", "scheme": "mikro"} | bad))
    assert str(caught.value).endswith(".")


def test_a_product_from_json():
    data = {"code": "p", "bank": "bri", "scheme": "mikro", "papers": ["nib"], "rate": 6}
    assert ProductRules.from_json(data).papers == ("nib",)
    with pytest.raises(BadProduct):
        ProductRules.from_json({"code": "p"})
