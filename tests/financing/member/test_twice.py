"""The same button from two devices in the same moment, on real PostgreSQL."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from associations.models import Consent
from financing.models import Application, Referral
from ikm_portal.audit.models import Entry
from tests import cast as play

pytestmark = pytest.mark.django_db(transaction=True)


def both(user, url: str, *answers: dict) -> list[int]:
    """Status of each answer; the requests leave together."""
    gate = threading.Barrier(len(answers))
    seen: list[int] = []

    def run(client: Client, data: dict) -> None:
        try:
            gate.wait(timeout=20)
            seen.append(client.post(url, data).status_code)
        finally:
            connection.close()

    clients = [Client() for _ in answers]
    for client in clients:
        client.force_login(user)
    threads = [
        threading.Thread(target=run, args=pair) for pair in zip(clients, answers, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return seen


def ready(cast) -> Application:
    application = play.draft(cast.member1, cast.product_bri)
    for kind in play.PAPERS:
        play.papers.attach_paper(
            application=application, kind=kind, file=play.photo(), by=cast.member1
        )
    return application


def test_sent_from_two_devices_it_is_sent_once(cast):
    url = reverse("member:wizard-page", args=[ready(cast).code, "kirim"])
    assert both(cast.member1, url, {"agreed": "on"}, {"agreed": "on"}) == [302, 302]
    assert Application.objects.get().state == "submitted"
    assert Entry.objects.filter(action="financing.application.submit").count() == 1
    assert Consent.objects.filter(purpose="bank").count() == 1


def test_begun_on_two_devices_there_is_one_draft(cast):
    business = {"business": cast.member1.owner.businesses.get().pk}
    assert both(cast.member1, reverse("member:wizard-start"), business, business) == [302, 302]
    assert Application.objects.count() == 1


def test_a_consent_withdrawn_twice_ends_once(cast):
    play.in_review(cast)
    consent = Consent.objects.get(purpose="bank")
    url = reverse("member:consent-withdraw", args=[consent.pk])
    assert both(cast.member1, url, {}, {}) == [302, 302]
    assert Referral.objects.get().state == "withdrawn"
    assert Application.objects.get().state == "verified"
    assert Entry.objects.filter(action="associations.consent.withdraw").count() == 1
