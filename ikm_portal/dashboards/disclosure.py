"""Which counts may be published so that no small one can be worked out. Plain Python.

The attack: whoever holds the published sums subtracts what is shown and reads what is hidden.
The defence, for lists that split the same people in different ways (by place, by product):

- a total under `SMALL` is not published, and nothing of its column;
- a row is shown with all of its columns or with none. Columns depend on each other (nobody is
  decided on who was not referred), so that one shown beside a hidden one would give bounds;
- the hidden rows of a list are at least two, and add up to `SMALL` or more in each column.

Then each hidden cell may be anything from 0 to the sum of the hidden ones, which is `SMALL` or
more. Lists meet only in their totals, which are known anyway: together they tell no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SMALL = 10  # counts under this are not published

type Counts = Mapping[str, Sequence[int]]  # row → a count for each column


def open_columns(totals: Sequence[int]) -> list[int]:
    """The columns (by number) large enough to be published at all."""
    return [column for column, total in enumerate(totals) if total >= SMALL]


def hidden_rows(rows: Counts, columns: Sequence[int]) -> set[str]:
    """The rows to hold back: the small ones, and as many more as hide them."""
    if not columns:
        return set(rows)
    hidden = {row for row, counts in rows.items() if any(counts[c] < SMALL for c in columns)}
    if not hidden:
        return hidden
    spare = sorted(rows.keys() - hidden, key=lambda row: (sum(rows[row][c] for c in columns), row))
    for row in spare:
        if _covered(rows, hidden, columns):
            break
        hidden.add(row)
    return hidden


def _covered(rows: Counts, hidden: set[str], columns: Sequence[int]) -> bool:
    return len(hidden) >= 2 and all(
        sum(rows[row][column] for row in hidden) >= SMALL for column in columns
    )


def publish(rows: Counts, totals: Sequence[int]) -> dict[str, list[int | None]]:
    """The list as everybody may read it: None where a count is held back."""
    columns = open_columns(totals)
    hidden = hidden_rows(rows, columns)
    return {
        row: [
            count if row not in hidden and column in columns else None
            for column, count in enumerate(counts)
        ]
        for row, counts in rows.items()
    }
