"""NPWP: the old 15 digits (with check digit) or the new 16 (a NIK, or 0 + the old 15)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from stdnum.id import npwp as stdnum_npwp


class InvalidNpwp(ValueError):
    """Its text is a sentence for the person."""


def parse_npwp(written: str) -> str:
    """Digits only. Sixteen digits that begin with 0 are checked as the old number behind the 0."""
    value = re.sub(r"[\s.\-'’/]", "", str(written))
    if not re.fullmatch(r"[0-9]{15,16}", value):
        raise InvalidNpwp(_("NPWP terdiri dari 15 atau 16 angka."))
    old = value if len(value) == 15 else value[1:] if value.startswith("0") else ""
    if old and not stdnum_npwp.is_valid(old):
        raise InvalidNpwp(
            _("NPWP ini tidak cocok dengan angka pemeriksanya. Salin lagi dari kartu.")
        )
    return value


def mask_npwp(value: str) -> str:
    return "*" * (len(value) - 4) + value[-4:] if value else ""
