"""Columns of principal and interest, year by year, in the units of a small SVG drawing."""

from __future__ import annotations

from dataclasses import dataclass

from financing.kur.instalments import Schedule

HEIGHT = 100
STEP, WIDTH = 20, 14


@dataclass(frozen=True)
class Column:
    """One year. Lengths in drawing units, counted from the top; money in rupiah."""

    year: int
    principal: int
    interest: int
    x: int
    principal_y: int
    principal_height: int
    interest_y: int
    interest_height: int


def columns_of(plan: Schedule) -> list[Column]:
    years = [plan.rows[start : start + 12] for start in range(0, plan.months, 12)]
    sums = [(sum(r.principal for r in rows), sum(r.interest for r in rows)) for rows in years]
    most = max(principal + interest for principal, interest in sums)
    out = []
    for index, (principal, interest) in enumerate(sums):
        low = round(principal * HEIGHT / most)
        # A sliver of interest is drawn, never rounded away.
        high = max(round(interest * HEIGHT / most), 1 if interest else 0)
        out.append(
            Column(
                index + 1,
                principal,
                interest,
                x=index * STEP + (STEP - WIDTH) // 2,
                principal_y=HEIGHT - low + 1,
                principal_height=low,
                interest_y=HEIGHT - low - high + 1,
                interest_height=high,
            )
        )
    return out
