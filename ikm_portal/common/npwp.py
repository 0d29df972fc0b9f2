"""NPWP: the old 15 digits (with check digit) or the new 16 (a NIK, or 0 + the old 15)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from stdnum.id import npwp as stdnum_npwp

from ikm_portal.common.nik import InvalidNik, mask_nik, parse_nik


class InvalidNpwp(ValueError):
    """Its text is a sentence for the person."""


def parse_npwp(written: str) -> str:
    """Digits only. Sixteen digits that begin with 0 are checked as the old number behind the 0."""
    value = re.sub(r"[\s.\-'’/]", "", str(written))
    if not re.fullmatch(r"[0-9]{15,16}", value):
        raise InvalidNpwp(_("NPWP terdiri dari 15 atau 16 angka."))
    if not value.strip("0"):
        raise InvalidNpwp(_("NPWP ini tidak mungkin benar. Salin lagi dari kartu."))
    old = value if len(value) == 15 else value[1:] if value.startswith("0") else ""
    if old and not stdnum_npwp.is_valid(old):
        raise InvalidNpwp(
            _("NPWP ini tidak cocok dengan angka pemeriksanya. Salin lagi dari kartu.")
        )
    if not old:
        try:
            parse_nik(value)  # sixteen digits of a person are the NIK
        except InvalidNik:
            raise InvalidNpwp(
                _("NPWP 16 angka sama dengan NIK. Salin lagi dari KTP atau kartu NPWP.")
            ) from None
    return value


def mask_npwp(value: str) -> str:
    """Sixteen digits of a person are the NIK, and its last four with the birth date beside them
    would give all of it away: so they are masked as a NIK is."""
    if len(value) == 16:
        return mask_nik(value)
    return "*" * (len(value) - 4) + value[-4:] if value else ""
