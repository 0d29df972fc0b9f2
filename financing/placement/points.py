"""The published order in which the official placement takes people.

First the class of the amount asked for, smaller first. Inside a class more points stand further in
front: one for each day since the file was first sent, and some for having few alternatives. What
counts is known anyway, so nobody gains by withholding it: alternatives are counted from place and
amount, never from papers, nor from the offers that somebody put on a list. Whoever asks for less
to come earlier gets less.
"""

from __future__ import annotations

from bisect import bisect_left

MILLION = 1_000_000
# The last rupiah of each class. 10, 100 and 500 million are the limits of the KUR schemes.
CLASSES = tuple(
    top * MILLION for top in (5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 400, 500)
)
MOST_DAYS = 60  # a point each
FEW = (20, 12, 6)  # points of who has one, two, three alternatives
CRITERIA = {"amount_up_to": list(CLASSES), "day": 1, "most_days": MOST_DAYS, "few": list(FEW)}


def amount_class(amount: int) -> int:
    """0 is the smallest class."""
    return bisect_left(CLASSES, amount)


def few_points(offers: int) -> int:
    """``offers``: how many there are for this place and amount."""
    return FEW[max(offers, 1) - 1] if offers <= len(FEW) else 0


def day_points(days: int) -> int:
    return max(0, min(days, MOST_DAYS))
