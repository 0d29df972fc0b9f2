"""The bank's clock: told once, released after the grace, standing while papers are awaited."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from financing.actions import deadlines, papers, referrals
from financing.models import Application, Bank, Referral
from financing.tasks import watch_bank_deadlines
from ikm_portal.audit.models import Entry
from ikm_portal.calendar.days import add_working_days, working_days_between
from ikm_portal.calendar.models import Holiday
from ikm_portal.dashboards.board.figures import bank_waits
from ikm_portal.notifications.models import Message
from tests import cast as play
from tests.financing.test_guard import client_of

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
    for person in (cast.officer, cast.branch_head):
        assert late_letters(person) == 1
    for person in (cast.colleague, cast.officer_liwa, cast.officer_bni, cast.member1, cast.staff):
        assert late_letters(person) == 0


def test_the_office_hears_when_the_head_let_it_lie(cast, clock):
    """First the officer and the head, then Disperindag, then the release: a day for each."""
    referral = play.in_review(cast)
    for day in range(1, deadlines.OFFICE_DAYS + 1):
        today = at(clock, add_working_days(referral.due_on, day))
        assert deadlines.watch_deadlines(today=today) == ((1, 0) if day == 1 else (0, 0))
        assert late_letters(cast.staff) == 0
    today = at(clock, add_working_days(referral.due_on, deadlines.OFFICE_DAYS + 1))
    assert deadlines.watch_deadlines(today=today) == (1, 0)
    assert deadlines.watch_deadlines(today=today) == (0, 0)
    assert late_letters(cast.staff) == 1
    assert late_letters(cast.branch_head) == 1
    actions = [entry.action.rpartition(".")[2] for entry in Entry.objects.about(referral)]
    assert actions.index("overdue") < actions.index("overdue_office")
    page = client_of(cast.branch_head).get(reverse("bank:referral", args=[referral.pk]))
    assert "Disperindag diberi tahu" in page.content.decode()


def test_a_decision_between_head_and_office_ends_the_chain(cast, clock):
    referral = play.in_review(cast)
    at(clock, add_working_days(referral.due_on, 1))
    deadlines.watch_deadlines(today=timezone.localdate())
    referrals.decline_referral(referral=referral, reason="capacity", words="x", by=cast.officer)
    later = at(clock, add_working_days(referral.due_on, 9))
    assert deadlines.watch_deadlines(today=later) == (0, 0)
    assert late_letters(cast.staff) == 0


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


# The other steps


def step_letters(user) -> list[str]:
    found = Message.objects.filter(recipient=user, subject__contains="belum ").order_by("pk")
    return [one.subject.split(maxsplit=1)[1] for one in found]


def test_each_step_has_the_banks_own_target_and_whoever_owes_it_is_told_once(cast, clock):
    Bank.objects.filter(pk=cast.bri.pk).update(receive_days=1, contract_days=2, disburse_days=3)
    referral = play.sent(cast, cast.member1, cast.product_bri)
    assert deadlines.watch_steps(today=at(clock, add_working_days(START.date(), 1))) == 0
    today = at(clock, add_working_days(START.date(), 2))
    assert deadlines.watch_steps(today=today) == 1
    assert deadlines.watch_steps(today=today) == 0
    assert step_letters(cast.branch_head) == ["belum diterima petugas"]  # who hands out the work
    assert step_letters(cast.officer) == []
    referrals.receive_referral(referral=referral, by=cast.officer)
    referrals.start_review(referral=referral, by=cast.officer)
    offer = referrals.Offer(amount=20_000_000, months=24, rate=Decimal(6))
    referrals.approve_referral(referral=referral, offer=offer, by=cast.officer)
    decided = today
    assert deadlines.watch_steps(today=at(clock, add_working_days(decided, 2))) == 0
    signed = at(clock, add_working_days(decided, 3))
    assert deadlines.watch_steps(today=signed) == 1
    referrals.record_contract(referral=referral, number="1", signed_on=signed, by=cast.officer)
    assert deadlines.watch_steps(today=at(clock, add_working_days(signed, 3))) == 0
    late = at(clock, add_working_days(signed, 4))
    assert deadlines.watch_steps(today=late) == 1
    assert step_letters(cast.officer) == ["belum akad", "belum cair"]
    assert step_letters(cast.colleague) == step_letters(cast.member1) == []
    page = client_of(cast.officer).get(reverse("bank:referral", args=[referral.pk]))
    assert "Target langkah ini" in page.content.decode()
    referrals.record_disbursement(
        referral=referral, amount=20_000_000, paid_on=late, by=cast.officer
    )
    assert deadlines.watch_steps(today=at(clock, add_working_days(late, 30))) == 0


def test_a_late_step_releases_nobody(cast, clock):
    referral = play.approved(cast)
    today = at(clock, add_working_days(START.date(), 60))
    assert deadlines.watch_steps(today=today) == 1
    assert deadlines.watch_deadlines(today=today) == (0, 0)
    referral.refresh_from_db()
    assert referral.state == "approved"


@pytest.mark.parametrize("field", ["receive_days", "contract_days", "disburse_days"])
@pytest.mark.parametrize("days", [0, 91])
def test_a_target_is_a_number_of_days(cast, field, days):
    with pytest.raises(IntegrityError), transaction.atomic():
        Bank.objects.filter(pk=cast.bri.pk).update(**{field: days})


def test_the_office_edits_the_targets(cast, client):
    cast.staff.is_superuser = True
    cast.staff.save()
    client.force_login(cast.staff)
    address = reverse("admin:financing_bank_change", args=[cast.bri.pk])
    text = client.get(address).content.decode()
    for name in ("receive_days", "decision_days", "contract_days", "disburse_days"):
        assert f'name="{name}"' in text


# When people may be disturbed


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-10-05T08:05", True),
        ("2026-10-05T16:05", True),
        ("2026-10-05T07:59", False),
        ("2026-10-05T17:00", False),
        ("2026-10-05T23:30", False),
        ("2026-10-04T09:00", False),  # a Sunday
        ("2026-12-25T09:00", False),  # Christmas
        ("2027-01-01T09:00", False),  # New Year
    ],
)
def test_reminders_come_by_day_and_on_working_days(cast, clock, moment, told):
    for day, name in (((2026, 12, 25), "Natal"), ((2027, 1, 1), "Tahun baru")):
        Holiday.objects.get_or_create(
            date=datetime.date(*day), defaults={"name": name, "kind": "national"}
        )
    referral = play.in_review(cast)
    now = datetime.datetime.fromisoformat(f"{moment}:00+07:00")
    Referral.objects.filter(pk=referral.pk).update(
        due_on=add_working_days(now.date(), -deadlines.OFFICE_DAYS)
    )
    clock.move_to(now)
    watch_bank_deadlines()
    watch_bank_deadlines()
    assert late_letters(cast.officer) == told


def test_over_a_years_end_only_working_days_count(cast, clock):
    """Asked before Christmas, answered after New Year: the deadline moves by what was worked."""
    for day, name in (((2026, 12, 25), "Natal"), ((2027, 1, 1), "Tahun baru")):
        Holiday.objects.get_or_create(
            date=datetime.date(*day), defaults={"name": name, "kind": "national"}
        )
    at(clock, datetime.date(2026, 12, 23))
    referral, request = papers_asked(cast)
    due_on = referral.due_on
    answered = at(clock, datetime.date(2027, 1, 4))
    papers.answer_paper_request(request=request, file=play.photo(), by=cast.member1)
    referral.refresh_from_db()
    # 24, 28–31 December and 4 January, whatever joint leave is loaded beside.
    waited = working_days_between(datetime.date(2026, 12, 23), answered)
    assert waited <= 6
    assert referral.due_on == add_working_days(due_on, waited)


# Both sides read that it stands


def test_both_read_that_the_clock_stands_and_nobody_calls_it_late(cast, clock):
    referral, _request = papers_asked(cast)
    at(clock, add_working_days(referral.due_on, 2))
    officer, member = client_of(cast.officer), client_of(cast.member1)
    case = reverse("bank:referral", args=[referral.pk])
    page = officer.get(case).content.decode()
    assert "Tenggat berhenti selama berkas ditunggu" in page
    assert "lewat 2 hari" not in page
    assert "berhenti, menunggu berkas" in officer.get(reverse("bank:queue")).content.decode()
    file = member.get(reverse("member:application", args=[referral.application.code]))
    assert "Tenggat bank berhenti selama menunggu." in file.content.decode()
    head = client_of(cast.branch_head).get(reverse("bank:team")).content.decode()
    assert "Oki Petugas" in head
    waits = bank_waits(cast.staff, timezone.localdate())
    assert [number.value for number in waits[0].numbers] == [1, 0]
