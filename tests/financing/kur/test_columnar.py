"""The columns say what the one-applicant path says, to the byte."""

import random

import numpy as np
import pytest

from financing.kur import columnar, engine, products
from financing.kur.columns import TYPES, Columns
from financing.kur.facts import SCHEMES, Facts
from financing.kur.findings import VERDICTS
from financing.kur.matcher import Matcher
from financing.kur.rules import OF_SCHEME

from .people import DAYS, TODAY, applicant, bank_products, random_facts, rules


def crowd(number, on, seed, unknown=0.1):
    rng = random.Random(seed)
    return [random_facts(rng, on, unknown) for _ in range(number)]


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_codes_and_verdicts_of_two_thousand_applicants_a_period(on):
    people = crowd(2_000, on, f"codes-{on}")
    columns = Columns.from_facts(people)
    for scheme in SCHEMES:
        masks, verdicts = columnar.scheme_masks(columns, rules(), scheme, on)
        terms = engine.terms_of(rules(), scheme, on)
        for facts, mask, verdict in zip(people, masks, verdicts, strict=True):
            codes = engine.judge(facts, rules(), scheme, on)
            assert columnar.unpack(mask, len(terms)) == codes, facts
            assert VERDICTS[verdict] == engine.verdict_of(codes, terms)


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_expanded_findings_are_byte_equal(on):
    people = crowd(60, on, f"bytes-{on}")
    offers = bank_products()
    matcher = Matcher(offers, rules(), on)
    (part,) = matcher.run(Columns.from_facts(people))
    for i, facts in enumerate(people):
        for scheme in SCHEMES:
            told = columnar.expand(part.schemes[scheme][i], facts, rules(), scheme, on)
            assert told.to_json_bytes() == engine.check(facts, rules(), scheme, on).to_json_bytes()
        for j, offer in enumerate(offers):
            mask = part.schemes[offer.scheme][i]
            told = columnar.expand_product(mask, part.own[i, j], facts, offer, rules(), on)
            one = products.check(facts, offer, rules(), on)
            assert told.to_json_bytes() == one.to_json_bytes()
            assert VERDICTS[part.verdicts[i, j]] == one.verdict


def test_product_layer_of_two_thousand_applicants():
    people = crowd(2_000, TODAY, "products")
    offers = bank_products()
    matcher = Matcher(offers, rules(), TODAY)
    for part in matcher.run(Columns.from_facts(people), chunk=700):
        for i, row in enumerate(part.own):
            facts = people[part.start + i]
            for offer, mask in zip(offers, row, strict=True):
                codes = products.judge(facts, offer, rules(), TODAY)
                assert columnar.unpack(mask, len(codes)) == codes


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_one_applicant_by_tables_equals_rule_by_rule(on):
    offers = bank_products()
    matcher = Matcher(offers, rules(), on)
    for facts in [Facts(), *crowd(300, on, f"tables-{on}", 0.2)]:
        by_rule = products.match_all(facts, offers, rules(), on)
        assert matcher.match(facts) == by_rule
    assert matcher.match(facts)[2].tell() == by_rule[2].tell()


def test_chunks_change_nothing():
    people = crowd(500, TODAY, "chunks")
    columns = Columns.from_facts(people)
    matcher = Matcher(bank_products(), rules(), TODAY)
    whole = list(matcher.run(columns))
    small = list(matcher.run(columns, chunk=37))
    assert [part.start for part in small] == list(range(0, 500, 37))
    assert np.array_equal(whole[0].verdicts, np.concatenate([p.verdicts for p in small]))
    assert np.array_equal(
        whole[0].schemes["mikro"], np.concatenate([p.schemes["mikro"] for p in small])
    )


def test_nobody_and_nothing_known():
    matcher = Matcher([], rules(), TODAY)
    assert list(matcher.run(Columns.from_facts([]))) == []
    (part,) = matcher.run(Columns.from_facts([Facts()]))
    assert part.own.shape == (1, 0)
    for scheme in SCHEMES:
        codes = engine.judge(Facts(), rules(), scheme, TODAY)
        assert columnar.unpack(part.schemes[scheme][0], len(OF_SCHEME[scheme])) == codes


def test_arrays_settle_as_facts_do():
    never = applicant(married=False, spouse_kur_bank=None)
    arrays = {"kur_total": [0, -1], "kbli": [10794, 1450], "married": [0, -1]}
    arrays |= {f"kur_{name}": [-1, 0] for name in SCHEMES}
    columns = Columns(2, arrays)
    assert columns.kur_outstanding.tolist() == [0, 0]
    assert columns.kur_mikro.tolist() == [0, 0]
    assert columns.kur_total.tolist() == [0, 0]
    assert columns.active_kur_bank.tolist() == [0, 0]
    assert columns.spouse_kur_bank.tolist() == [0, -1]
    assert columns.sector.tolist() == [4, 3]
    assert never.spouse_kur_bank == "tidak"


def test_wrong_columns_are_refused():
    with pytest.raises(ValueError, match="2 values"):
        Columns(2, {"amount": np.array([1])})
    with pytest.raises(ValueError, match="unknown columns"):
        Columns(1, {"amuont": np.array([1])})
    with pytest.raises(AttributeError):
        _ = Columns(1, {}).amuont
    assert set(vars(Columns(1, {}))) == {*TYPES, "size", "banks"}
