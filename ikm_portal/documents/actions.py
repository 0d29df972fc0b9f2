"""The one way in."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from ikm_portal.audit.engine import record
from ikm_portal.documents.content import clean, most_bytes
from ikm_portal.documents.enums import EXTENSIONS
from ikm_portal.documents.models import Document
from ikm_portal.documents.names import display_name
from ikm_portal.documents.refusal import Refused
from ikm_portal.documents.scanner import scan

__all__ = ["Refused", "store"]

# A folder per two hex digits: no folder grows too long to list.
_FOLDER = "berkas"


def store(file: File[Any], *, by: Any, kind: str, owner_user: Any = None) -> Document:
    """Checks and keeps an uploaded file; the caller attaches the Document to its own row.

    `kind` is the domain's code ("financing.paper"); a gate registered under it decides who may
    open it. `owner_user` is the person whom the paper is about: they see who opened it. A document
    that nothing refers to is removed the night after. Raises Refused with a sentence for the form.
    Photos are kept as JPEG whatever they came as, without metadata.
    """
    head = file.read(16)
    most = most_bytes(head)
    written = head + file.read(most + 1 - len(head))
    scan(written[:most])
    content, content_type = clean(written)
    token = secrets.token_hex(32)
    storage_name = default_storage.save(f"{_FOLDER}/{token[:2]}/{token}", ContentFile(content))
    try:
        with transaction.atomic():
            document = Document.objects.create(
                kind=kind,
                original_name=display_name(file.name, EXTENSIONS[content_type]),
                content_type=content_type,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                storage_name=storage_name,
                uploaded_by=by,
                owner_user=owner_user,
            )
            record("documents.document.stored", document, by=by, data={"kind": kind})
    except BaseException:
        default_storage.delete(storage_name)
        raise
    return document
