"""Columns that several apps share."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from ikm_portal.common import crypto

MAX_RUPIAH = 10**15


class EncryptedTextField(models.TextField):
    """Text that only this application can read. Look it up through a blind index beside it."""

    description = "encrypted text"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return crypto.decrypt(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return crypto.encrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        # Two encryptions of one value differ: a filter on it would silently find nothing.
        if lookup_name not in {"isnull"}:
            raise TypeError(f"{self.name} is encrypted; filter on its blind index instead.")
        return super().get_lookup(lookup_name)


class RupiahField(models.BigIntegerField):
    """Whole rupiah, never negative."""

    description = "whole rupiah"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [MinValueValidator(0), MaxValueValidator(MAX_RUPIAH)])
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        from ikm_portal.common.forms import RupiahFormField

        return models.Field.formfield(self, **{"form_class": RupiahFormField, **kwargs})
