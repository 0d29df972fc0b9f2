"""Instalments: the published points reproduce, no rupiah is lost, nonsense gets a sentence."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import financing
from financing.kur.instalments import (
    InvalidLoan,
    effective_of_flat,
    flat_of_effective,
    schedule,
)

DATA = json.loads((Path(financing.__path__[0]) / "data/kur_rules.json").read_text("utf-8"))
ROUNDINGS = {"half-up to Rp1": "half_up", "ceil to next Rp100": "ceil_100"}


@pytest.mark.parametrize(
    "point",
    DATA["golden_installments"],
    ids=lambda p: f"{p['method']}-{p['plafon'] // 10**6}m-{p['tenor_months']}",
)
def test_published_point_reproduces(point):
    plan = schedule(
        point["plafon"],
        point["tenor_months"],
        point["rate_pct_pa"],
        point["method"],
        ROUNDINGS[point["rounding_that_reproduces_it"]],
    )
    assert plan.instalment == point["published_instalment"]


@pytest.mark.parametrize("table", DATA["computed_reference_not_published"])
@pytest.mark.parametrize("method", ["annuity", "flat"])
def test_reference_table_reproduces(table, method):
    for months, expected in table[method].items():
        plan = schedule(table["plafon"], int(months), table["rate_pct_pa"], method)
        assert plan.instalment == expected


def test_a_small_schedule_row_by_row():
    plan = schedule(1_000_000, 3, 6)
    assert [(r.principal, r.interest, r.instalment, r.outstanding) for r in plan.rows] == [
        (331_672, 5_000, 336_672, 668_328),
        (333_330, 3_342, 336_672, 334_998),
        (334_998, 1_675, 336_673, 0),
    ]
    assert plan.total_interest == 10_017
    assert plan.total_paid == 1_010_017


def test_the_press_mistake_costs_nearly_twice_as_much():
    honest = schedule(100_000_000, 36, 6, "annuity")
    flat = schedule(100_000_000, 36, 6, "flat")
    assert honest.total_interest == 9_518_973
    assert flat.total_interest == 18_000_000
    assert Decimal("11.0") < flat.effective_rate_pct < Decimal("11.2")
    assert Decimal("3.1") < honest.flat_equivalent_pct < Decimal("3.2")


def test_flat_and_effective_rates_answer_each_other():
    for months in (2, 12, 18, 36, 60, 120):
        back = flat_of_effective(effective_of_flat("6", months), months)
        assert abs(back - 6) < Decimal("0.001")
    assert effective_of_flat(6, 1) == Decimal("6.0000")
    assert effective_of_flat(0, 12) == 0


loans = {
    "amount": st.integers(1, 500_000_000),
    "months": st.integers(1, 120),
    "rate": st.decimals(0, 60, places=2),
    "method": st.sampled_from(["annuity", "flat"]),
    "rounding": st.sampled_from(["half_up", "ceil_100"]),
}


@given(**loans)
def test_every_rupiah_is_paid_back_once(amount, months, rate, method, rounding):
    plan = schedule(amount, months, rate, method, rounding)
    assert len(plan.rows) == months
    assert sum(r.principal for r in plan.rows) == amount
    assert plan.rows[-1].outstanding == 0
    owed = amount
    for row in plan.rows:
        assert row.principal >= 0
        assert row.interest >= 0
        assert row.instalment == row.principal + row.interest
        owed -= row.principal
        assert row.outstanding == owed
    assert sum(r.instalment for r in plan.rows) == plan.total_paid


@given(st.integers(1_000_000, 500_000_000), st.integers(2, 120), st.decimals(0, 30, places=2))
def test_last_instalment_differs_only_by_rounding(amount, months, rate):
    plan = schedule(amount, months, rate)
    # Half a rupiah of principal and half of interest a month, grown by what they bear.
    growth = (1 + Fraction(rate) / 1200) ** months
    assert abs(plan.rows[-1].instalment - plan.instalment) <= months * growth + 1


@given(st.integers(1_000_000, 400_000_000), st.integers(1, 119), st.decimals(1, 30, places=1))
def test_more_money_costs_more_and_more_months_cost_less_a_month(amount, months, rate):
    base = schedule(amount, months, rate)
    assert schedule(amount + 1_000_000, months, rate).instalment > base.instalment
    assert schedule(amount, months + 1, rate).instalment < base.instalment
    assert schedule(amount, months + 1, rate).total_interest > base.total_interest


@pytest.mark.parametrize(
    "amount",
    [0, -1, 10**18, 10_000_000_001, "abc", "", None, True, "NaN", float("nan"), float("inf"),
     "1e999999", "1_000", "12.5", 1.5, "١٢", "\x00", [], {}, "9" * 5000],
)  # fmt: skip
def test_bad_amount_gets_a_sentence(amount):
    with pytest.raises(InvalidLoan) as caught:
        schedule(amount, 12)
    assert caught.value.field == "amount"
    assert str(caught.value).startswith("Jumlah pinjaman")
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("months", [0, -1, 121, 10**18, "NaN", None, "1.5", "satu", True])
def test_bad_months_get_a_sentence(months):
    with pytest.raises(InvalidLoan, match=r"^Lama pinjaman .* 120 bulan\.$"):
        schedule(10_000_000, months)


@pytest.mark.parametrize("rate", [-1, 61, "NaN", "inf", "x", None, True, "1e-9", "6%", "1_0"])
def test_bad_rate_gets_a_sentence(rate):
    with pytest.raises(InvalidLoan, match=r"^Bunga harus angka"):
        schedule(10_000_000, 12, rate)


def test_bad_method_and_rounding_get_a_sentence():
    with pytest.raises(InvalidLoan, match="annuity"):
        schedule(10_000_000, 12, 6, "riba")
    with pytest.raises(InvalidLoan, match="half_up"):
        schedule(10_000_000, 12, 6, "flat", "floor")


@pytest.mark.parametrize("amount", ["25000000", 25_000_000.0, Decimal("25000000"), " 25000000 "])
def test_whole_numbers_are_read_in_any_dress(amount):
    assert schedule(amount, "12", "6,0").amount == 25_000_000


@given(st.text(max_size=20), st.text(max_size=10), st.text(max_size=10))
def test_no_text_makes_it_fall(amount, months, rate):
    problem = ""
    try:
        plan = schedule(amount, months, rate)
    except InvalidLoan as caught:
        problem = str(caught)
    assert problem.endswith(".") or plan.rows[-1].outstanding == 0
