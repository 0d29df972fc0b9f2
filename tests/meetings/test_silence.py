"""Fourteen days of silence after two notices count as a yes, and are marked so."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ikm_portal.audit.models import Entry
from ikm_portal.notifications.models import Message
from meetings.actions import commitments
from meetings.actions.silence import watch_silence
from meetings.models import Commitment
from meetings.tasks import watch_silent_askers


def later(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def notices(user, word):
    return Message.objects.filter(recipient=user, kind=f"meetings.{word}").count()


def test_two_notices_then_fourteen_days(cast, done):
    assert notices(cast.manager_kopi, "PromiseDone") == 1
    assert watch_silence(today=later(6)) == (0, 0)
    assert watch_silence(today=later(7)) == (1, 0)
    assert watch_silence(today=later(7)) == (0, 0), "a second run on one day asks nobody again"
    assert notices(cast.manager_kopi, "PromiseAskedAgain") == 1
    assert watch_silence(today=later(20)) == (0, 0)
    assert watch_silence(today=later(21)) == (0, 1)
    assert watch_silence(today=later(21)) == (0, 0)
    done.refresh_from_db()
    assert (done.state, done.by_silence, done.closed_on) == ("confirmed", True, later(21))
    assert str(done.outcome) == "Dianggap ditepati"
    steps = Entry.objects.about(done).values_list("action", flat=True)
    assert [step.rpartition(".")[2] for step in steps] == [
        "promise",
        "finish",
        "ask_again",
        "lapse",
    ]
    assert notices(cast.manager_kopi, "PromiseLapsed") == 1


def test_a_run_after_a_long_break_still_gives_fourteen_days(done):
    """The clock stood for two months: the second notice comes first, the yes not with it."""
    assert watch_silence(today=later(60)) == (1, 0)
    assert watch_silence(today=later(73)) == (0, 0)
    assert watch_silence(today=later(74)) == (0, 1)


def test_who_answers_in_time_is_not_silent(cast, done):
    watch_silence(today=later(7))
    commitments.reopen(commitment=done, words="Belum ada.", by=cast.manager_kopi)
    assert watch_silence(today=later(40)) == (0, 0)
    done.refresh_from_db()
    assert (done.state, done.asked_on, done.asked_again_on) == ("reopened", None, None)


def test_the_asker_takes_a_silent_yes_back(client, cast, done):
    for day in (7, 21):
        watch_silence(today=later(day))
    client.force_login(cast.manager_kopi)
    page = client.get(f"/komitmen/{done.pk}/").content.decode()
    assert "Dianggap ditepati" in page
    assert "Ternyata belum ditepati" in page
    client.post(f"/komitmen/{done.pk}/jawab/", {"verdict": "not_yet", "words": "Belum ada."})
    done.refresh_from_db()
    assert (done.state, done.by_silence, done.closed_on) == ("reopened", False, None)


def test_without_anybody_to_ask_silence_means_nothing(cast, promised):
    """Nobody was asked: the head of the office says whether it was kept."""
    promise = promised(question=None)
    commitments.finish(commitment=promise, evidence="Ada.", by=cast.guest)
    assert promise.asked_on is None
    for day in (7, 21, 60):
        assert watch_silence(today=later(day)) == (0, 0)
    commitments.confirm(commitment=promise, by=cast.head)
    assert (promise.state, promise.by_silence) == ("confirmed", False)


def test_an_asker_who_joins_later_gets_both_notices(cast, synergy, promised):
    question = commitments.take_question(
        meeting=synergy, asker_name="Bu Citra", words="Kapan?", by=cast.staff
    )
    promise = promised(question=question)
    commitments.finish(commitment=promise, evidence="Ada.", by=cast.guest)
    question.asker = cast.member_garam
    question.save()
    assert watch_silence(today=later(30)) == (1, 0)
    assert watch_silence(today=later(36)) == (0, 0)
    assert watch_silence(today=later(37)) == (1, 0)
    assert notices(cast.member_garam, "PromiseAskedAgain") == 2
    assert watch_silence(today=later(51)) == (0, 1)


def test_the_database_knows_no_silent_yes_without_two_notices(done):
    for values in (
        {"state": "confirmed", "closed_on": later(0), "by_silence": True},
        {"by_silence": True, "asked_again_on": later(7)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.filter(pk=done.pk).update(**values)


def test_the_daily_task_runs(done):
    Commitment.objects.filter(pk=done.pk).update(asked_on=later(-7))
    watch_silent_askers()
    done.refresh_from_db()
    assert done.asked_again_on == later(0)
