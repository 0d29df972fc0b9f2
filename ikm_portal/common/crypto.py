"""Encryption in the row, and the keyed hash by which an encrypted value is found again.

FIELD_KEYS lists secrets, newest first. The first one closes; each one opens, so that a key can be
changed while the portal runs: put the new one in front, run `rotate_field_keys`, drop the old.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


@lru_cache(maxsize=8)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("FIELD_KEYS is empty: personal data can't be stored.")
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(_derive(key, b"ikm/field"))) for key in keys]
    )


@lru_cache(maxsize=32)
def _hash_key(secret: str, purpose: str) -> bytes:
    return _derive(secret, b"ikm/index/" + purpose.encode())


def closing_keys() -> tuple[bytes, bytes]:
    """(signing key, encryption key) of the newest FIELD_KEYS, as Fernet splits it.

    Only for what closes millions of values at once (synthetic.tokens); everything else encrypts.
    """
    derived = _derive(settings.FIELD_KEYS[0], b"ikm/field")
    return derived[:16], derived[16:]


def encrypt(value: str) -> str:
    return _fernet(tuple(settings.FIELD_KEYS)).encrypt(value.encode()).decode()


def decrypt(token: str) -> str:
    """Raises `cryptography.fernet.InvalidToken` when no key in FIELD_KEYS opens it."""
    return _fernet(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()


def rotate(token: str) -> str:
    """The same value closed with the newest key."""
    return _fernet(tuple(settings.FIELD_KEYS)).rotate(token.encode()).decode()


def is_current(token: str) -> bool:
    """Whether the newest key alone opens it."""
    try:
        _fernet((settings.FIELD_KEYS[0],)).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def _index(secret: str, value: str, purpose: str) -> str:
    return hmac.new(_hash_key(secret, purpose), value.encode(), hashlib.sha256).hexdigest()


def blind_index(value: str, purpose: str) -> str:
    """64 hex digits for `value` under the newest key. Empty stays empty.

    `purpose` ("nik", "phone", …) keeps hashes of different columns from being compared.
    """
    return _index(settings.FIELD_KEYS[0], value, purpose) if value else ""


def blind_indexes(value: str, purpose: str) -> list[str]:
    """The hashes under every key, for look-ups while keys are being changed."""
    return [_index(key, value, purpose) for key in settings.FIELD_KEYS] if value else []
