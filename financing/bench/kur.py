"""How fast the KUR rules are: one applicant, and columns from 10^4 to 4.4 x 10^6.

``measure()`` returns plain numbers; ``python -m financing.bench.kur [ROWS …]`` prints them as JSON.
The columnar answers of the first 10,000 rows are compared with the one-applicant path first: a
fast wrong answer is no result.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from financing.kur import columnar, engine, products
from financing.kur.columns import DATES, TYPES, YESNO, Columns
from financing.kur.facts import CREDITS, NO_BANK, PURPOSES, SCHEMES, SECTORS, Facts
from financing.kur.matcher import Matcher
from financing.kur.ruleset import RuleSet

ON = date(2026, 11, 24)
BANKS = tuple(f"bank-{n:02}" for n in range(46))
SIZES = (10_000, 100_000, 1_000_000, 4_400_000)
_KBLI = np.array([10794, 10761, 10774, 10710, 1111, 1270, 47112, 56101])
_PLACES = np.array([1801, 1802, 1807, 1871, 1872, 1101, 3273])
_AMOUNTS = np.array([5, 10, 20, 25, 40, 50, 60, 75, 100, 150, 300]) * 1_000_000


def synthetic(rows: int, seed: int = 1) -> Columns:
    """A population of arrays, the same for the same seed; one answer in ten is unknown."""
    rng = np.random.default_rng(seed)

    def pick(values: Any, unknown: float = 0.1) -> npt.NDArray[Any]:
        column = rng.choice(np.asarray(values), rows)
        return np.where(rng.random(rows) < unknown, -1, column)

    day = ON.toordinal()
    places = pick(_PLACES)
    arrays: dict[str, npt.NDArray[Any]] = {
        "amount": pick(_AMOUNTS),
        "months": pick([6, 12, 18, 24, 36, 48, 60]),
        "purpose": pick([0, 1]),
        "kbli": pick(_KBLI),
        "kabupaten": places,
        "province": np.where(places < 0, -1, places // 100),
        "yearly_sales": pick([50_000_000, 300_000_000, 2_000_000_000, 6_000_000_000]),
        "kur_total": pick([0, 0, 0, 1, 2]),
        "kur_outstanding": pick([0, 0, 5_000_000, 40_000_000]),
        "active_kur_bank": pick(np.r_[np.zeros(150, int), np.arange(1, 47)]),
        "spouse_kur_bank": pick(np.zeros(1, int)),
        "active_credits": pick([0, 0, 1, 128]),
        "past_credits": pick([0, 0, 1, 1024]),
        "kol": pick([1, 1, 1, 2, 3]),
        "business_started_on": pick(day - np.array([30, 150, 200, 900, 4_000])),
        "birth_date": pick(day - np.array([7_000, 7_700, 11_000, 18_000])),
    }
    arrays |= {name: pick([0, 1]) for name in YESNO}
    arrays["kur_outstanding"][arrays["kur_total"] <= 0] = -1
    arrays["active_kur_bank"][arrays["kur_total"] == 0] = 0
    return Columns(rows, arrays, BANKS)


def facts_at(c: Columns, row: int) -> Facts:
    """The same applicant as one ``Facts``."""
    values: dict[str, Any] = {}
    for name in TYPES:
        number = int(getattr(c, name)[row])
        if number < 0 or name == "province":
            continue
        if name in YESNO:
            values[name] = bool(number)
        elif name in DATES:
            values[name] = date.fromordinal(number)
        elif name in ("active_credits", "past_credits"):
            values[name] = frozenset(k for i, k in enumerate(CREDITS) if number >> i & 1)
        elif name in ("active_kur_bank", "spouse_kur_bank"):
            values[name] = c.banks[number - 1] if number else NO_BANK
        elif name in ("purpose", "sector"):
            values[name] = (PURPOSES if name == "purpose" else SECTORS)[number]
        elif name == "kabupaten":
            values["region_code"] = f"{number // 100}.{number % 100:02}"
        else:
            values[name] = f"{number:05}" if name == "kbli" else number
    return Facts(**values)


def offers() -> list[products.ProductRules]:
    """46 banks x 3 schemes, each a little different: 138 offers."""
    out = []
    for n, bank in enumerate(BANKS):
        for scheme, high in (("super_mikro", 10), ("mikro", 100), ("kecil", 500)):
            out.append(
                products.ProductRules(
                    f"{bank}-{scheme}",
                    bank,
                    scheme,
                    min_amount=None if n % 3 else 5_000_000,
                    max_amount=(high - n % 4 * high // 8) * 1_000_000,
                    max_months=(24, 36, 48)[n % 3],
                    max_months_ki=60,
                    sectors=((), ("10", "11"), ("10794",))[n % 3],
                    regions=((), ("18",), ("18.71", "18.01"))[n % 3],
                    papers=((), ("nib",), ("npwp", "nib"))[n % 3],
                )
            )
    return out


def differences(rows: int = 10_000) -> int:
    """Rows of the columnar path whose codes differ from the one-applicant path's; must be 0."""
    rules, columns = RuleSet.from_file(), synthetic(rows)
    listed = offers()
    wrong = 0
    for part in Matcher(listed, rules, ON).run(columns):
        for row in range(len(part.own)):
            facts = facts_at(columns, part.start + row)
            same = all(
                columnar.unpack(part.schemes[s][row], len(engine.terms_of(rules, s, ON)))
                == engine.judge(facts, rules, s, ON)
                for s in SCHEMES
            )
            place = (part.start + row) % len(listed)
            own = products.judge(facts, listed[place], rules, ON)
            same = same and columnar.unpack(part.own[row, place], len(own)) == own
            wrong += not same
    return wrong


def measure(sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """CPU seconds and ratios; ``growth`` compares each size's cost a row with the first's."""
    rules, listed = RuleSet.from_file(), offers()
    matcher = Matcher(listed, rules, ON)
    one = facts_at(synthetic(10), 3)
    matcher.match(one)
    start = time.process_time()
    for _round in range(50):
        matcher.match(one)
    single = (time.process_time() - start) / 50
    out: dict[str, Any] = {
        "differences_in_10000": differences(),
        "one_applicant_ms": round(single * 1_000, 3),
        "pairs_each": len(listed),
        "columns": [],
    }
    for size in sizes:
        columns = synthetic(size)
        start = time.process_time()
        eligible = 0
        for part in matcher.run(columns):
            eligible += int((part.verdicts <= columnar.WITH_WARNINGS).sum())
        spent = time.process_time() - start
        first = out["columns"][0]["us_a_row"] if out["columns"] else spent / size * 1e6
        out["columns"].append(
            {
                "rows": size,
                "cpu_s": round(spent, 3),
                "us_a_row": round(spent / size * 1e6, 3),
                "growth": round(spent / size * 1e6 / first, 3),
                "million_pairs_a_cpu_s": round(size * len(listed) / spent / 1e6, 1),
                "times_one_applicant": round(single * size / spent, 1),
                "eligible_pairs": eligible,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
        del columns
    return out


if __name__ == "__main__":
    wanted = [int(size) for size in sys.argv[1:]] or SIZES
    sys.stdout.write(json.dumps(measure(wanted), indent=1) + "\n")
