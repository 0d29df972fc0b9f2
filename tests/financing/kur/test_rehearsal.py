"""A rule change rehearsed equals the change made; a draft of the wrong shape is refused."""

import random
from datetime import date

import pytest

from financing.kur.advice import advise
from financing.kur.columnar import scheme_masks, unpack
from financing.kur.columns import Columns
from financing.kur.engine import check, judge
from financing.kur.explain import explain
from financing.kur.facts import SCHEMES
from financing.kur.keys import KEYS, BadRule, check_row
from financing.kur.rehearsal import differences, rehearse
from financing.kur.rules.base import FAILED
from financing.kur.ruleset import RuleSet
from financing.kur.targets import Target

from .people import DAYS, TODAY, applicant, random_facts, rules

GOOD = {"scheme": "mikro", "key": "plafon_max_inclusive", "value": 1, "valid_from": "2026-01-01"}


def draft(**changes):
    """The rules in force with one value of KUR Mikro 2026 replaced."""
    rows = []
    for row in rules().rows:
        item = row.as_json()
        if (row.scheme, row.valid_from) == ("mikro", date(2026, 1, 1)) and row.key in changes:
            item["value"] = changes[row.key]
        rows.append(item)
    return RuleSet.from_rows(rows, rules().sources)


def test_rehearsal_equals_the_published_result():
    rng = random.Random("rehearsal")
    people = [random_facts(rng, TODAY) for _ in range(1_500)]
    after = draft(plafon_max_inclusive=50_000_000, tenor_max_working_capital_months=48)
    for effect in rehearse(Columns.from_facts(people), rules(), after, TODAY):
        gains, loses, changed = [], [], []
        for number, facts in enumerate(people):
            old = judge(facts, rules(), effect.scheme, TODAY)
            new = judge(facts, after, effect.scheme, TODAY)
            if FAILED in old and FAILED not in new:
                gains.append(number)
            elif FAILED in new and FAILED not in old:
                loses.append(number)
            elif old != new:
                changed.append(number)
        assert effect.gains.tolist() == gains
        assert effect.loses.tolist() == loses
        assert effect.changed.tolist() == changed
        if effect.scheme == "mikro":
            assert gains
            assert loses
            assert changed
        else:
            assert not gains + loses + changed


def test_another_day_can_be_rehearsed():
    people = Columns.from_facts([applicant(kur_total=2, kur_mikro=2, kur_cumulative=0)])
    effects = {e.scheme: e for e in rehearse(people, rules(), rules(), DAYS[2], TODAY)}
    assert effects["mikro"].gains.tolist() == [0]
    assert all(not len(e.loses) for e in effects.values())
    empty = rehearse(Columns.from_facts([]), rules(), rules(), TODAY)
    assert [len(e.gains) for e in empty] == [0] * 5


def test_the_approver_reads_what_goes_and_what_comes():
    gone, come = differences(rules(), draft(plafon_max_inclusive=50_000_000))
    assert [row.value for row in gone] == [100_000_000]
    assert [row.value for row in come] == [50_000_000]
    assert differences(rules(), rules()) == ([], [])


@pytest.mark.parametrize(
    ("field", "row"),
    [
        ("key", {"key": ""}),
        ("key", {"key": None}),
        ("scheme", {"scheme": "kpr"}),
        ("valid_from", {"valid_from": None}),
        ("valid_from", {"valid_from": "besok"}),
        ("valid_to", {"valid_to": "2025-12-31"}),
        ("valid_to", {"valid_to": "x"}),
        ("condition", {"condition": {"sector_group": ["sulap"]}}),
        ("condition", {"condition": {"sector_group": "pertanian"}}),
        ("value", {"value": "100 juta"}),
        ("value", {"value": -1}),
        ("value", {"value": 1.5}),
        ("value", {"value": True}),
        ("value", {"value": 10**18}),
        ("value", {"key": "min_age_years", "value": 101}),
        ("value", {"key": "npwp_always_required", "value": 1}),
        ("value", {"key": "group_conditions", "value": []}),
        ("value", {"key": "prior_credit_allowed_kinds", "value": ["judi"]}),
        ("value", {"key": "interest_by_nth", "value": []}),
        ("value", {"key": "interest_by_nth", "value": [{"nth_from": 2, "rate_pct": 6}]}),
        ("value", {"key": "interest_by_nth", "value": [{"nth_from": 1, "rate_pct": "6"}]}),
        ("value", {"key": "interest_by_nth", "value": [
            {"nth_from": 1, "nth_to": None, "rate_pct": 6}, {"nth_from": 2, "rate_pct": 7}]}),
        ("value", {"key": "interest_by_nth", "value": [
            {"nth_from": 1, "nth_to": 0, "rate_pct": 6}]}),
        ("value", {"key": "interest_by_year", "value": [{"year": "2026", "rate_pct": 0}]}),
    ],
)  # fmt: skip
def test_a_draft_of_the_wrong_shape_is_refused_with_a_sentence(field, row):
    with pytest.raises(BadRule) as caught:
        RuleSet.from_rows([GOOD | row], {})
    assert caught.value.field == field
    assert str(caught.value).endswith(".")


def test_what_the_engine_reads_is_listed():
    used = {row.key for row in rules().rows}
    assert set(KEYS) <= used
    for row in rules().rows:
        check_row(row.as_json())
    check_row(GOOD | {"value": None})
    check_row(GOOD | {"key": "a_note_for_people", "value": {"any": "thing"}})


def test_no_rule_of_the_right_shape_makes_the_engine_fall():
    """Every value the checker lets pass, the engine can live with."""
    rng = random.Random("shapes")
    strange = (0, 1, 600, None, True, False, ["x"], ["p2p"], [], "x", 5.5,
               [{"nth_from": 1, "nth_to": None, "rate_pct": None}],
               [{"nth_from": 1, "nth_to": 2, "rate_pct": 0.5}],
               [{"year": 2026, "rate_pct": 1}])  # fmt: skip
    people = [applicant(), *(random_facts(rng, TODAY, 0.3) for _ in range(2))]
    columns = Columns.from_facts(people)
    tried = 0
    for key in KEYS:
        for value in strange:
            row = {"scheme": "*", "key": key, "value": value, "valid_from": "2026-01-01",
                   "confidence": "verified_text"}  # fmt: skip
            try:
                (one,) = RuleSet.from_rows([row], {}).rows
            except BadRule:
                continue
            mine = RuleSet([one, *(r for r in rules().rows if r.key != key)], rules().sources)
            tried += 1
            assert explain(mine, TODAY)
            for scheme in SCHEMES:
                masks, _verdicts = scheme_masks(columns, mine, scheme, TODAY)
                for facts, mask in zip(people, masks, strict=True):
                    codes = judge(facts, mine, scheme, TODAY)
                    assert unpack(mask, len(codes)) == codes
                    assert check(facts, mine, scheme, TODAY).verdict
                advise(people[-1], Target(mine, scheme), TODAY)
    assert tried > 100
