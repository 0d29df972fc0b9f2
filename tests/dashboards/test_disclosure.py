"""Somebody with the published figures and a solver tries to work out what is hidden."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import random

import highspy
import pytest
from django.urls import reverse
from django.utils import timezone

from associations.models import Association
from financing.models import SupportRequest
from ikm_portal.dashboards.disclosure import SMALL, hidden_rows, in_tens, open_columns, publish
from ikm_portal.dashboards.statistics import PART_OF

MANY = 1000  # nobody believes that there are more


def attack(lists, totals):
    """(lowest, highest) that each hidden cell can be, and what is left of a whole without its
    part, by everything that is published and that an attacker knows of it: counts are not
    negative, lists add up, nobody is decided on who was not referred.
    → {(list, row, column or (whole, part)): (low, high)}."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    hidden = {}
    for number, rows in enumerate(lists):
        for row, cells in rows.items():
            for column, cell in enumerate(cells):
                if cell is None:
                    hidden[number, row, column] = solver.addVariable(lb=0, ub=MANY)

    def value(number, row, column):
        cell = lists[number][row][column]
        return hidden[number, row, column] if cell is None else cell

    for number, rows in enumerate(lists):
        for column, total in enumerate(totals):
            unknown = [hidden[number, r, column] for r in rows if rows[r][column] is None]
            if unknown and total is not None:
                shown = sum(rows[r][column] for r in rows if rows[r][column] is not None)
                solver.addConstr(sum(unknown[1:], unknown[0] + 0) == total - shown)
        for row, cells in rows.items():
            for whole, part in PART_OF if len(cells) == 3 else ():
                left = value(number, row, whole) - value(number, row, part)
                if not isinstance(left, int):
                    solver.addConstr(left >= 0)
                    hidden[number, row, (whole, part)] = left
    found = {}
    for name, cell in hidden.items():
        solver.minimize(cell)
        low = solver.val(cell)
        solver.maximize(cell)
        found[name] = (round(low, 6), round(solver.val(cell), 6))
    return found


def people(rng, places, products):
    """Applications, referrals and decisions, each part of the one before, split in two ways."""
    by_place = {place: [0, 0, 0] for place in places}
    by_product = {product: [0, 0, 0] for product in products}
    weights = [rng.choice((0, 0.1, 1, 5)) for _place in places]
    weights[0] += 1
    for _one in range(rng.choice((5, 30, 120, 400))):
        steps = 1 + (rng.random() < 0.8) + (rng.random() < 0.5)
        place, product = rng.choices(places, weights)[0], rng.choice(products)
        for column in range(steps):
            by_place[place][column] += 1
            by_product[product][column] += 1
    return by_place, by_product


@pytest.mark.parametrize("seed", range(60))
def test_nothing_hidden_is_recovered(seed):
    rng = random.Random(seed)
    places = [f"18.{n:02}" for n in range(1, rng.choice((3, 6, 16)))]
    tables = people(rng, places, ["kopi", "garam", "keripik"][: rng.choice((1, 2, 3))])
    totals = [sum(cells) for cells in zip(*tables[0].values(), strict=True)]
    shown = open_columns(totals, PART_OF)
    lists = [publish(rows, totals, PART_OF) for rows in tables]
    known = [total if column in shown else None for column, total in enumerate(totals)]
    for (_list, _row, column), (low, high) in attack(lists, known).items():
        read_from = column if isinstance(column, tuple) else [column]
        if all(known[one] is not None for one in read_from):
            assert low == 0
        assert high - low >= SMALL
    for rows in lists:
        assert all(cell is None or cell >= SMALL for cell in itertools.chain(*rows.values()))
        for cells in rows.values():
            for whole, part in PART_OF:
                if cells[whole] is not None and cells[part] is not None:
                    assert cells[whole] - cells[part] >= SMALL


@pytest.mark.parametrize(
    "counts",
    [(20, 30, 2, 3, 25, 25), (1, 40, 20, 3, 30, 20), (2, 2, 3, 1, 2, 1), (9, 0, 9, 0, 0, 30)],
    ids=["a small place", "a small product", "all small", "small in both"],
)
def test_nothing_hidden_is_recovered_from_the_file_itself(cast, client, counts):
    """The same attack on what everybody can download, over requests in the database."""
    kind = cast.kind_training
    places = [cast.kedaton, cast.lampung_barat, cast.bandar_lampung]
    made = []
    for number, people in enumerate(counts):
        association = Association.objects.create(
            slug=f"serang-{number}",
            name=f"Asosiasi {number}",
            commodity=["kopi", "garam", "keripik"][number % 3],
            kbli=cast.kopi.kbli,
            region=places[number // 2],
        )
        made += [
            SupportRequest(kind=kind, asker=cast.manager_kopi, association=association, body="x")
            for _person in range(people)
        ]
    SupportRequest.objects.bulk_create(made)
    SupportRequest.objects.update(created_at=timezone.now() - datetime.timedelta(days=70))
    text = client.get(reverse("statistics-csv")).content.decode("utf-8-sig")
    lists: dict[str, dict[str, list[int | None]]] = {}
    for line in list(csv.reader(io.StringIO(text)))[1:]:
        _until, measure, split, row, count = line
        if measure == "Permintaan dukungan":
            lists.setdefault(split, {})[row] = [int(count) if count else None]
    (total,) = lists.pop("semua").values()
    assert set(lists) == {"kabupaten/kota", "produk"}
    found = attack(list(lists.values()), total)
    assert found, "nothing was held back, so nothing was tried"
    if total != [None]:
        assert total == [len(made) // 10 * 10]
        for low, high in found.values():
            assert low == 0
            assert high >= SMALL
    shown = [cell for rows in lists.values() for cells in rows.values() for cell in cells]
    assert all(cell is None or cell >= SMALL for cell in shown)


def grown(rng, tables):
    """A month later: a few people more, here and there."""
    later = [{row: list(cells) for row, cells in rows.items()} for rows in tables]
    for _one in range(rng.choice((1, 3, 12))):
        for rows in later:
            rows[rng.choice(sorted(rows))][0] += 1
    return later


def two_months(months):
    """(lowest, highest) growth of each cell that both months show, as far as an attacker can say
    who reads counts that are rounded down to tens, and knows that counts only grow."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    cells = []
    for lists, total in months:
        found = {}
        for number, rows in enumerate(lists):
            for row, (count,) in rows.items():
                low, high = (0, MANY) if count is None else (count, count + SMALL - 1)
                found[number, row] = solver.addVariable(lb=low, ub=high)
            mine = [cell for (n, _row), cell in found.items() if n == number]
            everybody = sum(mine[1:], mine[0] + 0)
            solver.addConstr(everybody >= total)
            solver.addConstr(everybody <= total + SMALL - 1)
        cells.append(found)
    growth = {}
    for key in cells[0].keys() & cells[1].keys():
        solver.addConstr(cells[1][key] - cells[0][key] >= 0)
    for key in cells[0].keys() & cells[1].keys():
        number, row = key
        if all(lists[number][row] != [None] for lists, _total in months):
            more = cells[1][key] - cells[0][key]
            solver.minimize(more)
            low = solver.val(more)
            solver.maximize(more)
            growth[key] = (round(low, 6), round(solver.val(more), 6))
    return growth


@pytest.mark.parametrize("seed", range(40))
def test_two_months_do_not_tell_who_came_between(seed):
    rng = random.Random(seed)
    places = [f"18.{n:02}" for n in range(1, 6)]
    first = [
        {row: cells[:1] for row, cells in rows.items()}
        for rows in people(rng, places, ["kopi", "garam", "keripik"])
    ]
    months = []
    for tables in (first, grown(rng, first)):
        total = sum(cells[0] for cells in tables[0].values())
        if total < SMALL:
            return
        lists = [
            {row: [in_tens(cells[0])] for row, cells in publish(rows, [total]).items()}
            for rows in tables
        ]
        months.append((lists, in_tens(total)))
    for low, high in two_months(months).values():
        assert high - low >= 5  # seven at the least, over 1,500 such worlds; never one number


def test_two_months_of_exact_counts_told_it():
    """What the rounding is for: without it the difference is one person."""
    assert publish({"a": [14], "b": [40]}, [54])["a"] == [14]
    assert publish({"a": [15], "b": [40]}, [55])["a"] == [15]


def test_the_attack_bites():
    """Hiding only the small cell gives it away at once."""
    naive = [{"a": [20, 15, 12], "b": [30, 20, 15], "c": [12, None, None]}]
    found = attack(naive, [62, 42, 31])
    assert found[0, "c", 1] == (7, 7)
    assert found[0, "c", 2] == (4, 4)
    assert found[0, "c", (1, 2)] == (3, 3)


def test_large_rows_stay():
    rows = {"a": [50], "b": [40], "c": [12], "d": [3]}
    assert hidden_rows(rows, [0]) == {"c", "d"}
    assert publish(rows, [105])["a"] == [50]


def test_nothing_is_held_back_without_need():
    rows = {"a": [50], "b": [40]}
    assert hidden_rows(rows, [0]) == set()


def test_a_small_total_hides_its_column_only():
    assert publish({"a": [30, 4], "b": [12, 0]}, [42, 4]) == {"a": [30, None], "b": [12, None]}


def test_what_is_left_of_a_whole_is_no_way_in():
    """Forty referred and 33 decided on would tell of seven who wait."""
    rows = {"a": [40, 33], "b": [60, 40], "c": [90, 50]}
    assert publish(rows, [190, 123], [(0, 1)]) == {
        "a": [None, None],
        "b": [None, None],
        "c": [90, 50],
    }


def test_a_total_that_leaves_few_closes_the_part():
    assert open_columns([50, 45, 20], [(0, 1), (1, 2), (0, 2)]) == [0, 2]
