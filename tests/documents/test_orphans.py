"""The night removes what nothing refers to, and nothing else."""

import datetime
import os

import pytest
from django.db import connection
from django.utils import timezone

from ikm_portal.audit.models import Entry
from ikm_portal.documents.models import Document
from ikm_portal.documents.tasks import remove_orphans

pytestmark = pytest.mark.django_db(transaction=True)
TWO_DAYS = datetime.timedelta(days=2)


@pytest.fixture
def referring_table():
    """A row of another app that refers to a document, as the database sees it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE test_paper (document_id uuid REFERENCES documents_document(id)"
            " DEFERRABLE INITIALLY DEFERRED)"
        )
    yield "test_paper"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE test_paper")


def aged(document):
    Document.objects.filter(pk=document.pk).update(created_at=timezone.now() - TWO_DAYS)
    return document


def test_an_old_orphan_goes_with_its_file_a_young_one_stays(upload, own_folder):
    old, young = aged(upload()), upload()
    assert remove_orphans() == 1
    assert list(Document.objects.all()) == [young]
    assert not (own_folder / old.storage_name).exists()
    assert (own_folder / young.storage_name).exists()
    assert Entry.objects.about(old).last().action == "documents.document.removed"
    assert remove_orphans() == 0


def test_one_attached_meanwhile_stays(upload, own_folder, referring_table):
    document = aged(upload())
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {referring_table} VALUES (%s)", [document.pk])
    assert remove_orphans() == 0
    assert Document.objects.filter(pk=document.pk).exists()
    assert (own_folder / document.storage_name).exists()
    assert not Entry.objects.filter(action="documents.document.removed").exists()


def test_every_relation_of_every_app_counts_as_attached():
    query = str(Document.objects.unattached(before=timezone.now()).query)
    for relation in Document._meta.related_objects:
        assert relation.related_model._meta.db_table in query


def test_a_file_without_a_row_goes_after_a_day(upload, own_folder):
    kept = upload()
    folder = own_folder / "berkas" / "aa"
    folder.mkdir(parents=True, exist_ok=True)
    lost, fresh = folder / ("a" * 64), folder / ("b" * 64)
    for path in (lost, fresh):
        path.write_bytes(b"x")
    old = (timezone.now() - TWO_DAYS).timestamp()
    os.utime(lost, (old, old))
    os.utime(own_folder / kept.storage_name, (old, old))
    assert remove_orphans() == 1
    assert not lost.exists()
    assert fresh.exists()
    assert (own_folder / kept.storage_name).exists()


def test_nothing_stored_yet():
    assert remove_orphans() == 0
