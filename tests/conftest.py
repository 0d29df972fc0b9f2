"""What every test gets."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from financing import rulebook
from ikm_portal.calendar import store as holidays
from tests import cast as the_cast

pytest_plugins = ["tests.browser.live"]

# How fast the machine happens to be is no property of what is tested.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`database` marks what is no unit test, by what it asks for: `verify --fast` leaves it out."""
    for item in items:
        if "django_db_setup" in getattr(item, "fixturenames", ()) or item.get_closest_marker(
            "django_db"
        ):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A thread that a test left behind may still hold a session when the database is dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid), left(query, 200) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        for _ended, query in cursor.fetchall():
            print(f"ended a session left behind, last heard: {query}")


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    """Uploads of a test stay with the test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "media")},
        },
    }


@pytest.fixture(autouse=True)
def _own_counters(settings):
    """All who are tried have one address: no limit carries over into another test, another worker
    or the next run. (Clearing the cache would take from whoever counts beside this one.)"""
    own = settings.CACHES["default"] | {"KEY_PREFIX": uuid.uuid4().hex}
    settings.CACHES = {**settings.CACHES, "default": own}


@pytest.fixture(autouse=True)
def _no_request_left_open():
    """A streamed answer that no test reads to its end leaves its request open."""
    rulebook.request_ends()
    holidays.work_ends()


@pytest.fixture
def cast(db) -> SimpleNamespace:
    return the_cast.assemble()
