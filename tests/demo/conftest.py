"""The whole story, told once for the tests of this folder and taken back at the end."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """`lines`: what the command said. The chain is closed, as after a commit."""
    media = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path_factory.mktemp("media"))},
    }
    from django.conf import settings

    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(STORAGES={**settings.STORAGES, "default": media}):
            lines = Lines()
            call_command("load_demo", stdout=lines)
        with connection.cursor() as cursor:
            # What a commit does: the trail's rows are linked.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield SimpleNamespace(lines=lines.said)
        transaction.set_rollback(True)


class Lines:
    def __init__(self) -> None:
        self.said: list[str] = []

    def write(self, text: str) -> None:
        self.said += [line for line in text.splitlines() if line.strip()]

    def flush(self) -> None:
        """Nothing is held back."""


@pytest.fixture
def story(told, db):
    """`told`, with whatever a test does to it taken back. By `db` it is known, too, that a test
    database is needed when these tests run alone."""
    return told
