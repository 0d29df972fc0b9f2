"""What the night clears away."""

from __future__ import annotations

import datetime
import logging

from celery import shared_task
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import timezone

from ikm_portal.audit.engine import record
from ikm_portal.documents.models import Document

logger = logging.getLogger(__name__)
_GRACE = datetime.timedelta(days=1)
_FOLDER = "berkas"


@shared_task
def remove_orphans() -> int:
    """Removes documents that nothing refers to, and files without a row. Safe to repeat."""
    before = timezone.now() - _GRACE
    removed = 0
    for document in Document.objects.unattached(before=before).order_by("created_at").iterator():
        removed += _remove(document)
    return removed + _remove_files_without_row(before)


def _remove(document: Document) -> bool:
    """The row first, the file after the commit: a crash in between leaves a file, not a lie."""
    name = document.storage_name
    try:
        with transaction.atomic():
            record("documents.document.removed", document, by=None, note="tidak pernah dipakai")
            # Not `.delete()`, which would take referring rows along: attached meanwhile → refused.
            Document.objects.filter(pk=document.pk)._raw_delete("default")
            transaction.on_commit(lambda: default_storage.delete(name))
    except DatabaseError:
        logger.info("document was attached meanwhile", extra={"document": str(document.pk)})
        return False
    return True


def _remove_files_without_row(before: datetime.datetime) -> int:
    """A transaction that failed after the file was written leaves a file behind."""
    removed = 0
    try:
        folders = default_storage.listdir(_FOLDER)[0]
    except FileNotFoundError:
        return 0
    for folder in folders:
        path = f"{_FOLDER}/{folder}"
        names = {f"{path}/{name}" for name in default_storage.listdir(path)[1]}
        known = set(
            Document.objects.filter(storage_name__startswith=f"{path}/").values_list(
                "storage_name", flat=True
            )
        )
        for name in names - known:
            if default_storage.get_modified_time(name) < before:
                default_storage.delete(name)
                removed += 1
    return removed
