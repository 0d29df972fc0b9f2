"""The official placement: applicant-proposing deferred acceptance under the prefix rule.

Each offer goes through its candidates by priority and stops for good at the first who no longer
fits (rupiah or count); whoever comes later is turned away even where a smaller amount would fit.
Skipping instead would make a smaller ask overtake an earlier one: envy with a reason.

All offers share one published priority, so whoever is held can never be displaced by somebody
later. Taking applicants in that order, each into the first choice still open, therefore ends
exactly where rounds of proposals and rejections end; the tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from financing.placement.instance import Applicant, Instance

OPEN = 1 << 62  # no limit
Choices = Sequence[Sequence[int]]


@dataclass
class Seats:
    """One offer's book: its room before each person taken, and who it stopped at."""

    rooms: list[int] = field(default_factory=list)  # rupiah left before each one taken
    turns: list[int] = field(default_factory=list)  # their places in the queue, 0 first
    rp: int = OPEN
    count: int = OPEN
    stopped: int | None = None


def run(
    amounts: Sequence[int], choices: Choices, rp: Sequence[int], count: Sequence[int]
) -> tuple[list[int], list[int]]:
    """By place in the queue: the offer's number or -1; by offer: whom it stopped at or -1.

    `choices[i]` are the offers of the one at place i, best first. Cost: one look a pair at most.
    """
    left, seats = list(rp), list(count)
    placed, stopped = [-1] * len(amounts), [-1] * len(left)
    for turn, amount in enumerate(amounts):
        for offer in choices[turn]:
            if stopped[offer] >= 0:
                continue
            if amount > left[offer] or seats[offer] < 1:
                stopped[offer] = turn
                continue
            left[offer] -= amount
            seats[offer] -= 1
            placed[turn] = offer
            break
    return placed, stopped


def numbers(instance: Instance) -> tuple[list[int], list[list[int]], list[int], list[int]]:
    place = {offer.id: n for n, offer in enumerate(instance.offers)}
    return (
        [a.amount for a in instance.applicants],
        [[place[p.offer] for p in instance.wishes[a.id]] for a in instance.applicants],
        [OPEN if o.quota_rp is None else o.quota_rp for o in instance.offers],
        [OPEN if o.quota_count is None else o.quota_count for o in instance.offers],
    )


def place(instance: Instance) -> tuple[dict[str, str], dict[str, Seats]]:
    """Who is where (unplaced ones are missing), and each offer's book for the explanations."""
    amounts, choices, rp, count = numbers(instance)
    placed, stopped = run(amounts, choices, rp, count)
    books = [Seats(rp=r, count=c) for r, c in zip(rp, count, strict=True)]
    for turn, offer in enumerate(placed):
        if offer >= 0:
            book = books[offer]
            book.rooms.append(book.rp)
            book.turns.append(turn)
            book.rp -= amounts[turn]
            book.count -= 1
    for book, at in zip(books, stopped, strict=True):
        book.stopped = at if at >= 0 else None
    ids = [offer.id for offer in instance.offers]
    return (
        {a.id: ids[o] for a, o in zip(instance.applicants, placed, strict=True) if o >= 0},
        dict(zip(ids, books, strict=True)),
    )


def first_come(instance: Instance, order: Iterable[Applicant] | None = None) -> dict[str, str]:
    """For comparison: whoever comes first (by id) takes the best choice that still has room."""
    left = {o.id: [o.quota_rp, o.quota_count] for o in instance.offers}
    placed = {}
    for person in order or sorted(instance.applicants, key=lambda a: a.id):
        for pair in instance.wishes[person.id]:
            rp, count = left[pair.offer]
            if (rp is None or rp >= person.amount) and (count is None or count >= 1):
                left[pair.offer] = [
                    rp if rp is None else rp - person.amount,
                    count if count is None else count - 1,
                ]
                placed[person.id] = pair.offer
                break
    return placed
