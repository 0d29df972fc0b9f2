"""Every suggestion is enough, none is more than needed, and none touches who a person is."""

import itertools
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from financing.kur.advice import NUMBERS, advise, apply
from financing.kur.calendar_months import add_months
from financing.kur.engine import check
from financing.kur.facts import NO_BANK, PURPOSES, SCHEMES
from financing.kur.products import ProductRules
from financing.kur.products import check as check_product
from financing.kur.reading import BadFact, changed
from financing.kur.rules.base import BANK, FAILED, PASSED, UNKNOWN
from financing.kur.targets import Target

from .people import DAYS, TODAY, applicant, bank_products, random_facts, rules

M = 1_000_000
Y2024, LATE25 = date(2024, 2, 29), date(2025, 10, 1)
# What nobody is ever told to change: who they are, where they live, what has been.
NEVER = {
    "birth_date", "married", "region_code", "kbli", "sector", "workers", "yearly_sales",
    "business_started_on", "kur_total", "kur_super_mikro", "kur_mikro", "kur_kecil", "kur_khusus",
    "kur_pmi", "kur_cumulative", "kol", "ultra_micro_limit", "consumer_limit", "family_business",
    "group_size", "is_beginner", "is_migrant_worker", "contract_months",
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


def levers(facts, target, on):
    """Each thing that can be changed, with the values worth trying, by brute force."""
    amounts = {v for p in target.points("amount", facts, on) for v in (p, p + 1) if v > 1}
    months = {v for p in target.points("months", facts, on) for v in (p, p + 1) if v > 0}
    owed = {v for v in target.points("kur_outstanding", facts, on) if v >= 0} | {0}
    yield [{"amount": v} for v in sorted(amounts)]
    yield [{"months": v} for v in sorted(months)]
    yield [{"investment_months": v} for v in (24, 36, 60) if facts.investment_months]
    yield [{"purpose": purpose} for purpose in PURPOSES]
    repaid = [{"kur_outstanding": v} for v in sorted(owed) if v < (facts.kur_outstanding or 0)]
    if facts.active_kur_bank not in (None, NO_BANK):
        repaid.append({"active_kur_bank": NO_BANK, "kur_outstanding": 0})
    yield repaid
    if facts.spouse_kur_bank not in (None, NO_BANK):
        yield [{"spouse_kur_bank": NO_BANK}]
    yield from ([{name: True}] for name in PAPERS if getattr(facts, name) is False)


def fewest_by_force(facts, target, on, most=2):
    """The fewest things to change at once; None where ``most`` are not enough. The investment part
    of a split loan shrinks with the amount."""
    known = [lever for lever in levers(facts, target, on) if lever]
    for number in range(1, most + 1):
        for chosen in itertools.combinations(known, number):
            for changes in itertools.product(*chosen):
                whole = {k: v for change in changes for k, v in change.items()}
                amount, part = whole.get("amount"), facts.investment_amount
                if amount is not None and part is not None and part >= amount:
                    whole["investment_amount"] = amount // 2
                if not refused_after(facts, on, target, whole):
                    return number
    return None


def random_product(rng):
    low, high = rng.choice((None, 5, 15, 25, 60)), rng.choice((None, 60, 80, 100, 200))
    return ProductRules(
        "p", rng.choice(("bri", "bni")), rng.choice(SCHEMES[:4]),
        min_amount=low and low * M, max_amount=high and high * M,
        min_months=rng.choice((None, 12)), max_months=rng.choice((None, 24, 36)),
        max_months_ki=rng.choice((None, 48, 60)),
        purposes=rng.choice(((), ("kmk",), ("ki",), ("kmk", "ki"))),
        papers=rng.choice(((), ("nib",), ("npwp",))),
    )  # fmt: skip


def split(rng, facts, on):
    """The same person asks for a split loan, most of it for investment."""
    amount = rng.choice((30, 60, 110, 130, 510)) * M
    part = rng.choice((amount // 2, amount * 9 // 10, amount - 1))
    try:
        return changed(facts, on, purpose="split", amount=amount, investment_amount=part,
                       investment_months=rng.choice((36, 60, 72)))  # fmt: skip
    except BadFact:
        return facts


@pytest.mark.parametrize("seed", range(4))
def test_brute_force_over_pairs_of_changes_needs_no_fewer(seed):
    rng = random.Random(f"pairs {seed}")
    tried = helped = 0
    while tried < 500:
        on = rng.choice(DAYS)
        facts = random_facts(rng, on, rng.choice((0, 0, 0.03)))
        facts = split(rng, facts, on) if rng.random() < 0.5 else facts
        product = random_product(rng) if rng.random() < 0.5 else None
        scheme = product.scheme if product else rng.choice(SCHEMES)
        target = Target(rules(), scheme, product)
        if not refused(facts, target, on):
            continue
        tried += 1
        fewest = fewest_by_force(facts, target, on)
        if fewest is None:
            continue
        helped += 1
        found = advise(facts, target, on).options
        assert found, (facts, target, on)
        assert min(len(option.changes) for option in found) <= fewest, (facts, target, on)
        for option in found:
            after, day = apply(facts, on, option)
            enough(after, day, target, option)
    assert helped > 50


def test_a_split_loan_shrinks_with_its_investment_part():
    advice = ask(
        "mikro", Y2024, purpose="split", amount=120 * M, investment_amount=110 * M,
        investment_months=36,
    )  # fmt: skip
    (option,) = advice.options
    assert steps(option) == {"amount": 100 * M, "investment_amount": 100 * M - 1}
    assert "bagian investasi lebih kecil" in str(option.changes[0].sentence)


def rights(facts, target, on):
    """What the engine says of collateral and of the rate: (may it be asked for, % a year)."""
    found = {one.rule: one for one in check(facts, rules(), target.scheme, on).findings}
    asked = "collateral" in found and found["collateral"].outcome == BANK
    rate = found["rate"].value if "rate" in found else None
    return asked, rate


def test_no_advice_costs_a_right_unsaid_and_what_costs_none_comes_first():
    rng = random.Random("rights")
    costly = 0
    everyone = list(targets())
    for _ in range(3_000):
        on = rng.choice(DAYS)
        facts = random_facts(rng, on, rng.choice((0, 0.05)))
        target = rng.choice(everyone)
        advice = advise(facts, target, on)
        before = rights(facts, target, on)
        for group in (advice.options, advice.partial, advice.settles):
            assert [bool(o.costs) for o in group] == sorted(bool(o.costs) for o in group)
            for option in group:
                changed_facts, day = apply(facts, on, option)
                after = rights(changed_facts, target, day)
                told = " ".join(str(change.sentence) for change in option.changes)
                lost = after[0] and not before[0]
                assert lost == ("boleh meminta agunan" in told), told
                costly += lost
                more = None not in (before[1], after[1]) and after[1] > before[1]
                assert more == ("bunganya menjadi" in told), told
    assert costly > 20


def test_a_larger_loan_says_in_one_sentence_that_collateral_may_be_asked():
    advice = ask("kecil", Y2024, amount=40 * M)
    (option,) = advice.options
    assert str(option.changes[0].sentence) == (
        "Ajukan paling sedikit Rp100.000.001, hanya kalau usaha memang perlu sebanyak itu, "
        "tetapi di atas Rp100 juta bank boleh meminta agunan tambahan."
    )
    assert option.costs == ("collateral",)
    found = check(applicant(Y2024, amount=40 * M), rules(), "kecil", Y2024).findings
    (right,) = [one for one in found if one.rule == "collateral"]
    assert "untuk Rp40 juta bank tidak boleh" in str(right.applicant)


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
