"""From the outbox to a real mail server: once, again after a fault, never by two at once."""

import datetime
import threading

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from ikm_portal.audit.engine import record
from ikm_portal.notifications import delivery as life
from ikm_portal.notifications.delivery import claim, deliver_due, release_stale
from ikm_portal.notifications.enums import DeliveryState
from ikm_portal.notifications.models import Delivery
from ikm_portal.notifications.tasks import deliver, deliver_waiting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_poke")]


def happen(by, *to, **data):
    return record("test.happened", by, by=by, data={"to": [user.pk for user in to], **data})


def only() -> Delivery:
    return Delivery.objects.get()


def make_due() -> None:
    Delivery.objects.update(next_try_at=timezone.now())


def test_a_letter_as_it_arrives(sink, siti):
    happen(siti, siti, body=["Selamat <b>Siti</b>.", "Buka & baca."])
    assert deliver_due() == 1
    (letter,) = sink.letters
    assert letter["To"] == "siti@contoh.test"
    assert letter["Subject"] == "Bank menyetujui pengajuan Anda"
    assert letter["Message-ID"] == f"<{only().reference}@ikm-lampung.test>"
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    assert "Siti Rohani" in text
    assert "Selamat <b>Siti</b>." in text  # plain text is plain
    assert "Selamat &lt;b&gt;Siti&lt;/b&gt;." in html
    assert "http://testserver/akun/" in text
    assert 'href="http://testserver/akun/"' in html
    assert "{{" not in text + html
    sent = only()
    assert (sent.state, sent.attempts, sent.claim) == (DeliveryState.SENT, 1, None)
    assert sent.sent_at
    assert deliver_due() == 0
    assert len(sink.letters) == 1


def test_two_workers_at_once_send_one_letter(sink, siti):
    happen(siti, siti)
    sink.hold.clear()
    counts = []

    def work():
        try:
            counts.append(deliver_due())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    assert sink.reached.wait(10)
    sink.hold.set()
    for thread in threads:
        thread.join(20)
    assert sorted(counts) == [0, 0, 0, 1]
    assert len(sink.letters) == 1


def test_many_workers_share_many_letters(sink, siti):
    for _number in range(30):
        happen(siti, siti)
    counts = []

    def work():
        close_old_connections()
        try:
            counts.append(deliver_due())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(counts) == 30
    assert len({letter["Message-ID"] for letter in sink.letters}) == len(sink.letters) == 30


def test_a_task_that_runs_twice_has_one_effect(sink, siti):
    happen(siti, siti)
    ids = [only().pk]
    assert [deliver(ids), deliver(ids), deliver_waiting()] == [1, 0, 0]
    assert len(sink.letters) == 1
    assert deliver([10**9]) == 0


def test_only_the_letters_that_were_asked_for(sink, siti, budi):
    happen(siti, siti)
    first = only().pk
    happen(siti, budi)
    assert deliver([first]) == 1
    assert Delivery.objects.waiting().count() == 1


def test_a_temporary_refusal_waits_longer_each_time_and_ends_as_failed(sink, siti):
    happen(siti, siti)
    sink.data_refuse = "451 4.3.0 coba lagi"
    pauses = []
    for attempt in range(1, life.MOST_ATTEMPTS + 1):
        make_due()
        before = timezone.now()
        assert deliver_due() == 0
        found = only()
        assert found.attempts == attempt
        pauses.append(round((found.next_try_at - before).total_seconds() / 60))
        assert deliver_due() == 0  # not due
        assert only().attempts == attempt
    assert pauses[:7] == [1, 2, 4, 8, 16, 32, 64]
    assert only().state == DeliveryState.FAILED
    assert only().error == "SMTPDataError 451"
    make_due()
    assert deliver_due() == 0
    assert not sink.letters


def test_after_a_temporary_refusal_it_leaves(sink, siti):
    happen(siti, siti)
    sink.refuse = "450 4.2.0 kotak penuh"
    assert deliver_due() == 0
    assert only().state == DeliveryState.WAITING
    sink.refuse = ""
    make_due()
    assert deliver_due() == 1
    assert only().attempts == 2
    assert only().error == ""


def test_an_address_that_does_not_exist_is_not_tried_again(sink, siti):
    happen(siti, siti)
    sink.refuse = "550 5.1.1 siti@contoh.test tidak dikenal"
    deliver_due()
    found = only()
    assert (found.state, found.attempts) == (DeliveryState.FAILED, 1)
    assert "550" in found.error
    assert "siti" not in found.error  # no address in the outbox


def test_one_bad_letter_holds_up_nobody(sink, siti, budi):
    happen(siti, siti)
    happen(siti, budi)
    sink.refuse = "550 tidak"
    deliver([Delivery.objects.get(message__recipient=siti).pk])
    sink.refuse = ""
    assert deliver_due() == 1
    assert [letter["To"] for letter in sink.letters] == ["budi@contoh.test"]


def test_no_mail_server_means_later(settings, siti):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 1},
        }
    }
    happen(siti, siti)
    assert deliver_due() == 0
    assert (only().state, only().error) == (DeliveryState.WAITING, "ConnectionRefusedError")


def test_a_mail_server_that_went_away_in_between(sink, siti, budi):
    """The connection is held over several letters; a broken one is replaced."""
    happen(siti, siti)
    happen(siti, budi)
    sink.data_refuse = "421 4.7.0 sampai nanti"
    assert deliver_due() == 0
    sink.data_refuse = ""
    make_due()
    assert deliver_due() == 2


def test_the_claim_of_a_dead_worker_comes_back(sink, siti):
    happen(siti, siti)
    dead = claim()
    assert deliver_due() == 0
    assert release_stale() == 0  # it may still be sending
    Delivery.objects.update(claimed_at=timezone.now() - life.STALE_AFTER * 2)
    assert deliver_waiting() == 1
    assert len(sink.letters) == 1
    # The dead one wakes up after all: it may not touch what another has closed.
    assert not life._finish(dead, state=DeliveryState.FAILED, error="x")
    assert only().state == DeliveryState.SENT


def test_a_letter_that_kills_its_worker_each_time_ends_as_failed(siti):
    happen(siti, siti)
    for _number in range(life.MOST_ATTEMPTS):
        assert claim() is not None
        Delivery.objects.update(claimed_at=timezone.now() - life.STALE_AFTER * 2)
        assert release_stale() == 1
    assert (only().state, only().error) == (DeliveryState.FAILED, "worker died")


def test_a_second_copy_is_the_same_letter(sink, siti):
    """Killed between the server's yes and our note of it: the copy is folded by its Message-ID."""
    happen(siti, siti)
    killed = claim()
    channel = life.channel_named("email")
    with channel:
        channel.send(killed)  # accepted, then the power went
    Delivery.objects.update(claimed_at=timezone.now() - life.STALE_AFTER * 2)
    assert deliver_waiting() == 1
    first, second = sink.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]
    assert first.get_body(("plain",)).get_content() == second.get_body(("plain",)).get_content()


def test_who_left_meanwhile_is_skipped(sink, siti):
    happen(siti, siti)
    siti.is_active = False
    siti.save()
    assert deliver_due() == 0
    assert only().state == DeliveryState.SKIPPED
    assert not sink.letters


def test_the_time_is_bounded(sink, siti):
    for _number in range(5):
        happen(siti, siti)
    assert deliver_due(seconds=0) == 0
    assert deliver_due() == 5


def test_a_late_outbox_is_seen(siti):
    from ikm_portal.notifications import outbox

    assert outbox.check()
    happen(siti, siti)
    assert outbox.check()
    late = timezone.now() - outbox.TOO_OLD - datetime.timedelta(seconds=1)
    Delivery.objects.update(next_try_at=late)
    assert not outbox.check()
    assert outbox.gauges()["ikm_outbox_waiting"] == 1
    Delivery.objects.update(state=DeliveryState.FAILED)
    assert outbox.check()
    assert outbox.gauges() == {
        "ikm_outbox_waiting": 0,
        "ikm_outbox_failed": 1,
        "ikm_outbox_late_seconds": 0,
    }
