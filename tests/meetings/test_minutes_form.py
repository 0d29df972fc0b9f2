"""The form of the minutes beside the approval that comes in between."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ikm_portal.accounts.actions.group import sync_groups
from meetings.actions import minutes
from meetings.models import Attendance, Minutes

TYPED = "Tambahan: pelatihan diadakan tiga hari."


@pytest.fixture
def page(cast, synergy, question):
    from django.contrib.auth.models import Group

    sync_groups()
    cast.staff.groups.add(Group.objects.get(name="Petugas"))
    client = Client()
    client.force_login(cast.staff)
    url = reverse("admin:meetings_meeting_change", args=[synergy.pk])
    return client, url


def fields_of(client, url, **more):
    """The open form as a browser would send it."""
    context = client.get(url).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    found = {}
    for form in forms:
        for field in form:
            value = field.value()
            widget = field.field.widget
            if hasattr(widget, "decompress"):
                for n, part in enumerate(widget.decompress(value)):
                    found[f"{field.html_name}_{n}"] = str(part or "")
            elif value is not None and value is not False:
                found[field.html_name] = str(value)
    return found | more


def test_what_was_typed_is_kept_when_nobody_came_in_between(cast, synergy, page):
    client, url = page
    minutes.draft(meeting=synergy, by=cast.staff)
    answer = client.post(url, fields_of(client, url, **{"minutes-0-conclusion": TYPED}))
    assert answer.status_code == 302, answer.context["errors"]
    assert Minutes.objects.get().conclusion == TYPED


def test_words_typed_while_the_head_approves_come_back_with_a_sentence(cast, synergy, page):
    client, url = page
    minutes.draft(meeting=synergy, by=cast.staff)
    late = fields_of(client, url, **{"minutes-0-conclusion": TYPED, "summary": "Ringkasan baru"})
    sealed = minutes.approve(meeting=synergy, by=cast.head)
    answer = client.post(url, late)
    words = answer.content.decode()
    assert "baru saja disahkan" in words
    assert TYPED in words
    assert "Ringkasan baru" in words
    kept = Minutes.objects.get()
    assert (kept.sealed, kept.digest, kept.conclusion) == (
        sealed.sealed,
        sealed.digest,
        sealed.conclusion,
    )
    synergy.refresh_from_db()
    assert synergy.summary == ""
    assert client.get(f"/bukti/notula/{sealed.proof_code}/").status_code == 200


def test_a_form_without_new_words_for_the_minutes_is_kept(cast, synergy, page):
    client, url = page
    minutes.draft(meeting=synergy, by=cast.staff)
    late = fields_of(client, url, summary="Ringkasan baru")
    sealed = minutes.approve(meeting=synergy, by=cast.head)
    assert client.post(url, late).status_code == 302
    synergy.refresh_from_db()
    assert (synergy.summary, synergy.state) == ("Ringkasan baru", "recorded")
    assert Minutes.objects.get().digest == sealed.digest


def test_two_begin_the_minutes(cast, synergy, page):
    client, url = page
    late = fields_of(client, url)
    late |= {"minutes-TOTAL_FORMS": "1", "minutes-0-discussion": TYPED}
    minutes.draft(meeting=synergy, by=cast.staff)
    words = client.post(url, late).content.decode()
    assert "baru saja dibuat di tempat lain" in words
    assert TYPED in words
    assert TYPED not in Minutes.objects.get().discussion


@pytest.mark.django_db(transaction=True)
def test_a_form_that_arrives_during_the_approval_waits_for_it(cast, synergy, page):
    client, url = page
    minutes.draft(meeting=synergy, by=cast.staff)
    late = fields_of(client, url, **{"minutes-0-conclusion": TYPED})
    seen = []

    def save():
        try:
            seen.append(client.post(url, late).content.decode())
        finally:
            connection.close()

    saving = threading.Thread(target=save)
    with transaction.atomic():
        sealed = minutes.approve(meeting=synergy, by=cast.head)
        saving.start()
        _until_somebody_waits()
    saving.join(timeout=60)
    assert "baru saja disahkan" in seen[0]
    assert Minutes.objects.get().digest == sealed.digest


def _until_somebody_waits():
    for _look in range(400):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("the form did not wait")


def test_the_page_asks_as_often_for_forty_people_as_for_one(cast, synergy, page):
    client, url = page

    def queries():
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            words = client.get(url).content.decode()
        return len(seen), words

    def come(number):
        Attendance.objects.create(
            meeting=synergy,
            name=f"Orang {number}",
            institution=cast.inst_bri,
            association=cast.kopi,
        )

    come(0)
    one, _words = queries()
    for number in range(1, 40):
        come(number)
    many, words = queries()
    assert many == one
    assert words.count(f'<option value="{cast.inst_bri.pk}" selected>{cast.inst_bri}') == 40
