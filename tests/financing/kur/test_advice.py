"""Every suggestion is enough, none is more than needed, and none touches who a person is."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from financing.kur.advice import NUMBERS, advise, apply
from financing.kur.calendar_months import add_months
from financing.kur.engine import check
from financing.kur.facts import SCHEMES
from financing.kur.products import ProductRules
from financing.kur.products import check as check_product
from financing.kur.reading import BadFact, changed
from financing.kur.rules.base import FAILED, PASSED, UNKNOWN
from financing.kur.targets import Target

from .people import DAYS, TODAY, applicant, bank_products, random_facts, rules

M = 1_000_000
Y2024, LATE25 = date(2024, 2, 29), date(2025, 10, 1)
# What nobody is ever told to change: who they are, where they live, what has been.
NEVER = {
    "birth_date", "married", "region_code", "kbli", "sector", "workers", "yearly_sales",
    "business_started_on", "kur_total", "kur_super_mikro", "kur_mikro", "kur_kecil", "kur_khusus",
    "kur_pmi", "kur_cumulative", "kol", "ultra_micro_limit", "consumer_limit", "family_business",
    "group_size", "is_beginner", "is_migrant_worker", "contract_months", "investment_amount",
}  # fmt: skip


def targets():
    yield from (Target(rules(), scheme) for scheme in SCHEMES)
    yield from (Target(rules(), product.scheme, product) for product in bank_products())


def ask(scheme, on=TODAY, product=None, **values):
    return advise(applicant(on, **values), Target(rules(), scheme, product), on)


def steps(option):
    merged = {}
    for change in option.changes:
        merged |= change.fields
    return merged


def refused(facts, target, on):
    return FAILED in target.codes(facts, on)


def test_a_thousand_refused_files():
    rng = random.Random("advice")
    everyone = list(targets())
    files = suggestions = 0
    while files < 1_000:
        on = rng.choice(DAYS[1:])
        facts = random_facts(rng, on, unknown=rng.choice((0, 0, 0.05)))
        target = rng.choice(everyone)
        if not refused(facts, target, on):
            continue
        advice = advise(facts, target, on)
        files += bool(advice.options)
        for option in advice.options:
            suggestions += 1
            assert not NEVER & set(steps(option))
            after, day = apply(facts, on, option)
            enough(after, day, target, option)
            no_less(facts, on, target, option, rng)
        for option in advice.partial:
            assert not NEVER & set(steps(option))
            after, day = apply(facts, on, option)
            assert refused(after, target, day)
            assert option.fixes
    assert suggestions > 1_000


def enough(after, day, target, option):
    """The engine itself, asked again, accepts."""
    if target.product is None:
        result = check(after, rules(), target.scheme, day)
    else:
        result = check_product(after, target.product, rules(), day)
    assert result.verdict == option.verdict
    assert result.failed == ()
    if "unknown" not in option.verdict:
        assert result.eligible


def no_less(facts, on, target, option, rng):
    """Leaving out a change, or moving a number or the day less far, is refused."""
    whole = steps(option)
    for change in option.changes:
        rest = {k: v for k, v in whole.items() if k not in change.fields}
        assert refused_after(facts, on, target, rest)
    for name in set(whole) & set(NUMBERS):
        before, found = getattr(facts, name), whole[name]
        if before is None or abs(found - before) < 2:
            continue
        nearest = found + (1 if before > found else -1)
        between = [rng.randint(min(before, found) + 1, max(before, found) - 1) for _ in range(5)]
        for value in (nearest, *between):
            if value != found:
                assert refused_after(facts, on, target, whole | {name: value})
    if "on" in whole:
        day = whole["on"] - timedelta(days=1)
        waiting = {"business_age", "startup_support"}
        assert not waiting & set(target.named(facts, whole["on"], FAILED))
        assert not waiting & set(target.named(facts, day, PASSED))


def refused_after(facts, on, target, changes):
    """Something fails, or something is unknown now that was not."""
    day = changes.get("on", on)
    try:
        after = changed(facts, day, **{k: v for k, v in changes.items() if k != "on"})
    except BadFact:
        return True
    return not target.accepts(after, day, frozenset(target.named(facts, on, UNKNOWN)))


PAPERS = ("has_nib", "has_sku", "has_npwp", "has_bpjs_tk", "had_training", "had_mentoring",
          "in_group", "has_offtaker", "has_group_letter", "has_ketua_letter")  # fmt: skip


def single_changes(facts, target, on):
    """Every single honest change worth trying, by brute force."""
    points = target.points("amount", facts, on)
    yield from ({"amount": v} for p in points for v in (p, p + 1) if v > 0)
    yield from ({"months": months} for months in range(1, 85))
    yield from ({"kur_outstanding": v} for v in (0, 1, 5_000_000) if facts.kur_outstanding)
    yield from ({name: True} for name in PAPERS if getattr(facts, name) is False)


def test_brute_force_finds_no_single_change_that_was_missed():
    rng = random.Random("brute force")
    everyone = list(targets())
    helped = hopeless = 0
    while helped + hopeless < 400:
        on = rng.choice(DAYS[1:])
        facts = random_facts(rng, on, unknown=0)
        target = rng.choice(everyone)
        if not refused(facts, target, on):
            continue
        found = advise(facts, target, on)
        single = any(
            not refused_after(facts, on, target, change)
            for change in single_changes(facts, target, on)
        )
        if single:
            helped += 1
            assert found.options
            assert len(found.options[0].changes) == 1
        else:
            hopeless += 1
    assert helped > 40


def fields_of(advice):
    return [steps(option) for option in advice.options]


def test_npwp_or_less_money():
    advice = ask("mikro", amount=60 * M, has_npwp=False)
    assert fields_of(advice) == [{"has_npwp": True}, {"amount": 50 * M}]
    assert advice.partial == ()
    assert str(advice.options[1].changes[0].sentence) == "Ajukan paling banyak Rp50 juta."


def test_shorter_or_as_an_investment():
    advice = ask("mikro", months=48)
    assert fields_of(advice) == [{"months": 36}, {"purpose": "ki"}]
    assert "hanya kalau" in str(advice.options[1].changes[0].sentence)
    assert fields_of(ask("mikro", months=61)) == [{"months": 36}]


def test_split_is_proposed_when_the_person_named_the_part():
    advice = ask("mikro", months=48, investment_amount=15 * M, on=Y2024)
    split = {"purpose": "split", "months": 36, "investment_months": 48}
    assert split in fields_of(advice)


def test_two_limits_on_one_number_are_met_together():
    owing = {"kur_total": 1, "kur_mikro": 1, "kur_outstanding": 30 * M, "kur_cumulative": 30 * M}
    advice = ask("mikro", Y2024, amount=120 * M, **owing)
    assert fields_of(advice) == [{"amount": 70 * M}]
    advice = ask("mikro", Y2024, amount=80 * M, **owing)
    assert fields_of(advice) == [{"amount": 70 * M}, {"kur_outstanding": 20 * M}]


def test_a_change_that_breaks_another_rule_is_shown_with_its_joint_effect():
    advice = ask("kecil", Y2024, amount=40 * M, has_npwp=False, has_bpjs_tk=True)
    (option,) = advice.options
    assert steps(option) == {"amount": 100 * M + 1, "has_npwp": True}
    assert option.fixes == ("amount",)
    (partial,) = advice.partial
    assert steps(partial) == {"amount": 100 * M + 1}
    assert partial.fixes == ("amount",)
    assert partial.breaks == ("npwp",)


def test_what_still_warns_is_named():
    advice = ask("mikro", amount=60 * M, has_npwp=False, has_nib=False, has_sku=False)
    assert [option.verdict for option in advice.options] == ["eligible_with_warnings"] * 2
    assert {option.warns for option in advice.options} == {("legality",)}


def test_three_together_when_no_two_help():
    advice = ask("kecil", Y2024, amount=40 * M, has_npwp=False, has_bpjs_tk=False)
    (option,) = advice.options
    assert steps(option) == {"amount": 100 * M + 1, "has_npwp": True, "has_bpjs_tk": True}
    assert advice.partial


def test_never_more_than_three():
    advice = ask(
        "khusus", LATE25, in_group=False, has_offtaker=False, has_group_letter=False,
        is_beginner=True, has_ketua_letter=False,
    )  # fmt: skip
    assert advice.options == ()
    assert len(advice.partial) == 4


def test_waiting_ends_on_the_exact_day():
    start = date(2024, 1, 31)
    day = date(2024, 3, 1)
    advice = ask("mikro", day, business_started_on=start)
    assert fields_of(advice) == [{"on": date(2024, 7, 31)}]
    assert "31 Juli 2024" in str(advice.options[0].changes[0].sentence)
    after = applicant(day, business_started_on=start)
    assert check(after, rules(), "mikro", date(2024, 7, 31)).eligible
    assert not check(after, rules(), "mikro", date(2024, 7, 30)).eligible


def test_training_opens_super_mikro_to_a_new_business():
    advice = ask(
        "super_mikro", Y2024, amount=5 * M, in_group=False,
        business_started_on=add_months(Y2024, -2),
    )  # fmt: skip
    assert {"had_training": True} in fields_of(advice)
    assert {"in_group": True} in fields_of(advice)
    assert {"on": date(2024, 6, 29)} in fields_of(advice)


def test_programme_credit_can_be_repaid_and_commercial_credit_cannot_be_undone():
    advice = ask("khusus", LATE25, active_credits=frozenset({"programme"}))
    (option,) = advice.options
    assert steps(option)["active_credits"] == frozenset()
    assert steps(option)["past_credits"] == frozenset({"programme"})
    stuck = ask("mikro", Y2024, past_credits=frozenset({"commercial"}))
    assert stuck.options == ()
    assert [item.rule for item in stuck.stuck] == ["prior_credit"]


def test_a_spouse_s_kur_elsewhere():
    advice = ask("mikro", Y2024, ProductRules("p", "bri", "mikro"), spouse_kur_bank="bni")
    assert fields_of(advice) == [{"spouse_kur_bank": "tidak"}]
    same = ProductRules("p", "bni", "mikro")
    assert check_product(applicant(Y2024, spouse_kur_bank="bni"), same, rules(), Y2024).failed == ()


@pytest.mark.parametrize(
    ("scheme", "values", "rule"),
    [
        ("mikro", {"birth_date": date(2005, 1, 1), "married": False}, "age"),
        ("super_mikro", {"amount": 5 * M, "kur_total": 1, "kur_mikro": 1}, "access"),
        ("pmi", {}, "migrant"),
    ],
)
def test_what_cannot_change_is_said_and_nothing_else_is_proposed(scheme, values, rule):
    advice = ask(scheme, Y2024, **values)
    assert advice.options == ()
    assert [item.rule for item in advice.stuck] == [rule]
    assert str(advice.stuck[0].sentence).endswith(".")


def test_place_and_trade_are_never_to_be_changed():
    metro = ProductRules("p", "bri", "mikro", regions=("18.72",), sectors=("13",))
    advice = ask("mikro", product=metro)
    assert advice.options == ()
    assert [item.rule for item in advice.stuck] == ["bank_sector", "bank_region"]


def test_product_limits_are_met_to_the_rupiah():
    narrow = ProductRules("p", "bri", "mikro", min_amount=25 * M, max_amount=30 * M, min_months=12,
                          papers=("nib", "npwp"))  # fmt: skip
    assert fields_of(ask("mikro", product=narrow, amount=24 * M)) == [{"amount": 25 * M}]
    assert fields_of(ask("mikro", product=narrow)) == [{"amount": 30 * M}]
    assert fields_of(ask("mikro", product=narrow, amount=25 * M, months=6)) == [{"months": 12}]
    lacking = ask("mikro", product=narrow, amount=25 * M, has_nib=False, has_npwp=False)
    assert fields_of(lacking) == [{"has_nib": True, "has_npwp": True}]


def test_a_warning_can_be_settled():
    advice = ask("mikro", has_nib=False, has_sku=False)
    assert advice.options == ()
    assert {"has_sku": True} in [steps(option) for option in advice.settles]
    assert ask("mikro", Y2024) == ask("mikro", Y2024)
    assert ask("mikro", Y2024).as_json() == {
        "options": [], "partial": [], "settles": [], "stuck": []
    }  # fmt: skip


def test_advice_is_plain_json_and_the_same_each_time():
    rng = random.Random("same")
    for _ in range(50):
        facts = random_facts(rng, TODAY)
        for target in targets():
            first = advise(facts, target, TODAY).as_json()
            assert first == advise(replace(facts), target, TODAY).as_json()
