"""What a backup tells about FIELD_KEYS without holding any: fingerprints, and a seal made with one.

The seal shows a manifest that somebody has rewritten: a checksum beside it could be rewritten too,
and pg_restore runs whatever a dump says.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models
from django.db.models.functions import Cast

from ikm_portal.accounts.actions.rotation import encrypted_fields
from ikm_portal.common import crypto


def fingerprint(key: str) -> str:
    """Tells two keys apart and nothing else about them."""
    return _derive(key, b"ikm/backup/fingerprint")[:8].hex()


def fingerprints() -> list[str]:
    """Of today's FIELD_KEYS, newest first."""
    return [fingerprint(key) for key in settings.FIELD_KEYS]


def seal(content: bytes) -> str:
    """With the newest key."""
    return _seal(settings.FIELD_KEYS[0], content)


def seal_holds(content: bytes, said: str, print_of_key: str) -> bool:
    """False also when none of today's keys has that fingerprint."""
    keys = [key for key in settings.FIELD_KEYS if fingerprint(key) == print_of_key]
    return any(hmac.compare_digest(_seal(key, content), said) for key in keys)


def unreadable_values() -> tuple[int, dict[str, int]]:
    """How many encrypted values open with today's keys, and how many do not, by column."""
    opened, closed = 0, Counter[str]()
    for label, token in _tokens():
        try:
            crypto.decrypt(token)
        except InvalidToken:
            closed[label] += 1
        else:
            opened += 1
    return opened, dict(closed)


def _tokens() -> Iterator[tuple[str, str]]:
    for model, column in encrypted_fields():
        raw = model._base_manager.annotate(raw_value=Cast(column.name, models.TextField()))
        filled = raw.exclude(**{f"{column.name}__isnull": True}).exclude(raw_value="")
        for token in filled.values_list("raw_value", flat=True).iterator(chunk_size=2000):
            yield f"{model._meta.label_lower}.{column.name}", token
    for data in Authenticator.objects.values_list("data", flat=True).iterator(chunk_size=2000):
        for name in ("secret", "seed"):  # where allauth keeps what our adapter closes
            if data.get(name):
                yield "mfa.authenticator", data[name]


def _seal(key: str, content: bytes) -> str:
    return hmac.new(_derive(key, b"ikm/backup/seal"), content, hashlib.sha256).hexdigest()


def _derive(key: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key.encode())
