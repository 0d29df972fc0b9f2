"""The KUR rules: for one applicant beside the page that shows them, and in columns."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from financing.bench.kur import facts_at, offers, synthetic
from financing.kur import engine
from financing.kur.facts import SCHEMES
from financing.kur.matcher import Matcher
from financing.matching.score import Offer, Wish, score
from financing.ranking import FIRST
from financing.rulebook import current_rules
from ikm_portal.bench.browser import Browser
from ikm_portal.bench.cost import side_by_side
from ikm_portal.bench.report import Result, Table
from ikm_portal.bench.scratch import Scratch, like_production

SHARE, GROWTH, MEMORY_MB = 0.05, 1.3, 2048
# A grinder of coffee in Bandar Lampung who wants 40 million.
ANSWERS = {
    "amount": "40 juta",
    "months": "24",
    "purpose": "kmk",
    "sector": "industri",
    "region_code": "18.71",
    "business_started_on_bulan": "3",
    "business_started_on_tahun": "2020",
    "has_nib": "ya",
    "has_sku": "tidak",
    "has_npwp": "tidak",
    "yearly_sales": "200 juta",
    "kur_total": "0",
}


def one(scratch: Scratch) -> Result:
    result = Result("kur-one")
    facts = facts_at(synthetic(10), 3)
    with scratch.within(scratch.template()), like_production():
        rules, today = current_rules(), timezone.localdate()
        matcher = Matcher(offers(), rules, today)
        wish, plenty = (
            Wish(40_000_000, 24),
            Offer(1, 100_000_000, 36, Decimal(6), 14, same_place=True, left=10**9, loans_left=50),
        )
        browser = Browser()

        def page() -> None:
            answer = browser.post("/kur/cek/", ANSWERS)
            if answer.status != 200:
                raise RuntimeError(f"/kur/cek/ answered {answer.status}")

        runs = {
            "rules": lambda: matcher.match(facts),
            "ranked": lambda: sorted(score(wish, offer, FIRST).total for offer in 138 * [plenty]),
            "told": lambda: [engine.check(facts, rules, scheme, today) for scheme in SCHEMES],
            "page": page,
        }
        costs = side_by_side(runs, times=10)
    table = Table("One applicant, CPU ms", ["what", "Python", "PostgreSQL"])
    table.rows.append(["aturan, 138 penawaran", costs["rules"].python, None])
    table.rows.append(["urutan, 138 penawaran", costs["ranked"].python, None])
    table.rows.append(["aturan dengan kalimatnya, semua skema", costs["told"].python, None])
    table.rows.append(["halaman /kur/cek/", costs["page"].python, costs["page"].database])
    result.tables.append(table)
    both = costs["rules"].python + costs["ranked"].python
    result.bar("rules and ranking, as a share of the page", both / costs["page"].total, SHARE)
    return result


def many(*, sizes: tuple[int, ...]) -> Result:
    """In a process of its own, so that its peak of memory is its own."""
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "financing.bench.kur", *map(str, sizes)],
        check=True,
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    result = Result("kur-many")
    table = Table(
        f"{measured['pairs_each']} offers for every applicant",
        ["applicants", "CPU s", "µs each", "growth", "M pairs/CPU s", "x one by one", "peak MB"],
    )
    for line in measured["columns"]:
        table.rows.append(
            [
                line["rows"],
                line["cpu_s"],
                line["us_a_row"],
                line["growth"],
                line["million_pairs_a_cpu_s"],
                line["times_one_applicant"],
                line["peak_mb"],
            ]
        )
        result.bar(f"{line['rows']:,}: growth of the cost each", line["growth"], GROWTH, "x")
        result.bar(f"{line['rows']:,}: peak of memory", line["peak_mb"], MEMORY_MB, " MB")
    result.tables.append(table)
    different = measured["differences_in_10000"]
    result.bar("10,000 applicants: findings that differ from the one-applicant path", different, 0)
    return result
