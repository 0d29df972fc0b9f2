"""Each article and period at its boundary, on both sides."""

from datetime import date, timedelta

import pytest

from financing.kur.calendar_months import add_months
from financing.kur.engine import check
from financing.kur.facts import SCHEMES
from financing.kur.rules import Outcome

from .people import DAYS, TODAY, applicant, rules

Y2022, Y2024, JULY25, LATE25, NOW = DAYS
PASSED, FAILED, UNKNOWN, BANK, WARNING = (
    Outcome.PASSED,
    Outcome.FAILED,
    Outcome.UNKNOWN,
    Outcome.BANK_CHECKS,
    Outcome.WARNING,
)
M = 1_000_000


def outcome(on, scheme, rule, **values):
    """Outcome of one rule, or None if the rule has nothing to say."""
    result = check(applicant(on, **values), rules(), scheme, on)
    return next((f.outcome for f in result.findings if f.rule == rule), None)


AMOUNTS = [
    ("super_mikro", 1, PASSED),
    ("super_mikro", 10 * M, PASSED),
    ("super_mikro", 10 * M + 1, FAILED),
    ("mikro", 10 * M, FAILED),
    ("mikro", 10 * M + 1, PASSED),
    ("mikro", 100 * M, PASSED),
    ("mikro", 100 * M + 1, FAILED),
    ("kecil", 100 * M, FAILED),
    ("kecil", 100 * M + 1, PASSED),
    ("kecil", 500 * M, PASSED),
    ("kecil", 500 * M + 1, FAILED),
    ("khusus", 1, PASSED),
    ("khusus", 500 * M, PASSED),
    ("khusus", 500 * M + 1, FAILED),
    ("pmi", 100 * M, PASSED),
    ("pmi", 100 * M + 1, FAILED),
]
# Where the limit itself was not confirmed for the period, beyond it is a warning.
SOFT_AMOUNT = {(Y2022, "kecil"), (Y2022, "khusus"), (Y2022, "pmi"), (LATE25, "kecil"),
               (NOW, "khusus")}  # fmt: skip


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize(("scheme", "amount", "expected"), AMOUNTS)
def test_plafon(on, scheme, amount, expected):
    if expected == FAILED and (on, scheme) in SOFT_AMOUNT:
        expected = WARNING
    assert outcome(on, scheme, "amount", amount=amount) == expected


MONTHS = [
    # scheme, purpose, months, expected; verified periods only
    (NOW, "super_mikro", "kmk", 36, PASSED),
    (NOW, "super_mikro", "kmk", 37, FAILED),
    (NOW, "mikro", "kmk", 36, PASSED),
    (NOW, "mikro", "kmk", 37, FAILED),
    (NOW, "mikro", "ki", 60, PASSED),
    (NOW, "mikro", "ki", 61, FAILED),
    (NOW, "kecil", "kmk", 48, PASSED),
    (NOW, "kecil", "kmk", 49, WARNING),  # carried over
    (LATE25, "kecil", "kmk", 49, FAILED),
    (LATE25, "kecil", "ki", 61, FAILED),
    (Y2024, "khusus", "kmk", 48, PASSED),
    (Y2024, "khusus", "kmk", 49, FAILED),
    (Y2024, "khusus", "ki", 60, PASSED),
    (Y2024, "khusus", "ki", 61, FAILED),
    (Y2024, "super_mikro", "kmk", 37, WARNING),  # memory only
    (Y2022, "mikro", "kmk", 37, FAILED),
    (NOW, "mikro", None, 36, PASSED),
    (NOW, "mikro", None, 37, UNKNOWN),
    (NOW, "mikro", None, 61, FAILED),
    (NOW, "mikro", "kmk", None, UNKNOWN),
]


@pytest.mark.parametrize(("on", "scheme", "purpose", "months", "expected"), MONTHS)
def test_term_by_purpose(on, scheme, purpose, months, expected):
    assert outcome(on, scheme, "months", purpose=purpose, months=months) == expected


def test_split_purpose_has_two_terms():
    split = {"purpose": "split", "investment_amount": 10 * M}
    at = {"on": NOW, "scheme": "mikro", "rule": "months"}
    assert outcome(**at, **split, months=36, investment_months=60) == PASSED
    assert outcome(**at, **split, months=37, investment_months=60) == FAILED
    assert outcome(**at, **split, months=36, investment_months=61) == FAILED
    assert outcome(**at, **split, months=36) == UNKNOWN
    # Allowed by Pasal 24 for Mikro until July 2025; carried over since.
    assert outcome(JULY25, "mikro", "split", **split) == PASSED
    assert outcome(JULY25, "mikro", "split") is None


def test_migrant_worker_term_ends_with_the_contract():
    at = {"on": Y2024, "scheme": "pmi", "rule": "months"}
    assert outcome(**at, months=24, contract_months=24) == PASSED
    assert outcome(**at, months=25, contract_months=24) == WARNING  # memory only: warns
    assert outcome(**at, months=37, contract_months=48) == WARNING
    assert outcome(**at, months=24, contract_months=None) == UNKNOWN
    assert outcome(Y2024, "pmi", "migrant", is_migrant_worker=True) == PASSED
    assert outcome(Y2024, "pmi", "migrant", is_migrant_worker=False) == FAILED
    # Which scheme it is blocks whatever the confidence of the text.
    assert outcome(NOW, "pmi", "migrant", is_migrant_worker=False) == FAILED


@pytest.mark.parametrize(
    ("on", "start", "expected"),
    [
        (date(2024, 7, 15), date(2024, 1, 15), PASSED),  # six months to the day
        (date(2024, 7, 15), date(2024, 1, 16), FAILED),  # six months less a day
        (date(2024, 8, 29), date(2024, 2, 29), PASSED),  # from a leap day
        (date(2024, 8, 28), date(2024, 2, 29), FAILED),
        (date(2024, 2, 29), date(2023, 8, 29), PASSED),  # to a leap day
        (date(2024, 2, 29), date(2023, 8, 31), PASSED),  # 31 August + 6 months = 29 February
        (date(2024, 2, 28), date(2023, 8, 31), FAILED),
        (date(2025, 2, 28), date(2024, 8, 31), PASSED),  # no leap year: 28 February
        (date(2025, 2, 27), date(2024, 8, 31), FAILED),
        (date(2024, 7, 15), None, UNKNOWN),
    ],
)
def test_six_months_in_business(on, start, expected):
    assert outcome(on, "mikro", "business_age", business_started_on=start) == expected


def test_business_age_blocks_only_where_the_text_was_confirmed():
    young = {"business_started_on": date(2025, 9, 1)}
    assert outcome(LATE25, "khusus", "business_age", **young) == FAILED  # Pasal 36(2), read
    assert outcome(LATE25, "mikro", "business_age", **young) == WARNING  # carried over
    young = {"business_started_on": NOW - timedelta(days=30)}
    assert outcome(NOW, "mikro", "business_age", **young) == WARNING
    assert outcome(Y2022, "mikro", "business_age") == BANK  # no value found for 2022
    assert outcome(NOW, "super_mikro", "business_age", **young) is None


@pytest.mark.parametrize(
    "support", ["had_training", "had_mentoring", "in_group", "family_business"]
)
def test_new_business_needs_one_support_for_super_mikro(support):
    day = date(2024, 3, 20)
    none = {"had_training": False, "had_mentoring": False, "in_group": False}
    none |= {"family_business": False, "business_started_on": add_months(day, -2)}
    at = {"on": day, "scheme": "super_mikro", "rule": "startup_support"}
    assert outcome(**at, **none) == FAILED
    assert outcome(**at, **(none | {support: True})) == PASSED
    assert outcome(**at, **(none | {support: None})) == UNKNOWN
    old = none | {"business_started_on": add_months(day, -6)}
    assert outcome(**at, **old) == PASSED
    younger = none | {"business_started_on": add_months(day, -6) + timedelta(days=1)}
    assert outcome(**at, **younger) == FAILED


@pytest.mark.parametrize(
    ("on", "scheme", "amount", "has", "expected"),
    [
        (NOW, "mikro", 50 * M, False, PASSED),
        (NOW, "mikro", 50 * M + 1, False, FAILED),
        (NOW, "mikro", 50 * M + 1, True, PASSED),
        (NOW, "mikro", 50 * M + 1, None, UNKNOWN),
        (NOW, "mikro", 50 * M, None, PASSED),
        (NOW, "mikro", None, False, UNKNOWN),
        (NOW, "khusus", 50 * M + 1, False, FAILED),
        (NOW, "pmi", 50 * M + 1, False, FAILED),
        (NOW, "kecil", 50 * M, False, FAILED),  # 2026: Kecil always
        (NOW, "kecil", None, False, FAILED),
        (Y2024, "kecil", 50 * M, False, PASSED),
        (Y2024, "mikro", 50 * M + 1, False, FAILED),
        (LATE25, "mikro", 50 * M + 1, False, WARNING),  # carried over
        (Y2022, "mikro", 50 * M + 1, False, BANK),
    ],
)
def test_npwp_above_fifty_million(on, scheme, amount, has, expected):
    assert outcome(on, scheme, "npwp", amount=amount, has_npwp=has) == expected


@pytest.mark.parametrize(
    ("scheme", "amount", "expected"),
    [
        ("kecil", 100 * M + 1, FAILED),
        ("khusus", 100 * M, PASSED),
        ("khusus", 100 * M + 1, FAILED),
        ("mikro", 100 * M, None),
    ],
)
def test_bpjs(scheme, amount, expected):
    assert outcome(Y2024, scheme, "bpjs_tk", amount=amount, has_bpjs_tk=False) == expected
    if expected:
        assert outcome(Y2024, scheme, "bpjs_tk", amount=amount, has_bpjs_tk=True) == PASSED


@pytest.mark.parametrize(
    ("nib", "sku", "expected"),
    [
        (True, False, PASSED),
        (False, True, PASSED),
        (None, True, PASSED),
        (False, False, FAILED),
        (None, False, UNKNOWN),
        (False, None, UNKNOWN),
    ],
)
def test_nib_or_sku(nib, sku, expected):
    assert outcome(Y2024, "mikro", "legality", has_nib=nib, has_sku=sku) == expected
    soft = WARNING if expected == FAILED else expected
    assert outcome(NOW, "mikro", "legality", has_nib=nib, has_sku=sku) == soft


@pytest.mark.parametrize(
    ("born", "married", "scheme", "expected"),
    [
        (date(2003, 2, 28), False, "mikro", PASSED),
        (date(2003, 3, 1), False, "mikro", FAILED),
        (date(2003, 3, 1), True, "mikro", PASSED),
        (date(2003, 3, 1), None, "mikro", UNKNOWN),
        (None, True, "mikro", PASSED),
        (None, False, "mikro", UNKNOWN),
        (date(2006, 2, 28), False, "pmi", PASSED),
        (date(2006, 3, 1), False, "pmi", FAILED),
        (date(2006, 3, 1), True, "pmi", FAILED),  # marriage does not count here
    ],
)
def test_age_on_a_leap_day(born, married, scheme, expected):
    # 29 February 2024: born 28 Feb 2003 is 21, born 1 March 2003 is not.
    assert outcome(Y2024, scheme, "age", birth_date=born, married=married) == expected


@pytest.mark.parametrize(
    ("on", "sales", "expected"),
    [
        (NOW, 4_800 * M, PASSED),
        (NOW, 4_800 * M + 1, FAILED),
        (NOW, None, UNKNOWN),
        (LATE25, 4_800 * M + 1, PASSED),
        (LATE25, 50_000 * M + 1, WARNING),
    ],
)
def test_yearly_sales(on, sales, expected):
    assert outcome(on, "mikro", "turnover", yearly_sales=sales) == expected


COUNTS = {"kur_super_mikro": 0, "kur_kecil": 0, "kur_khusus": 0, "kur_pmi": 0}


@pytest.mark.parametrize(
    ("on", "sector", "had", "expected"),
    [
        # Pasal 24(4a): manufacturing twice, farming four times; Pasal 24 until July 2025 was read.
        (JULY25, "industri", 1, PASSED),
        (JULY25, "industri", 2, FAILED),
        (JULY25, "perdagangan", 2, FAILED),
        (JULY25, "pertanian", 3, PASSED),
        (JULY25, "pertanian", 4, FAILED),
        (JULY25, "perikanan", 3, PASSED),
        (Y2024, "industri", 2, FAILED),
        # Fourth amendment: carried over, so it warns.
        (date(2025, 8, 1), "industri", 1, PASSED),
        (date(2025, 8, 1), "industri", 2, WARNING),
        (LATE25, "pertanian", 4, WARNING),
        # 2026: no limit any more.
        (date(2025, 12, 31), "industri", 2, WARNING),
        (date(2026, 1, 1), "industri", 2, PASSED),
        (NOW, "industri", 9, PASSED),
        (Y2022, "industri", 1, BANK),
    ],
)
def test_repeat_limit_of_mikro(on, sector, had, expected):
    values = {"kur_total": had, "kur_mikro": had, "kbli": None, "sector": sector} | COUNTS
    assert outcome(on, "mikro", "access", **values) == expected


def test_repeat_limit_with_half_an_answer():
    at = {"on": JULY25, "scheme": "mikro", "rule": "access"}
    # One KUR in all, scheme not known: at most one Mikro, so a second is allowed either way.
    assert outcome(**at, kur_total=1) == PASSED
    assert outcome(**at, kur_total=2) == UNKNOWN
    assert outcome(**at, kur_total=2, kur_kecil=2, kur_mikro=0) == PASSED
    assert outcome(**at, kur_total=None) == UNKNOWN
    # Sector not known: two are too many only outside farming, four are too many for all.
    unknown = {"kbli": None, "sector": None}
    assert outcome(**at, **unknown, kur_total=2, kur_mikro=2) == UNKNOWN
    assert outcome(**at, **unknown, kur_total=4, kur_mikro=4) == FAILED
    assert outcome(**at, **unknown, kur_total=1, kur_mikro=1) == PASSED


def test_super_mikro_is_for_those_who_never_had_any():
    at = {"scheme": "super_mikro", "rule": "access"}
    assert outcome(Y2024, **at, kur_total=0) == PASSED
    assert outcome(Y2024, **at, kur_total=1, kur_pmi=1) == FAILED
    assert outcome(LATE25, **at, kur_total=1) == WARNING
    assert outcome(NOW, **at, kur_total=1) == WARNING  # sources conflict
    assert outcome(Y2024, **at, kur_total=None) == UNKNOWN


@pytest.mark.parametrize(
    ("owed", "amount", "expected"),
    [
        (60 * M, 40 * M, PASSED),
        (60 * M, 40 * M + 1, FAILED),
        (60 * M + 1, 40 * M, FAILED),
        (0, 100 * M, PASSED),
        (None, 40 * M, UNKNOWN),
        (100 * M + 1, None, FAILED),
    ],
)
def test_outstanding_total_of_mikro(owed, amount, expected):
    values = {"kur_total": 1, "kur_outstanding": owed, "amount": amount}
    assert outcome(Y2024, "mikro", "outstanding", **values) == expected
    soft = WARNING if expected == FAILED else expected
    assert outcome(LATE25, "mikro", "outstanding", **values) == soft


def test_one_production_cycle():
    at = {"on": Y2024, "scheme": "mikro", "rule": "cycle"}
    had = {"kur_total": 1, "kur_outstanding": 5 * M}
    assert outcome(**at, amount=100 * M) == PASSED
    assert outcome(**at, amount=100 * M + 1) == FAILED
    assert outcome(**at, **had) == BANK
    assert outcome(**at, **had, kbli=None, sector="perdagangan") is None
    assert outcome(**at, **had, kbli=None, sector=None) == UNKNOWN


def test_cumulative_of_kecil():
    at = {"scheme": "kecil", "rule": "cumulative"}
    had = {"kur_total": 2, "kur_cumulative": 200 * M}
    assert outcome(Y2024, **at, **had, amount=300 * M) == PASSED
    assert outcome(Y2024, **at, **had, amount=300 * M + 1) == FAILED
    assert outcome(LATE25, **at, **had, amount=300 * M + 1) == WARNING
    # 2026: not reported. Nobody without earlier KUR is bothered with it.
    assert outcome(NOW, **at, **had, amount=150 * M) == WARNING
    assert outcome(NOW, **at, kur_total=0, amount=150 * M) == PASSED
    assert outcome(NOW, **at, kur_total=None, amount=150 * M) == UNKNOWN
    assert outcome(Y2024, "mikro", "cumulative", **had) is None


CREDITS = [
    # active, past, 2024 (mikro), late 2025 (khusus), 2026 (mikro)
    ((), (), PASSED, PASSED, PASSED),
    (("p2p",), ("household",), PASSED, PASSED, PASSED),
    (("kpr",), (), PASSED, PASSED, PASSED),
    ((), ("commercial",), FAILED, FAILED, WARNING),
    (("commercial",), (), FAILED, FAILED, WARNING),
    (("programme",), (), BANK, FAILED, WARNING),
    ((), ("programme",), BANK, PASSED, PASSED),
    ((), ("warehouse_receipt",), BANK, BANK, BANK),
    (None, (), UNKNOWN, UNKNOWN, UNKNOWN),
    ((), None, UNKNOWN, UNKNOWN, UNKNOWN),
    (None, ("commercial",), FAILED, FAILED, WARNING),
]


@pytest.mark.parametrize(("active", "past", "early", "late", "now"), CREDITS)
def test_credit_before(active, past, early, late, now):
    def sets(kinds):
        return None if kinds is None else frozenset(kinds)

    values = {"active_credits": sets(active), "past_credits": sets(past)}
    assert outcome(Y2024, "mikro", "prior_credit", **values) == early
    assert outcome(LATE25, "khusus", "prior_credit", **values) == late
    assert outcome(NOW, "mikro", "prior_credit", **values) == now


@pytest.mark.parametrize(
    ("kind", "field", "limit"),
    [
        ("ultra_micro", "ultra_micro_limit", 20 * M),
        ("consumer_productive", "consumer_limit", 500 * M),
    ],
)
def test_credit_limits_of_the_fourth_amendment(kind, field, limit):
    values = {"past_credits": frozenset({kind})}
    at = {"on": LATE25, "scheme": "khusus", "rule": "prior_credit"}
    assert outcome(**at, **values, **{field: limit}) == PASSED
    assert outcome(**at, **values, **{field: limit + 1}) == FAILED
    assert outcome(**at, **values) == UNKNOWN
    early = outcome(Y2024, "mikro", "prior_credit", **values, **{field: limit})
    assert early == (PASSED if kind == "ultra_micro" else FAILED)


def test_running_credit_beside_khusus_needs_grade_one():
    at = {"on": LATE25, "scheme": "khusus", "rule": "concurrent_credit"}
    kpr = {"active_credits": frozenset({"kpr"})}
    assert outcome(**at) == PASSED
    assert outcome(**at, **kpr, kol=1) == PASSED
    assert outcome(**at, **kpr, kol=2) == FAILED
    assert outcome(**at, **kpr, kol=None) == BANK
    assert outcome(**at, active_credits=frozenset({"programme"}), kol=1) == BANK
    assert outcome(**at, active_credits=None) == UNKNOWN
    assert outcome(NOW, "khusus", "concurrent_credit", **kpr, kol=2) == WARNING


@pytest.mark.parametrize(
    ("own", "spouse", "expected"),
    [
        ("tidak", "tidak", PASSED),
        ("bri", "tidak", BANK),
        ("tidak", "bri", BANK),
        ("bri", "bri", BANK),
        ("bri", "bni", FAILED),
        (None, "tidak", UNKNOWN),
        ("tidak", None, UNKNOWN),
    ],
)
def test_one_bank_at_a_time(own, spouse, expected):
    values = {"kur_total": 1, "active_kur_bank": own, "spouse_kur_bank": spouse}
    assert outcome(Y2024, "mikro", "other_bank", **values) == expected
    soft = WARNING if expected == FAILED else expected
    assert outcome(NOW, "mikro", "other_bank", **values) == soft


GROUP = [
    ("membership", "in_group"),
    ("offtaker", "has_offtaker"),
    ("group_letter", "has_group_letter"),
]


@pytest.mark.parametrize(("rule", "field"), GROUP)
def test_group_terms_of_pasal_4(rule, field):
    assert outcome(LATE25, "khusus", rule, **{field: True}) == PASSED
    assert outcome(LATE25, "khusus", rule, **{field: False}) == FAILED
    assert outcome(LATE25, "khusus", rule, **{field: None}) == UNKNOWN
    # Without a group it is no KUR Khusus in any year; the other terms were not confirmed for 2026.
    structural = rule == "membership"
    assert outcome(NOW, "khusus", rule, **{field: False}) == (FAILED if structural else WARNING)
    if not structural:
        assert outcome(Y2024, "khusus", rule, **{field: False}) == BANK


def test_beginners_need_the_letter_of_the_ketua():
    at = {"on": LATE25, "scheme": "khusus", "rule": "ketua_letter"}
    assert outcome(**at, is_beginner=False) == PASSED
    assert outcome(**at, is_beginner=True, has_ketua_letter=True) == PASSED
    assert outcome(**at, is_beginner=True, has_ketua_letter=False) == FAILED
    assert outcome(**at, is_beginner=None, has_ketua_letter=False) == UNKNOWN


def test_industry_is_named_among_the_clusters_and_trade_is_for_the_bank():
    at = {"on": Y2024, "scheme": "khusus", "rule": "commodity"}
    assert outcome(**at) == PASSED
    assert outcome(**at, kbli="47112") == BANK
    assert outcome(**at, kbli=None) == UNKNOWN


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("on", DAYS, ids=str)
def test_no_extra_collateral_up_to_a_hundred_million(on, scheme):
    assert outcome(on, scheme, "collateral", amount=100 * M) == PASSED
    assert outcome(on, scheme, "collateral", amount=100 * M + 1) == BANK


@pytest.mark.parametrize(
    ("kol", "expected"), [(1, PASSED), (2, BANK), (3, WARNING), (5, WARNING), (None, BANK)]
)
def test_credit_record_warns_and_never_blocks(kol, expected):
    for on in DAYS[1:]:
        assert outcome(on, "mikro", "slik", kol=kol) == expected


RATES = [
    (Y2022, "mikro", 0, 6.0),
    (Y2024, "super_mikro", 0, 3.0),
    (Y2024, "mikro", 0, 6.0),
    (Y2024, "mikro", 1, 7.0),
    (Y2024, "kecil", 2, 8.0),
    (Y2024, "mikro", 3, 9.0),
    (Y2024, "khusus", 3, 6.0),
    (NOW, "mikro", 3, 6.0),
    (NOW, "super_mikro", 0, None),  # 3% or 6%: sources conflict
]


@pytest.mark.parametrize(("on", "scheme", "had", "rate"), RATES)
def test_rate_by_number_of_earlier_kur(on, scheme, had, rate):
    values = {"kur_total": had, f"kur_{scheme}": had}
    result = check(applicant(on, **values), rules(), scheme, on)
    (finding,) = [f for f in result.findings if f.rule == "rate"]
    assert finding.value == rate
    assert finding.outcome == (WARNING if rate is None else PASSED)


def test_a_region_key_changes_the_rate_and_nothing_else():
    here, aceh = applicant(), applicant(region_code="11.71")
    for scheme in SCHEMES:
        one, other = check(here, rules(), scheme, TODAY), check(aceh, rules(), scheme, TODAY)
        differ = [a.rule for a, b in zip(one.findings, other.findings, strict=True) if a != b]
        assert differ == ["rate"]
    rate = next(f for f in check(aceh, rules(), "mikro", TODAY).findings if f.rule == "rate")
    assert rate.value == 0.0
    # Only for new KUR of 2026.
    late = next(f for f in check(aceh, rules(), "mikro", LATE25).findings if f.rule == "rate")
    assert late.value == 6.0


@pytest.mark.parametrize("on", [date(1999, 1, 1), date(2021, 12, 31)])
def test_before_the_reference_data_the_bank_decides(on):
    for scheme in SCHEMES:
        result = check(applicant(on, birth_date=date(1970, 1, 1)), rules(), scheme, on)
        assert {f.outcome for f in result.findings} == {BANK}
        assert all("tidak kami temukan" in f.applicant.text() for f in result.findings)


def test_verdicts():
    def verdict(on=Y2024, scheme="mikro", **values):
        return check(applicant(on, **values), rules(), scheme, on).verdict

    assert verdict() == "eligible"
    assert verdict(amount=5 * M) == "not_yet"
    assert verdict(yearly_sales=50_000 * M + 1) == "eligible_with_warnings"
    assert verdict(birth_date=None, married=None) == "unknown"
    # Not known, but a rule that could not block anyway.
    assert verdict(yearly_sales=None) == "eligible_with_warnings"
    assert verdict(amount=5 * M, birth_date=None, married=None) == "not_yet"
    assert verdict(LATE25, "khusus") == "eligible"
