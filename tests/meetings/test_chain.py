"""Question, promise, request, application: readable from either end, by whom they concern."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from financing.actions import support
from financing.models import SupportRequest
from ikm_portal.audit.engine import CannotMove
from ikm_portal.audit.models import Entry
from ikm_portal.calendar.days import add_working_days
from meetings.actions import commitments
from meetings.actions.asking import ask_from_question
from meetings.models import Commitment
from tests import cast as play


def test_a_question_becomes_a_request_in_the_askers_name(client, cast, question, promised):
    asked = ask_from_question(
        question=question, kind=cast.kind_training, subject="Pelatihan kemasan", by=cast.staff
    )
    assert (asked.asker, asked.association) == (cast.manager_kopi, cast.kopi)
    assert asked.body == question.words
    promise = promised(support_requests=[asked])
    client.force_login(cast.manager_kopi)
    page = client.get(f"/pengurus/dukungan/{asked.code}/").content.decode()
    assert f"/komitmen/{promise.pk}/" in page
    assert f"/rapat/{question.meeting.slug}/" in page
    page = client.get(f"/komitmen/{promise.pk}/").content.decode()
    assert question.words in page
    assert reverse("go:support", args=[asked.code]) in page
    client.force_login(cast.manager_garam)  # the promise is public, the request is not theirs
    page = client.get(f"/komitmen/{promise.pk}/").content.decode()
    assert question.words in page
    assert asked.code not in page


def test_nobody_to_ask_for(cast, synergy):
    question = commitments.take_question(
        meeting=synergy, asker_name="Seorang tamu", words="Bagaimana?", by=cast.staff
    )
    with pytest.raises(support.CannotAsk, match="belum punya akun"):
        ask_from_question(question=question, kind=cast.kind_training, subject="x", by=cast.staff)
    with pytest.raises(support.CannotAsk):
        ask_from_question(question=question, kind=cast.kind_training, subject="x", by=cast.reader)
    assert not SupportRequest.objects.exists()


def test_only_the_office_asks_for_somebody_else(cast):
    with pytest.raises(support.CannotAsk, match="Hanya Disperindag"):
        play.support_request(cast.manager_kopi, cast, asker=cast.member1)
    with pytest.raises(support.CannotAsk, match="bukan pengurus"):
        play.support_request(cast.staff, cast, asker=cast.member1, association=cast.kopi)


def test_a_promise_alone_about_a_request(cast, client):
    """Without meeting and question: the requester is who says whether it was kept."""
    asked = play.support_request(cast.member1, cast)
    cast.staff = type(cast.staff).objects.get(pk=cast.staff.pk)
    play.grant(cast.staff, ["add_commitment"])
    promise = commitments.promise(
        institution=cast.inst_perkebunan,
        what="Menjadwalkan pelatihan",
        working_days=5,
        support_requests=[asked],
        by=cast.staff,
    )
    assert promise.due_on == add_working_days(timezone.localdate(), 5)
    commitments.finish(commitment=promise, evidence="Terjadwal.", by=cast.guest)
    for person in (cast.head, cast.manager_kopi, cast.guest):
        with pytest.raises(CannotMove):
            commitments.confirm(commitment=promise, by=person)
    client.force_login(cast.member1)
    client.post(f"/komitmen/{promise.pk}/jawab/", {"verdict": "kept"})
    promise.refresh_from_db()
    assert promise.state == "confirmed"


def test_who_may_promise_alone(cast):
    for person in (cast.guest, cast.manager_kopi, cast.head):
        with pytest.raises(commitments.CannotPromise):
            commitments.promise(
                institution=cast.inst_perkebunan, what="x", working_days=5, by=person
            )
    assert not Commitment.objects.exists()


def test_linking_by_code_is_all_or_nothing(cast, promised):
    promise = promised()
    asked = play.support_request(cast.member1, cast)
    application = play.submitted(cast.member1, cast.product_bri)
    with pytest.raises(commitments.CannotPromise, match="XXXX-2222"):
        commitments.link(commitment=promise, codes=[asked.code, "xxxx-2222"], by=cast.staff)
    assert not promise.support_requests.exists()
    codes = [asked.code.lower(), f" {application.code}"]
    for _twice in range(2):
        commitments.link(commitment=promise, codes=codes, by=cast.staff)
    assert list(promise.support_requests.all()) == [asked]
    assert list(application.commitments.all()) == [promise]
    with pytest.raises(commitments.CannotPromise):
        commitments.link(commitment=promise, codes=codes, by=cast.guest)


def test_it_cannot_be_closed_without_evidence(cast, client, promised):
    promise = promised()
    for empty in ("", "   ", "\n"):
        with pytest.raises(commitments.CannotPromise, match="bukti"):
            commitments.finish(commitment=promise, evidence=empty, by=cast.guest)
    client.force_login(cast.guest)
    client.post(f"/instansi/janji/{promise.pk}/selesai/", {"evidence": "  "})
    with pytest.raises(CannotMove):
        commitments.confirm(commitment=promise, by=cast.manager_kopi)
    today = timezone.localdate()
    for state in ("done", "confirmed"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.filter(pk=promise.pk).update(
                state=state, done_on=today, closed_on=today
            )
    promise.refresh_from_db()
    assert promise.state == "open"


def test_evidence_that_was_not_accepted_stays_in_the_trail(cast, done):
    commitments.reopen(commitment=done, words="Hanya rencana.", by=cast.manager_kopi)
    commitments.finish(commitment=done, evidence="Foto 3 Juni.", by=cast.guest)
    notes = list(Entry.objects.about(done).exclude(note="").values_list("note", flat=True))
    assert notes == ["Diadakan 3 Mei.", "Hanya rencana.", "Foto 3 Juni."]
    assert done.evidence == "Foto 3 Juni."


@pytest.mark.django_db(transaction=True)
def test_two_confirm_at_once(cast, done):
    """Two managers press together: one yes in the database, one in the trail."""
    second = play._user("wakil@kopi.uji.test", "Wakil Kopi", "manager")
    cast.kopi.managers.create(user=second)
    gate, told = threading.Barrier(2), []

    def press(by):
        try:
            gate.wait(timeout=20)
            commitments.confirm(commitment=Commitment.objects.get(pk=done.pk), by=by)
        except CannotMove as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[by]) for by in (cast.manager_kopi, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(told) == 1
    done.refresh_from_db()
    assert done.state == "confirmed"
    said = Entry.objects.about(done).filter(action="meetings.commitment.confirm")
    assert said.count() == 1
