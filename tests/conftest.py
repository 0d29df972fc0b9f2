"""What every test gets."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from financing import rulebook
from tests import cast as the_cast

pytest_plugins = ["tests.browser.live"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`database` marks what is no unit test, by what it asks for: `verify --fast` leaves it out."""
    for item in items:
        if "django_db_setup" in getattr(item, "fixturenames", ()) or item.get_closest_marker(
            "django_db"
        ):
            item.add_marker("database")


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
def _rules_asked_anew():
    """A streamed answer that no test reads to its end leaves its request open."""
    rulebook.request_ends()


@pytest.fixture
def cast(db) -> SimpleNamespace:
    return the_cast.assemble()
