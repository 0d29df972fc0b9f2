"""The honest clock: silent and open cases count, and the figures can be counted again."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
import time_machine

from financing.actions import referrals
from financing.actions.applications import withdraw_application
from financing.actions.service_times import _Days, count_service_times
from financing.models import Referral, ServiceTime
from financing.promise import ENOUGH, Case, End, Promise, tell
from ikm_portal.audit.models import Entry
from ikm_portal.calendar.days import add_working_days, working_days_between
from ikm_portal.calendar.models import Holiday
from tests import cast as play

WIB = datetime.timezone(datetime.timedelta(hours=7))
# Christmas and New Year lie between the sending and the decision.
SENT = datetime.date(2025, 12, 15)


def case(days: int, end: End = End.DECIDED, promise: Promise = Promise.KEPT) -> Case:
    return Case(days, end, promise)


def test_ten_fast_and_ten_overdue_are_not_all_of_them():
    fast = [case(day) for day in range(1, 11)]
    told = tell(fast + [case(40, End.OPEN, Promise.BROKEN)] * 10)
    assert (told.kept, told.broken, told.median, told.p80) == (10, 10, 10, None)
    assert told.longest == 40
    # Whoever forgets the open ones says 5 and 8.
    assert (tell(fast).median, tell(fast).p80) == (5, 8)


def test_a_silent_case_never_got_an_answer():
    """Ended on its day of release instead, the last decision would make it everybody."""
    told = tell([case(30)] * 6 + [case(14, End.SILENT, Promise.BROKEN)] * 6)
    assert told.median == 30
    assert told.p80 is None


def test_an_open_case_counts_only_as_long_as_it_was_seen():
    """Freedman's textbook case: 6, 7+, 10, 13+ gives 3/4 and then 3/4 · 1/2 waiting."""
    cases = [case(6), case(7, End.OPEN, Promise.RUNNING), case(10), case(13, End.OPEN)]
    told = tell(cases)
    assert told.median == 10
    assert told.p80 is None


@pytest.mark.parametrize(("judged", "enough"), [(ENOUGH - 1, False), (ENOUGH, True)])
def test_too_few_say_nothing(judged, enough):
    running = [case(3, End.OPEN, Promise.RUNNING)] * 50
    assert tell([case(5)] * judged + running).enough is enough


def test_nothing_at_all():
    told = tell([])
    assert (told.cases, told.median, told.longest, told.enough) == (0, None, 0, False)


def test_days_over_holidays_and_a_years_end(db):
    Holiday.objects.get_or_create(
        date=datetime.date(2025, 12, 25), defaults={"name": "Natal", "kind": "national"}
    )
    Holiday.objects.get_or_create(
        date=datetime.date(2026, 1, 1), defaults={"name": "Tahun baru", "kind": "national"}
    )
    first = datetime.date(2025, 12, 1)
    days = _Days(first, datetime.date(2026, 1, 31))
    for start in range(0, 40, 3):
        a = first + datetime.timedelta(days=start)
        for length in range(0, 20, 3):
            b = a + datetime.timedelta(days=length)
            assert days.between(a, b) == working_days_between(a, b)
    assert days.between(datetime.date(2025, 12, 24), datetime.date(2025, 12, 25)) == 0
    assert days.between(datetime.date(2025, 12, 31), datetime.date(2026, 1, 2)) == 1


def at(day: datetime.date) -> time_machine.travel:
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(9), WIB), tick=False)


def play_out(cast) -> datetime.date:
    """Ten closed fast, ten open past their deadline, by the real steps; returns the day after."""
    people = [play.member(cast, cast.kopi, number, f"Orang {number}") for number in range(20, 40)]
    with at(SENT):
        sent = [play.sent(cast, one, cast.product_bri) for one in people]
    for number, referral in enumerate(sent[:10]):
        with at(add_working_days(SENT, 1 + number % 5)):
            referrals.receive_referral(referral=referral, by=cast.officer)
            referrals.decline_referral(
                referral=referral, reason="quota", words="Habis.", by=cast.officer
            )
    return add_working_days(sent[0].due_on, 3)


def from_the_trail(today: datetime.date) -> tuple[list[tuple[int, bool]], int]:
    """(days, decided?) of every case and how many were kept, from trail rows alone."""
    cases, kept = [], 0
    for entry in Entry.objects.filter(action="financing.referral.send").order_by("pk"):
        sent = entry.at.astimezone(WIB).date()
        ends = Entry.objects.filter(
            subject_type="financing.referral",
            subject_id=entry.subject_id,
            to_state__in=["approved", "declined"],
        ).order_by("pk")
        first = ends.first()
        end = first.at.astimezone(WIB).date() if first else today
        cases.append((working_days_between(sent, end), first is not None))
        due_on = Referral.objects.get(pk=entry.subject_id).due_on
        kept += first is not None and end <= due_on
    return cases, kept


def share_by(cases: list[tuple[int, bool]], day: int) -> Fraction:
    """Kaplan–Meier written a second time, one day after the other."""
    waiting = Fraction(1)
    for now in range(day + 1):
        at_risk = sum(days >= now for days, _decided in cases)
        ended = sum(days == now and decided for days, decided in cases)
        if at_risk:
            waiting *= 1 - Fraction(ended, at_risk)
    return 1 - waiting


def test_equals_a_recount_from_the_trail(cast):
    today = play_out(cast)
    assert count_service_times(today=today) == 3  # the bank, the branch, the product there
    cases, kept = from_the_trail(today)
    for told in ServiceTime.objects.all():
        assert (told.cases, told.decided, told.kept, told.broken) == (20, 10, kept, 10)
        assert told.longest == max(days for days, _decided in cases)
        half = next(day for day in range(100) if share_by(cases, day) >= Fraction(1, 2))
        assert told.median == half
        assert told.p80 is None
        assert share_by(cases, told.longest) == Fraction(1, 2)


def test_counting_twice_and_by_day(cast):
    today = play_out(cast)
    count_service_times(today=today)
    assert count_service_times(today=today) == 3
    assert ServiceTime.objects.count() == 3


def test_taken_back_in_time_is_nobodys_fault_and_taken_back_late_is(cast):
    with at(SENT):
        early = play.sent(cast, cast.member1, cast.product_bri)
        late = play.sent(cast, cast.member2, cast.product_bri)
    with at(add_working_days(SENT, 2)):
        withdraw_application(application=early.application, by=cast.member1)
    with at(add_working_days(late.due_on, 1)):
        withdraw_application(application=late.application, by=cast.member2)
    count_service_times(today=add_working_days(late.due_on, 4))
    told = ServiceTime.objects.get(branch=None)
    assert (told.cases, told.decided, told.kept, told.broken) == (2, 0, 0, 1)


def test_silent_is_broken(cast):
    with at(SENT):
        referral = play.sent(cast, cast.member1, cast.product_bri)
    today = add_working_days(referral.due_on, 8)
    with at(today):
        referrals.expire_referral(referral=referral)
    count_service_times(today=today)
    told = ServiceTime.objects.get(branch=None)
    assert (told.silent, told.broken) == (1, 1)


def test_one_count_for_all_referrals(cast, django_assert_max_num_queries):
    """Never per row: the same few queries, however many referrals there are."""
    today = play_out(cast)
    count_service_times(today=today)
    with django_assert_max_num_queries(9):
        count_service_times(today=today)


def test_the_member_reads_it_before_sending_and_everybody_on_the_public_page(cast, client):
    today = play_out(cast)
    with at(today):
        count_service_times(today=today)
        draft = play.draft(cast.member1, cast.product_bri)
        client.force_login(cast.member1)
        page = client.get(f"/anggota/pengajuan/{draft.code}/isi/bank/")
        assert page.status_code == 200, page.url
        text = page.content.decode()
        assert (
            "Separuh mendapat jawaban dalam 5 hari kerja; delapan dari sepuluh lebih dari" in text
        )
        assert "Tepat waktu: 10 dari 20." in text
        assert "Produk ini di cabang ini:" in text
        assert text.count("Data belum cukup") == 2  # BNI and Bank Lampung
        client.logout()
        public = client.get("/kur/").content.decode()
        assert "Tepat waktu: 10 dari 20." in public


def test_the_office_reads_it_where_it_chooses(cast, client):
    today = play_out(cast)
    with at(today):
        count_service_times(today=today)
        application = play.verified(cast, cast.member1, cast.product_bri)
        client.force_login(cast.staff)
        page = client.get(f"/admin/financing/application/{application.pk}/langkah/refer/")
        assert "Separuh mendapat jawaban dalam" in page.content.decode()


def test_each_branch_is_public_in_aggregate_and_a_small_one_is_not(cast, client):
    """Kept or broken per branch; a branch with few cases would name its applicants."""
    today = play_out(cast)
    with at(SENT):
        play.sent(cast, cast.member1, cast.product_bni)
    with at(today):
        count_service_times(today=today)
        text = client.get("/kur/janji-bank/").content.decode()
    bri, _rest, bni = text.partition("BNI Kota Bandar Lampung")
    assert "Separuh mendapat jawaban dalam 5 hari kerja" in bri
    assert "10 dari 20" in bri
    assert "Belum cukup data" in bni
    assert "Orang 20" not in text
    assert "/kur/janji-bank/" in client.get("/kur/").content.decode()


def test_no_figures_yet(db, client):
    assert "Belum ada pengajuan" in client.get("/kur/janji-bank/").content.decode()
