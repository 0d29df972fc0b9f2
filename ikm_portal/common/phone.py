"""Indonesian mobile numbers in any spelling, stored as E.164."""

from __future__ import annotations

import re

import phonenumbers
from django.utils.translation import gettext as _


class InvalidPhone(ValueError):
    """Its text is a sentence for the person."""


def parse_phone(written: str) -> str:
    """ "0812-3456-789", "62812…", "+62 812…", "812…" → "+62812…"."""
    digits = re.sub(r"[^\d+]", "", str(written).replace("(0)", ""))
    if digits.startswith("8"):
        digits = "0" + digits
    elif digits.startswith("62"):
        digits = "+" + digits
    sorry = _("Tulis nomor HP seperti 0812 3456 7890.")
    if len(digits) > 20:
        raise InvalidPhone(sorry)
    try:
        number = phonenumbers.parse(digits, "ID")
    except phonenumbers.NumberParseException:
        raise InvalidPhone(sorry) from None
    if number.country_code != 62 or not phonenumbers.is_possible_number(number):
        raise InvalidPhone(sorry)
    if not str(number.national_number).startswith("8"):
        raise InvalidPhone(_("Pakai nomor HP (berawalan 08), bukan telepon rumah."))
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not 12 <= len(e164) <= 16:
        raise InvalidPhone(sorry)
    return e164


def show_phone(value: str) -> str:
    """+6281234567890 → 0812-3456-7890."""
    if not value.startswith("+62"):
        return value
    local = "0" + value[3:]
    return "-".join(part for part in (local[:4], local[4:8], local[8:]) if part)


def mask_phone(value: str) -> str:
    """+6281234567890 → 0812-****-**90."""
    if not value:
        return ""
    shown = show_phone(value)
    return shown[:4] + re.sub(r"\d", "*", shown[4:-2]) + shown[-2:]


def whatsapp_number(value: str) -> str:
    """What a click-to-chat address wants: digits only, with the country code."""
    return value.removeprefix("+")
