"""Working days around weekends, joint leave, year ends and leap days."""

import datetime
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ikm_portal.calendar.days import (
    add_working_days,
    is_working_day,
    next_sensible_time,
    working_days_between,
)
from ikm_portal.calendar.reference import load_holidays, rows


@pytest.fixture(autouse=True)
def holidays(db):
    load_holidays()


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 24), True),  # an ordinary Tuesday
        (date(2026, 11, 21), False),  # Saturday
        (date(2026, 11, 22), False),  # Sunday
        (date(2026, 3, 19), False),  # Nyepi
        (date(2026, 3, 20), False),  # joint leave
        (date(2026, 3, 25), True),  # the day after the long leave
        (date(2023, 5, 19), True),  # the meeting: a Friday after Ascension Day
        (date(2023, 5, 18), False),
        (date(2024, 2, 14), False),  # the election
        (date(2024, 2, 29), True),  # leap day
        (date(2025, 8, 18), False),  # joint leave added in August 2025
        (date(2030, 12, 25), True),  # a year without holidays: weekends alone
    ],
)
def test_is_working_day(day, working):
    assert is_working_day(day) is working


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 21), 0, date(2026, 11, 23)),
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 3, 13), 3, date(2026, 3, 25)),  # over Nyepi, Idul Fitri and joint leave
        (date(2026, 12, 23), 1, date(2026, 12, 28)),  # over Christmas
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # over the year end
        (date(2026, 12, 31), 2, date(2027, 1, 6)),  # Isra Mikraj on the 5th
        (date(2024, 2, 28), 1, date(2024, 2, 29)),
        (date(2024, 2, 28), 2, date(2024, 3, 1)),
        (date(2025, 2, 28), 1, date(2025, 3, 3)),
        (date(2027, 1, 4), -1, date(2026, 12, 31)),
        (date(2026, 3, 25), -1, date(2026, 3, 17)),
        (date(2026, 11, 22), -1, date(2026, 11, 20)),
    ],
)
def test_add_working_days(start, n, expected):
    assert add_working_days(start, n) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), 0),
        (date(2026, 11, 24), date(2026, 11, 25), 1),
        (date(2026, 11, 20), date(2026, 11, 22), 0),
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 12, 23), date(2027, 1, 5), 5),
        (date(2024, 2, 28), date(2024, 3, 1), 2),
        (date(2027, 1, 4), date(2026, 12, 31), -1),
        (date(2025, 12, 31), date(2026, 12, 31), 240),  # 261 weekdays less 13 and 8
    ],
)
def test_working_days_between(a, b, expected):
    assert working_days_between(a, b) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-24T10:00+07:00", "2026-11-24T10:00+07:00"),
        ("2026-11-24T03:00+00:00", "2026-11-24T10:00+07:00"),
        ("2026-11-24T08:00+07:00", "2026-11-24T08:00+07:00"),
        ("2026-11-24T07:59+07:00", "2026-11-24T08:00+07:00"),
        ("2026-11-24T17:00+07:00", "2026-11-25T08:00+07:00"),
        ("2026-11-24T23:30+07:00", "2026-11-25T08:00+07:00"),
        ("2026-11-24T18:00+00:00", "2026-11-25T08:00+07:00"),  # already the 25th in WIB
        ("2026-11-27T17:30+07:00", "2026-11-30T08:00+07:00"),
        ("2026-11-21T10:00+07:00", "2026-11-23T08:00+07:00"),
        ("2026-12-31T17:00+07:00", "2027-01-04T08:00+07:00"),
    ],
)
def test_next_sensible_time(moment, expected):
    found = next_sensible_time(datetime.datetime.fromisoformat(moment))
    assert found == datetime.datetime.fromisoformat(expected)


def test_a_moment_counts_as_its_day_in_wib():
    late = datetime.datetime(2026, 11, 20, 18, 0, tzinfo=datetime.UTC)  # Saturday 01:00 WIB
    assert not is_working_day(late)
    assert add_working_days(late, 1) == date(2026, 11, 23)
    with pytest.raises(ValueError, match="naive"):
        is_working_day(late.replace(tzinfo=None))


class Together(TestCase):
    """The two functions agree with each other and with counting one by one."""

    @classmethod
    def setUpTestData(cls):
        load_holidays()

    @settings(max_examples=60, deadline=None)
    @given(st.dates(date(2022, 12, 1), date(2028, 3, 1)), st.integers(1, 400))
    def test_between_undoes_add(self, start, n):
        end = add_working_days(start, n)
        assert is_working_day(end)
        assert working_days_between(start, end) == n
        assert working_days_between(end, start) == -n

    @settings(max_examples=40, deadline=None)
    @given(st.dates(date(2023, 1, 1), date(2027, 12, 31)), st.integers(0, 500))
    def test_between_counts(self, start, days):
        one_by_one = sum(
            is_working_day(start + datetime.timedelta(days=offset)) for offset in range(1, days + 1)
        )
        assert working_days_between(start, start + datetime.timedelta(days=days)) == one_by_one


def test_reference_rows_are_whole():
    found = rows()
    by_year: dict[int, list] = {}
    for row in found:
        by_year.setdefault(date.fromisoformat(row["date"]).year, []).append(row)
    assert sorted(by_year) == [2023, 2024, 2025, 2026, 2027]
    assert len({row["date"] for row in found}) == len(found)
    assert all(row["source"] and row["confidence"] in {"confirmed", "unverified"} for row in found)
    assert {row["confidence"] for row in by_year[2027]} == {"unverified"}
    kinds_2026 = [row["kind"] for row in by_year[2026]]
    assert (kinds_2026.count("national"), kinds_2026.count("joint_leave")) == (17, 8)
