"""NIK: 16 digits — 6 region (Kemendagri), ddmmyy (women day + 40), 4 serial. No check digit.

Own parser: the libraries at hand read people born after 2000 as born a century earlier, or use
BPS region codes. The region is where the number was first issued, not where a person lives, so
it is never a reason to refuse.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _


class InvalidNik(ValueError):
    """Its text is a sentence for the person."""


@dataclass(frozen=True)
class Nik:
    value: str
    region_code: str  # dotted Kemendagri kecamatan code, "18.71.01"
    birth_date: datetime.date
    sex: str  # "L" or "P"


def parse_nik(written: str, *, today: datetime.date | None = None) -> Nik:
    """Dots, spaces, dashes and a leading apostrophe are forgiven; anything else is refused."""
    value = re.sub(r"[\s.\-'’`]", "", str(written))
    if not re.fullmatch(r"[0-9]{16}", value):
        digits = len(re.sub(r"\D", "", value))
        raise InvalidNik(
            _("NIK terdiri dari 16 angka; yang tertulis %(count)d angka.") % {"count": digits}
            if value.isascii() and value.isdigit()
            else _("NIK hanya berisi 16 angka, seperti di KTP.")
        )
    if value.endswith("0000") or value.startswith("00"):
        raise InvalidNik(_("NIK ini tidak mungkin benar. Salin lagi dari KTP."))
    birth_date = _birth_date(value, today or datetime.date.today())  # noqa: DTZ011 - a pivot year
    return Nik(
        value=value,
        region_code=f"{value[:2]}.{value[2:4]}.{value[4:6]}",
        birth_date=birth_date,
        sex="P" if int(value[6:8]) > 40 else "L",
    )


def _birth_date(value: str, today: datetime.date) -> datetime.date:
    day, month, year = int(value[6:8]), int(value[8:10]), int(value[10:12])
    day -= 40 if day > 40 else 0
    # NIK holders are at most about a hundred; nobody is born tomorrow.
    try:
        born = datetime.date(2000 + year, month, day)
        return born if born <= today else datetime.date(1900 + year, month, day)
    except ValueError:
        raise InvalidNik(
            _("Tanggal lahir di dalam NIK ini tidak ada. Salin lagi dari KTP.")
        ) from None


def mask_nik(value: str) -> str:
    """Province and kabupaten stay readable: 1871************."""
    return value[:4] + "*" * (len(value) - 4) if value else ""
