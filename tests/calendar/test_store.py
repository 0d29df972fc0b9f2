"""Kept in memory, never stale, whoever changes the holidays."""

import datetime
import subprocess
import sys
from datetime import date

import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import connection, transaction

from ikm_portal.accounts.models import User
from ikm_portal.calendar.days import add_working_days, is_working_day
from ikm_portal.calendar.enums import Confidence, HolidayKind
from ikm_portal.calendar.models import Holiday
from ikm_portal.calendar.reference import load_holidays

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def in_request():
    """What the request signals do, without a request (the test client closes connections)."""
    from ikm_portal.calendar import store

    store.work_begins()
    yield store
    store.work_ends()


def close(day: date) -> Holiday:
    return Holiday.objects.create(
        date=day, name="Hari uji", kind=HolidayKind.REGIONAL, source="Pergub uji"
    )


@pytest.mark.django_db
def test_an_edit_counts_at_once():
    assert is_working_day(TUESDAY)
    holiday = close(TUESDAY)
    assert not is_working_day(TUESDAY)
    holiday.date = date(2026, 11, 25)
    holiday.save()
    assert is_working_day(TUESDAY)
    Holiday.objects.filter(pk=holiday.pk).update(date=TUESDAY)  # no signal
    assert not is_working_day(TUESDAY)
    Holiday.objects.filter(pk=holiday.pk).delete()
    assert is_working_day(TUESDAY)


@pytest.mark.django_db
def test_a_bulk_insert_counts_at_once():
    assert is_working_day(TUESDAY)
    Holiday.objects.bulk_create(
        [Holiday(date=TUESDAY, name="x", kind=HolidayKind.REGIONAL, source="y")]
    )
    assert not is_working_day(TUESDAY)


@pytest.mark.django_db
def test_what_is_rolled_back_never_counted():
    assert is_working_day(TUESDAY)
    with transaction.atomic():
        close(TUESDAY)
        assert not is_working_day(TUESDAY)
        transaction.set_rollback(True)
    assert is_working_day(TUESDAY)


@pytest.mark.django_db
def test_two_hundred_deadlines_in_one_request_cost_three_queries(
    in_request, django_assert_max_num_queries
):
    load_holidays()
    with django_assert_max_num_queries(3):  # the stamp, and two years
        for number in range(200):
            add_working_days(TUESDAY, number % 40)


@pytest.mark.django_db
def test_ones_own_edit_counts_within_the_request(in_request):
    assert is_working_day(TUESDAY)
    close(TUESDAY)
    assert not is_working_day(TUESDAY)


@pytest.mark.django_db(transaction=True)
def test_an_edit_by_another_process_counts_from_the_next_request_on():
    in_process = (
        "import django; django.setup();"
        "from ikm_portal.calendar.models import Holiday;"
        "Holiday.objects.create(date='2026-11-24', name='x', kind='regional', source='y')"
    )
    from ikm_portal.calendar import store

    store.work_begins()
    assert is_working_day(TUESDAY)
    run_elsewhere(in_process)
    store.work_begins()
    assert not is_working_day(TUESDAY)
    store.work_ends()


def run_elsewhere(code: str) -> None:
    import os

    config = connection.settings_dict
    url = f"postgres://{config['USER']}:{config['PASSWORD']}@/{config['NAME']}"
    url += f"?host={config['HOST']}&port={config['PORT']}"
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "ikm_portal.settings.test"}
    subprocess.run([sys.executable, "-c", code], env=env, check=True, timeout=60)


def test_requests_and_tasks_are_wired():
    from celery.signals import task_postrun, task_prerun

    from ikm_portal.calendar import store

    for signal, receiver in [
        (request_started, store.work_begins),
        (request_finished, store.work_ends),
    ]:
        assert receiver in [ref() for _key, ref, *_rest in signal.receivers]
    for signal, receiver in [(task_prerun, store.work_begins), (task_postrun, store.work_ends)]:
        assert receiver in [ref() for _key, ref in signal.receivers]


@pytest.mark.django_db
def test_loading_again_keeps_what_staff_changed():
    load_holidays()
    Holiday.objects.filter(date="2027-03-10").update(
        name="Idul Fitri menurut sidang isbat", confidence=Confidence.CONFIRMED
    )
    Holiday.objects.filter(date="2027-12-26").delete()
    call_command("load_holidays", verbosity=0)
    assert Holiday.objects.get(date="2027-03-10").confidence == Confidence.CONFIRMED
    assert Holiday.objects.filter(date="2027-12-26").exists()
    assert load_holidays() == 0


@pytest.mark.django_db
def test_the_admin_warns_of_a_year_without_holidays(client, time_machine):
    load_holidays()
    root = User.objects.create_superuser(email="root@contoh.test", password="x")
    client.force_login(root)
    time_machine.move_to(datetime.datetime(2026, 11, 24, 3, tzinfo=datetime.UTC))
    assert "belum diisi" not in client.get("/admin/calendar/holiday/").content.decode()
    time_machine.move_to(datetime.datetime(2027, 11, 24, 3, tzinfo=datetime.UTC))
    client.force_login(root)
    assert "tahun 2028 belum diisi" in client.get("/admin/calendar/holiday/").content.decode()


@pytest.mark.django_db
def test_a_year_without_holidays_is_logged_once(caplog):
    load_holidays()
    assert is_working_day(date(2031, 1, 1))
    assert is_working_day(date(2031, 1, 2))
    assert [r.year for r in caplog.records if "no holidays" in r.message] == [2031]
