"""A session that ends while somebody types: nothing is saved, and no word is lost."""

from __future__ import annotations

import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from financing.models import Application
from ikm_portal.accounts import typed
from ikm_portal.accounts.tasks import clear_ended_sessions
from ikm_portal.celery import app
from tests import cast as play

NEED = {"purpose": "kmk", "amount": "90 juta", "months": "24", "use": "Mesin sangrai <baru>"}


@pytest.fixture
def application(cast):
    return play.draft(cast.member1, cast.product_bri)


@pytest.fixture
def url(application):
    return reverse("member:wizard-page", args=[application.code, "kebutuhan"])


def sign_in(client, user, url):
    form = {"login": user.email, "password": play.PASSWORD, "next": url}
    return client.post(f"/masuk/?next={url}", form)


def values(client, url):
    form = client.get(url).context["form"]
    return {name: form[name].value() for name in NEED}


def test_after_signing_in_the_form_holds_what_was_typed(client, cast, application, url):
    client.force_login(cast.member1)
    Session.objects.all().delete()
    answer = client.post(url, NEED)
    assert answer.url == f"/masuk/?next={url}"
    assert sign_in(client, cast.member1, url).url == url
    page = client.get(url)
    assert "belum tersimpan" in page.content.decode()
    assert values(client, url) == NEED
    application.refresh_from_db()
    assert application.amount == 25_000_000
    client.post(url, NEED)
    application.refresh_from_db()
    assert (application.amount, application.use) == (90_000_000, NEED["use"])
    assert "belum tersimpan" not in client.get(url).content.decode()


def test_it_lies_encrypted_and_goes_after_an_hour(client, cast, url, monkeypatch):
    client.post(url, NEED)
    kept = client.session["typed"]
    assert "sangrai" not in str(kept)
    sign_in(client, cast.member1, url)
    late = time.time() + typed.KEPT_FOR + 1
    monkeypatch.setattr(typed.time, "time", lambda: late)
    assert values(client, url)["amount"] != NEED["amount"]


def test_somebody_else_at_the_same_device_sees_nothing_of_it(client, cast, url):
    other = play.draft(cast.member2, cast.product_bni)
    theirs = reverse("member:wizard-page", args=[other.code, "kebutuhan"])
    client.post(url, NEED)
    sign_in(client, cast.member2, theirs)
    assert client.get(url).status_code == 404
    assert "sangrai" not in client.get(theirs).content.decode()


def test_a_form_older_than_the_session_is_shown_again(cast, application, url):
    """Signed in anew in another tab: the old page's token is no longer good."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.member1)
    answer = client.post(url, NEED)
    assert (answer.status_code, answer.url) == (303, url)
    assert values(client, url) == NEED
    application.refresh_from_db()
    assert application.amount == 25_000_000
    # Nobody's, and what is no long form: refused as ever.
    assert Client(enforce_csrf_checks=True).post(url, NEED).status_code == 403
    stop = reverse("member:application-stop", args=[application.code])
    assert client.post(stop).status_code == 403
    assert Application.objects.get().state == "draft"


def test_a_form_of_another_site_is_not_shown_as_ones_own(cast, url):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.member1)
    answer = client.post(url, NEED, headers={"origin": "https://lain.example"})
    assert answer.status_code == 403
    assert "typed" not in client.session


@pytest.mark.parametrize("fields", [{}, {"use": "x" * 30_000}], ids=["empty", "too long"])
def test_what_is_not_kept(client, url, fields):
    assert client.post(url, fields).status_code == 302
    assert "typed" not in client.session


def test_one_address_fills_no_table(client, url):
    for _time in range(40):
        client.cookies.clear()
        client.post(url, NEED)
    assert Session.objects.count() == 30


def test_ended_sessions_go_by_night(client, url):
    client.post(url, NEED)
    clear_ended_sessions()
    assert Session.objects.count() == 1
    Session.objects.update(expire_date=timezone.now())
    clear_ended_sessions()
    assert not Session.objects.exists()
    assert "ikm_portal.accounts.tasks.clear_ended_sessions" in {
        one["task"] for one in app.conf.beat_schedule.values()
    }
