"""Each test has an address and accounts of its own, so that no limit carries over."""

import random
import uuid

import pytest
from django.test import Client

from ikm_portal.accounts.models import User
from ikm_portal.celery import app

PASSWORD = "garam-dapur-91"


@pytest.fixture
def address():
    return f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}"


@pytest.fixture
def visitor(address):
    return Client(REMOTE_ADDR=address)


@pytest.fixture
def make_user(db):
    def make(kind="member", **more):
        number = f"+62812{random.randrange(10**7, 10**8)}"
        more = {"email": f"{uuid.uuid4().hex[:10]}@contoh.test", "phone": number} | more
        return User.objects.create_user(
            **{"name": "Rahayu", "kind": kind, "password": PASSWORD} | more
        )

    return make


@pytest.fixture
def member(make_user):
    return make_user()


@pytest.fixture
def head(make_user):
    """Someone who may invite anyone."""
    return make_user("staff", is_staff=True, is_superuser=True, name="Kepala")


@pytest.fixture
def eager():
    """Tasks run at once, in this process."""
    before = app.conf.task_always_eager
    app.conf.task_always_eager = app.conf.task_eager_propagates = True
    yield
    app.conf.task_always_eager = app.conf.task_eager_propagates = before


def sign_in(client, login, password=PASSWORD, **more):
    return client.post("/masuk/", {"login": login, "password": password, **more})
