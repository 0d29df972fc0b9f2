"""The demo, told once for a file of tests, with its papers on disk, and taken back at the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from associations.models import InstitutionContact
from financing.models import SupportRequest
from ikm_portal.accounts.models import User
from ikm_portal.demo.accounts import DEMO_ACCOUNTS

People = dict[str, User | None]


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """What is done during the whole module happens in one transaction and on one folder."""
    media = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path_factory.mktemp("media"))},
    }
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(STORAGES={**settings.STORAGES, "default": media}),
    ):
        call_command("load_demo", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            # Thousands of pages follow; no autovacuum sees these rows. By name: else it takes the
            # tables that all databases share, too, and keeps the worker beside it waiting.
            tables = connection.introspection.table_names(cursor)
            cursor.execute("ANALYZE " + ", ".join(map(connection.ops.quote_name, tables)))
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def people(demo: None) -> People:
    """Everybody with an account in the demo, one answering institution, and nobody."""
    found = {email: User.objects.get(email=email) for email, _who in DEMO_ACCOUNTS}
    asked = SupportRequest.objects.exclude(institution=None).order_by("pk")[0]
    answers = User.objects.create_user(email="instansi@uji.test", name="Dina", kind="guest")
    InstitutionContact.objects.create(institution=asked.institution, user=answers)
    return {"siapa saja": None, **found, "instansi": answers}
