"""What a rule change would do: the same people judged by the rules before and after.

Plain counts and row numbers; who they are, and how they spread over banks, kabupaten and sex, is
for the caller, who knows the people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from financing.kur.columnar import CHUNK, NOT_YET, scheme_masks
from financing.kur.columns import Columns
from financing.kur.facts import SCHEMES
from financing.kur.ruleset import Row, RuleSet

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Effect:
    """Of one scheme. Arrays hold row numbers of the columns, in order.

    ``gains``: refused before, not refused after. ``loses``: the other way round. ``changed``: any
    other difference in a finding (a new warning, a question that falls away).
    """

    scheme: str
    gains: Rows
    loses: Rows
    changed: Rows


def rehearse(
    people: Columns, before: RuleSet, after: RuleSet, on: date, on_after: date | None = None
) -> list[Effect]:
    """One effect a scheme. ``on_after``: the day of the new rules, when it is another one."""
    out = []
    for scheme in SCHEMES:
        gains: list[Rows] = []
        loses: list[Rows] = []
        changed: list[Rows] = []
        for start in range(0, people.size, CHUNK):
            part = people.chunk(start, start + CHUNK)
            old_masks, old = scheme_masks(part, before, scheme, on)
            new_masks, new = scheme_masks(part, after, scheme, on_after or on)
            gain, lose = (old == NOT_YET) & (new != NOT_YET), (old != NOT_YET) & (new == NOT_YET)
            other = (old_masks != new_masks) & ~gain & ~lose
            for rows, mask in ((gains, gain), (loses, lose), (changed, other)):
                rows.append(np.flatnonzero(mask) + start)
        out.append(Effect(scheme, *(_joined(rows) for rows in (gains, loses, changed))))
    return out


def differences(before: RuleSet, after: RuleSet) -> tuple[list[Row], list[Row]]:
    """Rows that go and rows that come: what a draft changes, to be read by its approver."""
    old = {str(row.as_json()): row for row in before.rows}
    new = {str(row.as_json()): row for row in after.rows}
    gone = [row for key, row in old.items() if key not in new]
    return gone, [row for key, row in new.items() if key not in old]


def _joined(rows: list[Rows]) -> Rows:
    return np.concatenate(rows) if rows else np.zeros(0, np.int64)
