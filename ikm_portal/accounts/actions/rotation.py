"""Re-encrypting what lies in the rows with the newest key of FIELD_KEYS.

Safe to repeat and while people work: a row is written only if its value is still the one read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Cast

from ikm_portal.common import crypto
from ikm_portal.common.models.fields import EncryptedTextField

BATCH = 500


def encrypted_fields() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            for column in model._meta.local_concrete_fields:
                if isinstance(column, EncryptedTextField):
                    yield model, column


def rotate_field(model: type[models.Model], column: EncryptedTextField) -> Counter[str]:
    """Counts: rotated, current (nothing to do), changed (someone was faster; run again),
    unreadable (no key opens it), clash (its hash under the new key is taken by another row),
    unknown_hash (its blind index is under no known purpose and was left alone).
    """
    counts: Counter[str] = Counter()
    rows = model._base_manager.annotate(raw_value=Cast(column.name, models.TextField()))
    last: Any = None
    while True:
        page = rows.exclude(**{f"{column.name}__isnull": True}).order_by("pk")
        if last is not None:
            page = page.filter(pk__gt=last)
        index = index_of(model, column.name)
        batch = list(page.values_list("pk", "raw_value", index or "pk")[:BATCH])
        if not batch:
            return counts
        for pk, raw, old_hash in batch:
            last = pk
            if raw:
                counts[_rotate_row(rows, pk, column.name, raw, index, old_hash)] += 1


def index_of(model: type[models.Model], name: str) -> str:
    """The blind index beside a column is called after it: nik → nik_hash."""
    names = {column.name for column in model._meta.concrete_fields}
    return f"{name}_hash" if f"{name}_hash" in names else ""


def _rotate_row(
    rows: models.QuerySet[Any], pk: Any, name: str, raw: str, index: str, old_hash: Any
) -> str:
    try:
        value = crypto.decrypt(raw)
    except InvalidToken:
        return "unreadable"
    values: dict[str, Any] = {}
    if not crypto.is_current(raw):
        values[name] = value
    if index and old_hash:
        purpose = _purpose(name, value, old_hash)
        if not purpose:
            return "unknown_hash"
        if crypto.blind_index(value, purpose) != old_hash:
            values[index] = crypto.blind_index(value, purpose)
    if not values:
        return "current"
    try:
        with transaction.atomic():
            changed = rows.filter(pk=pk, raw_value=raw).update(**values)
    except IntegrityError:
        return "clash"
    return "rotated" if changed else "changed"


def _purpose(name: str, value: str, old_hash: str) -> str:
    """nik, owner_nik and spouse_nik all hash for "nik": the purpose that gives the hash at hand."""
    parts = name.split("_")
    for purpose in (name, *parts, parts[-1]):
        if old_hash in crypto.blind_indexes(value, purpose):
            return purpose
    return ""


def rotate_authenticators() -> Counter[str]:
    """The secrets of authenticator apps and recovery codes, which allauth keeps in JSON."""
    counts: Counter[str] = Counter()
    for authenticator in Authenticator.objects.order_by("pk").iterator(chunk_size=BATCH):
        old = authenticator.data
        stale = [
            name for name in ("secret", "seed") if name in old and not crypto.is_current(old[name])
        ]
        if not stale:
            counts["current"] += 1
            continue
        try:
            new = old | {name: crypto.rotate(old[name]) for name in stale}
        except InvalidToken:
            counts["unreadable"] += 1
            continue
        changed = Authenticator.objects.filter(pk=authenticator.pk, data=old).update(data=new)
        counts["rotated" if changed else "changed"] += 1
    return counts
