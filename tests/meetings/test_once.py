"""A form that is sent twice makes one promise, one request, one file."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from financing.models import SupportRequest
from ikm_portal.accounts.actions.group import sync_groups
from ikm_portal.audit.models import SentForm
from ikm_portal.audit.once import first_time
from meetings.models import Commitment, MeetingFile
from tests import cast as play
from tests.together import at_once

KEY = "3e1f5f0e-9d5c-4c5b-8a52-0d2d5c1f7a11"
OTHER = "3e1f5f0e-9d5c-4c5b-8a52-0d2d5c1f7a12"


@pytest.fixture
def office(cast):
    from django.contrib.auth.models import Group

    sync_groups()
    cast.staff.groups.add(Group.objects.get(name="Petugas"))
    client = Client()
    client.force_login(cast.staff)
    return client


def promise_of(cast, **more):
    return {
        "form_key": KEY,
        "institution": cast.inst_perkebunan.pk,
        "what": "Mengadakan pelatihan",
        "working_days": "5",
    } | more


@pytest.fixture
def forms(cast, question):
    """name → (address, fields, what it makes)."""
    request = SupportRequest.objects.create(
        kind=cast.kind_training, asker=cast.manager_kopi, subject="Kemasan", body="Perlu."
    )

    def step(obj, name):
        label = f"admin:{obj._meta.app_label}_{obj._meta.model_name}_step"
        return reverse(label, args=[obj.pk, name])

    asked = {"form_key": KEY, "kind": cast.kind_training.pk, "subject": "Pelatihan kemasan"}
    return {
        "question": (step(question, "janji"), promise_of(cast), Commitment),
        "meeting": (step(question.meeting, "janji"), promise_of(cast), Commitment),
        "request": (step(request, "janji"), promise_of(cast), Commitment),
        "alone": (reverse("admin:meetings_commitment_add"), promise_of(cast), Commitment),
        "support": (step(question, "dukungan"), asked, SupportRequest),
    }


FORMS = ["question", "meeting", "request", "alone", "support"]


@pytest.mark.parametrize("name", FORMS)
def test_one_after_the_other(office, forms, name):
    url, fields, model = forms[name]
    before = model.objects.count()
    for _press in range(2):
        answer = office.post(url, fields)
        assert answer.status_code == 302, answer.content
    assert "sudah terkirim tadi" in office.get(answer.url).content.decode()
    assert model.objects.count() == before + 1
    assert office.post(url, fields | {"form_key": OTHER}).status_code == 302
    assert model.objects.count() == before + 2  # the same once more, and meant so


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["question", "support"])
def test_both_at_once(cast, office, forms, name):
    url, fields, model = forms[name]
    before = model.objects.count()
    second = Client()
    second.force_login(cast.staff)
    at_once(
        *(lambda client=client: client.post(url, fields) for client in (office, second)), refused=()
    )
    assert model.objects.count() == before + 1


def test_a_form_that_was_refused_keeps_its_key_and_can_be_mended(cast, office, forms):
    url, fields, _model = forms["question"]
    early = timezone.localdate() - datetime.timedelta(days=400)
    answer = office.post(url, fields | {"working_days": "", "due_on": early.isoformat()})
    assert answer.status_code == 409
    assert KEY in answer.content.decode()
    assert not SentForm.objects.exists()
    office.post(url, fields)
    assert Commitment.objects.count() == 1


def test_each_page_brings_a_key_of_its_own(office, forms):
    url = forms["question"][0]
    pages = [office.get(url).content.decode() for _look in range(2)]
    keys = {re.search(r'name="form_key" value="([^"]+)"', page)[1] for page in pages}
    assert len(keys) == 2


def test_a_page_without_a_key_works_and_a_wrong_one_is_said(office, forms):
    url, fields, _model = forms["question"]
    office.post(url, fields | {"form_key": ""})
    assert Commitment.objects.count() == 1
    answer = office.post(url, fields | {"form_key": "x"})
    assert "Muat ulang halaman ini" in answer.content.decode()
    assert Commitment.objects.count() == 1


def test_a_photo_is_kept_once(cast, office, synergy):
    url = reverse("admin:meetings_meeting_step", args=[synergy.pk, "berkas"])
    for _press in range(2):
        fields = {"form_key": KEY, "file": play.photo(), "kind": "photo", "title": "Pembukaan"}
        assert office.post(url, fields).status_code == 302
    assert MeetingFile.objects.count() == 1


def test_a_member_asks_once(cast, client):
    client.force_login(cast.member1)
    fields = {
        "kind": cast.kind_training.pk,
        "subject": "Kemasan",
        "body": "Perlu.",
        "form_key": KEY,
    }
    for _press in range(2):
        assert client.post("/anggota/dukungan/baru/", fields).status_code == 302
    assert SupportRequest.objects.filter(asker=cast.member1).count() == 1


def test_old_keys_go(db):
    SentForm.objects.create(key=KEY, at=timezone.now() - datetime.timedelta(days=3))
    with transaction.atomic():
        assert first_time(OTHER)
        assert not first_time(OTHER)
    assert [str(one.key) for one in SentForm.objects.all()] == [OTHER]


@pytest.mark.django_db(transaction=True)
def test_a_key_goes_with_its_work():
    with pytest.raises(transaction.TransactionManagementError):
        first_time(KEY)
