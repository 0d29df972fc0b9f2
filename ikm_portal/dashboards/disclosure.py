"""Which counts may be published so that no small one can be worked out. Plain Python.

The attack: whoever holds the published sums subtracts what is shown and reads what is hidden.
The defence, for lists that split the same people in different ways (by place, by product):

- a total under `SMALL` is not published, and nothing of its column;
- a row is shown with all of its columns or with none. Columns depend on each other (nobody is
  decided on who was not referred), so that one shown beside a hidden one would give bounds;
- the hidden rows of a list are at least two, and add up to `SMALL` or more in each column;
- where one column counts a part of another (`Nested`), what is left of the whole can be read by
  subtraction: it is held to the same bounds as a column of its own.

- what is shown is rounded down to tens (`in_tens`). Two months' files could be subtracted
  otherwise: 14 and then 15 tells of the one person who came.

Then each hidden cell may be anything from 0 to the sum of the hidden ones, which is `SMALL` or
more. Lists meet only in their totals, which are known anyway: together they tell no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SMALL = 10  # counts under this are not published

type Counts = Mapping[str, Sequence[int]]  # row → a count for each column
type Nested = Sequence[tuple[int, int]]  # (whole, part) by column number; the whole comes first


def in_tens(count: int | None) -> int | None:
    """A count that may be shown, as it is shown. Rounding widens what an attacker must consider."""
    return None if count is None else count // SMALL * SMALL


def open_columns(totals: Sequence[int], nested: Nested = ()) -> list[int]:
    """The columns (by number) that are published at all."""
    shown: list[int] = []
    for column, total in enumerate(totals):
        wholes = [whole for whole, part in nested if part == column and whole in shown]
        if total >= SMALL and all(totals[whole] - total >= SMALL for whole in wholes):
            shown.append(column)
    return shown


def hidden_rows(rows: Counts, columns: Sequence[int], nested: Nested = ()) -> set[str]:
    """The rows to hold back: the small ones, and as many more as hide them."""
    if not columns:
        return set(rows)
    told = {row: _readable(counts, columns, nested) for row, counts in rows.items()}
    hidden = {row for row, counts in told.items() if min(counts) < SMALL}
    if not hidden:
        return hidden
    spare = sorted(rows.keys() - hidden, key=lambda row: (sum(rows[row][c] for c in columns), row))
    for row in spare:
        if _covered(told, hidden):
            break
        hidden.add(row)
    return hidden


def _readable(counts: Sequence[int], columns: Sequence[int], nested: Nested) -> list[int]:
    """What a shown row tells: its counts, and what is left of each whole without its part."""
    left = [counts[w] - counts[p] for w, p in nested if w in columns and p in columns]
    return [counts[column] for column in columns] + left


def _covered(told: Counts, hidden: set[str]) -> bool:
    sums = [sum(counts) for counts in zip(*(told[row] for row in hidden), strict=True)]
    return len(hidden) >= 2 and min(sums) >= SMALL


def publish(
    rows: Counts, totals: Sequence[int], nested: Nested = ()
) -> dict[str, list[int | None]]:
    """The list as everybody may read it: None where a count is held back."""
    columns = open_columns(totals, nested)
    hidden = hidden_rows(rows, columns, nested)
    return {
        row: [
            count if row not in hidden and column in columns else None
            for column, count in enumerate(counts)
        ]
        for row, counts in rows.items()
    }
