"""Several new cases at once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from financing.actions import referrals
from financing.models import Decision, Referral
from tests import cast as play


def receive(client, cases, **more):
    data = {"kasus": [case.pk for case in cases]} | more
    return client.post(reverse("bank:receive_many"), data, follow=True)


def test_first_seen_then_done(cast, at):
    cases = [play.sent(cast, user, cast.product_bri) for user in (cast.member1, cast.member2)]
    client = at(cast.officer)
    preview = receive(client, cases).content.decode()
    assert "Terima 2 kasus?" in preview
    assert not Referral.objects.exclude(state="sent").exists()
    page = receive(client, cases, langkah="terima").content.decode()
    assert "2 kasus diterima." in page
    assert set(Referral.objects.values_list("state", "officer")) == {("received", cast.officer.pk)}


def test_what_did_not_go_is_named_with_its_reason(cast, at):
    cases = [play.sent(cast, user, cast.product_bri) for user in (cast.member1, cast.member2)]
    referrals.receive_referral(referral=cases[0], by=cast.colleague)
    preview = receive(at(cast.officer), cases).content.decode()
    assert "Sudah tidak baru lagi" in preview
    assert "Kolega Petugas" in preview
    page = receive(at(cast.officer), cases, langkah="terima").content.decode()
    assert "1 kasus diterima." in page
    assert f"{cases[0].application.code}: " in page
    assert Referral.objects.get(pk=cases[0].pk).officer == cast.colleague


def test_another_branchs_cases_are_not_there(cast, at):
    foreign = play.sent(cast, cast.member2, cast.product_bni)
    for more in ({}, {"langkah": "terima"}):
        page = receive(at(cast.officer), [foreign], **more).content.decode()
        assert "Budi" not in page
        assert foreign.application.code not in page
    foreign.refresh_from_db()
    assert (foreign.state, foreign.officer) == ("sent", None)


@pytest.mark.parametrize("ids", [[], ["x"], ["-1"], ["9" * 18], ["9" * 400], ["1; DROP"], ["٣"]])
def test_no_such_choice(cast, at, ids):
    page = at(cast.officer).post(reverse("bank:receive_many"), {"kasus": ids}, follow=True)
    assert page.status_code == 200


def test_more_than_a_page_is_refused(cast, at):
    answers = {"kasus": [str(number) for number in range(51)]}
    page = at(cast.officer).post(reverse("bank:receive_many"), answers, follow=True)
    assert "Paling banyak 50 kasus" in page.content.decode()


# Two at once, over HTTP, on real PostgreSQL


def together(*posts):
    """Each (user, url, data) in a thread of its own; the answers' statuses and texts."""
    gate, answers = threading.Barrier(len(posts)), []

    def press(user, url, data):
        try:
            client = Client()
            client.force_login(user)
            gate.wait(timeout=20)
            answer = client.post(url, data)
            answers.append((answer.status_code, answer.content.decode()))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=post) for post in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == len(posts)
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_two_officers_receive_one_case(cast):
    case = play.sent(cast, cast.member1, cast.product_bri)
    url = reverse("bank:receive", args=[case.pk])
    (won, _), (lost, why) = together((cast.officer, url, {}), (cast.colleague, url, {}))
    assert (won, lost) == (302, 409)
    assert "Langkah ini tidak jadi" in why
    case.refresh_from_db()
    assert case.officer.name in why


@pytest.mark.django_db(transaction=True)
def test_yes_and_no_in_the_same_moment(cast):
    case = play.in_review(cast)
    yes = {"amount": "20000000", "months": "24", "rate": "6", "langkah": "kirim"}
    no = {"reason": "capacity", "words": "Penjelasan yang panjang.", "langkah": "kirim"}
    (won, _), (lost, why) = together(
        (cast.officer, reverse("bank:approve", args=[case.pk]), yes),
        (cast.branch_head, reverse("bank:decline", args=[case.pk]), no),
    )
    assert (won, lost) == (302, 409)
    assert "Yang Anda tulis" in why
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_decision(cast):
    case = play.in_review(cast)
    url = reverse("bank:approve", args=[case.pk])
    yes = {"amount": "20000000", "months": "24", "rate": "6", "langkah": "kirim"}
    answers = together((cast.officer, url, yes), (cast.officer, url, yes))
    assert [status for status, _text in answers] == [302, 302]
    assert Decision.objects.count() == 1
