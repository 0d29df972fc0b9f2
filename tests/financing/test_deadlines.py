"""The bank's clock: told once, released after the grace, standing while papers are awaited."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.utils import timezone

from financing.actions import deadlines, papers, referrals
from financing.models import Application, Referral
from ikm_portal.audit.models import Entry
from ikm_portal.calendar.days import add_working_days, working_days_between
from ikm_portal.notifications.models import Message
from tests import cast as play

# A Monday with no holiday near it.
START = datetime.datetime(2026, 9, 7, 9, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def at(clock, day: datetime.date) -> datetime.date:
    clock.move_to(datetime.datetime.combine(day, datetime.time(9), tzinfo=START.tzinfo))
    return day


def late_letters(user) -> int:
    return Message.objects.filter(recipient=user, subject__contains="lewat tenggat").count()


def test_on_the_last_day_nobody_is_late(cast, clock):
    referral = play.in_review(cast)
    assert deadlines.watch_deadlines(today=at(clock, referral.due_on)) == (0, 0)


def test_the_day_after_those_who_owe_the_step_are_told_once(cast, clock):
    referral = play.in_review(cast)
    today = at(clock, add_working_days(referral.due_on, 1))
    assert deadlines.watch_deadlines(today=today) == (1, 0)
    assert deadlines.watch_deadlines(today=today) == (0, 0)
    for person in (cast.officer, cast.branch_head, cast.staff):
        assert late_letters(person) == 1
    for person in (cast.colleague, cast.officer_liwa, cast.officer_bni, cast.member1):
        assert late_letters(person) == 0


def test_a_silent_bank_lets_go_after_the_grace(cast, clock):
    referral = play.sent(cast, cast.member1, cast.product_bri)
    last = at(clock, add_working_days(referral.due_on, deadlines.GRACE_DAYS))
    assert deadlines.watch_deadlines(today=last) == (1, 0)
    today = at(clock, add_working_days(last, 1))
    assert deadlines.watch_deadlines(today=today) == (0, 1)
    referral.refresh_from_db()
    assert referral.state == "expired"
    assert Application.objects.get().state == "verified"
    assert deadlines.watch_deadlines(today=today) == (0, 0)


def test_nothing_happens_on_a_day_without_work(cast, clock):
    play.in_review(cast)
    sunday = at(clock, datetime.date(2026, 12, 27))
    assert deadlines.watch_deadlines(today=sunday) == (0, 0)
    assert Referral.objects.get().state == "in_review"


def test_the_clock_stands_while_papers_are_awaited(cast, clock):
    referral = play.in_review(cast)
    due_on = referral.due_on
    referrals.ask_for_papers(
        referral=referral,
        papers=[referrals.WantedPaper("bank_book", "Untuk melihat penjualan.")],
        by=cast.officer,
    )
    answered = at(clock, add_working_days(due_on, 30))
    assert deadlines.watch_deadlines(today=answered) == (0, 0)
    papers.answer_paper_request(
        request=referral.paper_requests.get(), file=play.photo(), by=cast.member1
    )
    referral.refresh_from_db()
    waited = working_days_between(START.date(), answered)
    assert working_days_between(due_on, referral.due_on) == waited
    assert deadlines.watch_deadlines(today=answered) == (0, 0)


def test_a_decision_of_the_last_minute_stands(cast, clock):
    referral = play.approved(cast)
    today = at(clock, add_working_days(referral.due_on, 30))
    assert deadlines.watch_deadlines(today=today) == (0, 0)
    assert not Entry.objects.filter(action=deadlines.OVERDUE).exists()
    assert timezone.localdate() == today


def papers_asked(cast):
    referral = play.in_review(cast)
    referrals.ask_for_papers(
        referral=referral,
        papers=[referrals.WantedPaper("bank_book", "Untuk melihat penjualan.")],
        by=cast.officer,
    )
    return referral, referral.paper_requests.get()


def letters(user, words) -> int:
    return Message.objects.filter(recipient=user, subject__contains=words).count()


def test_who_owes_papers_is_reminded_once_before_the_last_day(cast, clock):
    _referral, request = papers_asked(cast)
    early = at(clock, add_working_days(request.send_by, -deadlines.REMIND_DAYS - 1))
    assert deadlines.watch_papers(today=early) == (0, 0)
    today = at(clock, add_working_days(request.send_by, -deadlines.REMIND_DAYS))
    assert deadlines.watch_papers(today=today) == (1, 0)
    assert deadlines.watch_papers(today=today) == (0, 0)
    assert letters(cast.member1, "masih menunggu berkas") == 1
    assert letters(cast.officer, "masih menunggu berkas") == 0
    last = at(clock, request.send_by)
    assert deadlines.watch_papers(today=last) == (0, 0)


def test_papers_that_do_not_come_hold_nobody_for_ever(cast, clock):
    referral, request = papers_asked(cast)
    due_on = referral.due_on
    today = at(clock, add_working_days(request.send_by, 1))
    assert deadlines.watch_papers(today=today) == (0, 1)
    assert deadlines.watch_papers(today=today) == (0, 0)
    referral.refresh_from_db()
    assert referral.state == "in_review"
    waited = working_days_between(START.date(), today)
    assert referral.due_on == add_working_days(due_on, waited)
    assert letters(cast.member1, "memeriksa tanpa berkas") == 1
    assert letters(cast.officer, "tidak datang") == 1
    with pytest.raises(papers.CannotAttach):
        papers.answer_paper_request(request=request, file=play.photo(), by=cast.member1)
    papers_again = [referrals.WantedPaper("bank_book", "Masih perlu.")]
    referrals.ask_for_papers(referral=referral, papers=papers_again, by=cast.officer)
    assert referral.paper_requests.filter(answered_at=None).count() == 1


def test_papers_sent_in_time_are_not_called_late(cast, clock):
    referral, request = papers_asked(cast)
    at(clock, request.send_by)
    papers.answer_paper_request(request=request, file=play.photo(), by=cast.member1)
    today = at(clock, add_working_days(request.send_by, 1))
    assert deadlines.watch_papers(today=today) == (0, 0)
    assert letters(cast.member1, "tanpa berkas") == 0
    referral.refresh_from_db()
    assert referral.state == "in_review"


def test_no_reminder_on_a_holiday(cast, clock):
    _referral, request = papers_asked(cast)
    today = at(clock, request.send_by + datetime.timedelta(days=5))
    while today.weekday() != 6:
        today += datetime.timedelta(days=1)
    assert deadlines.watch_papers(today=at(clock, today)) == (0, 0)
