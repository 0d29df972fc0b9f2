"""/kur/simulasi/: what a loan costs, month by month. Everything is in the address: share it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from financing.forms.kur import USUAL_RATE, LoanForm
from financing.kur.explain import NAMES, flat_mistake
from financing.kur.facts import SCHEMES
from financing.kur.instalments import Schedule, schedule
from financing.kur.ruleset import RuleSet
from financing.rulebook import current_rules
from financing.views.kur.picture import columns_of

EXAMPLE: dict[str, Any] = {"jumlah": 25_000_000, "bulan": 24, "bunga": USUAL_RATE}
AMOUNTS = (5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000)
TERMS = (6, 12, 18, 24, 36, 48, 60)
OPEN_ROWS = 12
BY_AMOUNT = ("super_mikro", "mikro", "kecil")


@login_not_required
@require_safe
def simulation(request: HttpRequest) -> HttpResponse:
    rules, today = current_rules(), timezone.localdate()
    asked = any(name in request.GET for name in LoanForm.base_fields)
    form = LoanForm(
        request.GET if asked else None, initial=EXAMPLE, most=largest_loan(rules, today)
    )
    loan = form.cleaned_data if asked and form.is_valid() else None if asked else EXAMPLE
    context: dict[str, Any] = {"form": form, "example": not asked}
    if loan is not None:
        amount, months, rate = loan["jumlah"], loan["bulan"], loan["bunga"]
        context |= calculated(amount, months, rate)
        context |= scheme_for(rules, today, amount, months)
        context["amounts"] = [(a, link(a, months, rate)) for a in AMOUNTS if a != amount]
    return render(request, "kur/simulation.html", context, status=422 if form.errors else 200)


def calculated(amount: int, months: int, rate: Decimal) -> dict[str, Any]:
    plan = schedule(amount, months, rate)
    columns = columns_of(plan)
    mistake = flat_mistake(amount, months, rate)
    return {
        "plan": plan,
        "last": plan.rows[-1],
        "first_rows": plan.rows[:OPEN_ROWS],
        "later_rows": plan.rows[OPEN_ROWS:],
        "columns": columns,
        "picture_width": 20 * len(columns),
        "terms": compared(plan),
        "mistake": mistake if int(mistake["difference"]) > 0 else None,
        "link": link(amount, months, rate),
    }


def compared(plan: Schedule) -> list[tuple[Schedule, str, bool]]:
    """This loan beside a shorter and a longer one: plan, address, whether it is this one."""
    shorter = [term for term in TERMS if term < plan.months][-1:]
    longer = [term for term in TERMS if term > plan.months][:1]
    missing = 2 - len(shorter) - len(longer)
    if missing and not longer:
        shorter = [term for term in TERMS if term < plan.months][-2:]
    elif missing:
        longer = [term for term in TERMS if term > plan.months][:2]
    out = []
    for months in (*shorter, plan.months, *longer):
        other = schedule(plan.amount, months, plan.rate_pct)
        out.append((other, link(plan.amount, months, plan.rate_pct), months == plan.months))
    return out


def link(amount: int, months: int, rate: Decimal) -> str:
    return "?" + urlencode({"jumlah": amount, "bulan": months, "bunga": f"{rate.normalize():f}"})


def largest_loan(rules: RuleSet, day: datetime.date) -> int:
    """The largest amount of any scheme."""
    rows = (rules.get(scheme, "plafon_max_inclusive", day) for scheme in SCHEMES)
    return max(row.value for row in rows if row is not None and row.value is not None)


def scheme_for(rules: RuleSet, day: datetime.date, amount: int, months: int) -> dict[str, Any]:
    """The scheme that an amount belongs to, and whether its longest term is passed."""
    for scheme in BY_AMOUNT:
        top = rules.get(scheme, "plafon_max_inclusive", day)
        if top is None or top.value is None or amount > top.value:
            continue
        longest = [
            row.value
            for key in ("tenor_max_working_capital_months", "tenor_max_investment_months")
            if (row := rules.get(scheme, key, day)) is not None and row.value is not None
        ]
        return {
            "scheme": NAMES[scheme],
            "longest": max(longest) if longest and months > max(longest) else None,
            "longest_work": longest[0] if longest and months > longest[0] else None,
        }
    return {"scheme": None}
