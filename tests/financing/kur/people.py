"""Random and ready-made applicants for the tests of the engine."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache

from financing.kur.calendar_months import add_months
from financing.kur.facts import CREDITS, NO_BANK, PURPOSES, SECTORS, Facts
from financing.kur.products import ProductRules
from financing.kur.reading import inconsistency
from financing.kur.ruleset import RuleSet

TODAY = date(2026, 11, 24)
# One day in each period of the reference data.
DAYS = (date(2022, 6, 15), date(2024, 2, 29), date(2025, 7, 31), date(2025, 10, 1), TODAY)


@cache
def rules() -> RuleSet:
    return RuleSet.from_file()


def applicant(on: date = TODAY, **values) -> Facts:
    """Someone about whom everything is known and fine for KUR Mikro on every day of ``DAYS``."""
    known = {
        "amount": 40_000_000,
        "months": 24,
        "purpose": "kmk",
        "kbli": "10794",
        "region_code": "18.71",
        "business_started_on": add_months(on, -36),
        "has_nib": True,
        "has_sku": True,
        "has_npwp": True,
        "has_bpjs_tk": True,
        "birth_date": date(1985, 5, 20),
        "married": True,
        "yearly_sales": 300_000_000,
        "workers": 4,
        "kur_total": 0,
        "spouse_kur_bank": NO_BANK,
        "active_credits": frozenset(),
        "past_credits": frozenset(),
        "kol": 1,
        "had_training": False,
        "had_mentoring": False,
        "family_business": False,
        "in_group": True,
        "group_size": 13,
        "has_offtaker": True,
        "has_group_letter": True,
        "is_beginner": False,
        "has_ketua_letter": False,
        "is_migrant_worker": False,
        "contract_months": 24,
    }
    return Facts(**(known | values))


def random_facts(rng: random.Random, on: date, unknown: float = 0.1) -> Facts:
    """A consistent applicant; each answer is unknown with probability ``unknown``.

    Values crowd around the limits of the rules, where mistakes live.
    """
    while True:
        facts = _one(rng, on, unknown)
        if inconsistency(facts, on) is None:
            return facts


def _one(rng: random.Random, on: date, unknown: float) -> Facts:
    def maybe(value):
        return None if rng.random() < unknown else value

    def near(*limits: int) -> int:
        return max(1, rng.choice(limits) + rng.choice((-1, 0, 0, 1)))

    def yes(chance: float = 0.5) -> bool:
        return rng.random() < chance

    kinds = [kind for kind in CREDITS if yes(0.12)]
    past = [kind for kind in CREDITS if yes(0.12)]
    start = add_months(on, -rng.choice((1, 5, 6, 6, 7, 24, 120)))
    start += timedelta(days=rng.choice((-1, 0, 0, 1)))
    born = add_months(on, -12 * rng.choice((17, 18, 20, 21, 21, 30, 45, 70)))
    born -= timedelta(days=rng.choice((0, 0, 1, 364)))
    counts = {f"kur_{name}": rng.choice((0, 0, 0, 1, 2, 3)) for name in
              ("super_mikro", "mikro", "kecil", "khusus", "pmi")}  # fmt: skip
    total = 0 if yes(0.5) else sum(counts.values())
    if total == 0:
        counts = {}
    ever = 0 if total == 0 else rng.choice((5_000_000, 60_000_000, 450_000_000))
    region = rng.choice(("18", "18.71", "18.02", "18.04.05", "11.01", "12", "32.73"))
    bank = (NO_BANK, NO_BANK, "bri", "bni", "bank-lampung")
    return Facts(
        amount=maybe(near(5_000_000, 10_000_000, 25_000_000, 50_000_000, 60_000_000,
                          100_000_000, 120_000_000, 500_000_000)),
        months=maybe(near(6, 12, 24, 36, 48, 60, 84)),
        purpose=maybe(rng.choice(PURPOSES)),
        investment_amount=maybe(near(2_000_000, 20_000_000)),
        investment_months=maybe(near(36, 60)),
        kbli=maybe(rng.choice(("01111", "01270", "01450", "03120", "10794", "10774", "47112",
                               "56101", "08930"))),
        sector=None if yes() else maybe(rng.choice(SECTORS)),
        region_code=maybe(region),
        business_started_on=maybe(start),
        has_nib=maybe(yes(0.7)),
        has_sku=maybe(yes(0.7)),
        has_npwp=maybe(yes(0.6)),
        has_bpjs_tk=maybe(yes(0.5)),
        birth_date=maybe(born),
        married=maybe(yes(0.7)),
        yearly_sales=maybe(near(200_000_000, 4_800_000_000, 50_000_000_000)),
        workers=maybe(rng.randrange(0, 30)),
        kur_total=maybe(total),
        **{name: maybe(value) for name, value in counts.items()},
        kur_outstanding=maybe(min(ever, rng.choice((0, 5_000_000, 60_000_000)))),
        kur_cumulative=maybe(ever),
        active_kur_bank=maybe(rng.choice(bank)),
        spouse_kur_bank=maybe(rng.choice(bank)),
        active_credits=maybe(frozenset(kinds)),
        past_credits=maybe(frozenset(past)),
        ultra_micro_limit=maybe(near(20_000_000)),
        consumer_limit=maybe(near(500_000_000)),
        kol=maybe(rng.choice((1, 1, 1, 2, 3, 5))),
        had_training=maybe(yes(0.3)),
        had_mentoring=maybe(yes(0.3)),
        family_business=maybe(yes(0.3)),
        in_group=maybe(yes()),
        group_size=maybe(rng.randrange(1, 80)),
        has_offtaker=maybe(yes()),
        has_group_letter=maybe(yes()),
        is_beginner=maybe(yes()),
        has_ketua_letter=maybe(yes()),
        is_migrant_worker=maybe(yes(0.3)),
        contract_months=maybe(near(12, 24, 36)),
    )  # fmt: skip


def bank_products() -> list[ProductRules]:
    """Invented products that use every kind of bank rule."""
    return [
        ProductRules("bri-mikro", "bri", "mikro", "KUR Mikro BRI"),
        ProductRules("bri-sm", "bri", "super_mikro", max_amount=5_000_000, min_months=6),
        ProductRules("bni-mikro", "bni", "mikro", min_amount=25_000_000, max_amount=100_000_000,
                     min_months=12, max_months=36, max_months_ki=60, papers=("nib", "npwp")),
        ProductRules("bni-kecil", "bni", "kecil", purposes=("kmk", "ki"), sectors=("10", "11")),
        ProductRules("lampung-mikro", "bank-lampung", "mikro", regions=("18",),
                     max_amount=50_000_000, papers=("nib",)),
        ProductRules("lampung-metro", "bank-lampung", "khusus", regions=("18.71", "18.72"),
                     sectors=("10794", "01"), purposes=("ki",)),
        ProductRules("bri-pmi", "bri", "pmi", max_months_ki=24, max_months=36, source="Brosur",
                     url="https://example.test/pmi"),
        ProductRules("tanpa-batas-bawah", "bni", "khusus", max_amount=60_000_000, min_months=12,
                     papers=("nib", "sku", "npwp", "bpjs_tk")),
    ]  # fmt: skip
