"""The end of a file: by a retention rule, or because the person asks."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ikm_portal.audit.engine import record
from ikm_portal.common.pdf import Paper
from ikm_portal.common.templatetags.portal import tanggal
from ikm_portal.documents.enums import ContentType
from ikm_portal.documents.models import Document

ERASED = "documents.document.erased"
_FOLDER = "berkas"


@transaction.atomic
def erase(document: Document, *, by: Any, reason: str) -> bool:
    """Puts a page that tells `reason` in the file's place; False when that was done before.

    The old file goes once this is committed. A crash in between leaves a file without a row, which
    the night removes; never a row without a file.
    """
    kept = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    if kept.erased_at is not None:
        return False
    now = timezone.now()
    page = Paper(_("Berkas ini sudah dihapus"), made_at=now)
    page.paragraph(_("Dihapus pada %(day)s.") % {"day": tanggal(now)})
    page.paragraph(reason)
    content = page.content()
    old, token = kept.storage_name, secrets.token_hex(32)
    kept.storage_name = default_storage.save(f"{_FOLDER}/{token[:2]}/{token}", ContentFile(content))
    kept.original_name = "dihapus.pdf"
    kept.content_type = ContentType.PDF
    kept.size, kept.sha256 = len(content), hashlib.sha256(content).hexdigest()
    kept.erased_at = now
    kept.save()
    record(ERASED, kept, by=by, note=reason, data={"kind": kept.kind})
    transaction.on_commit(lambda: default_storage.delete(old))
    return True
