"""Indonesian mobile numbers in any spelling, stored as E.164."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from django.utils.translation import gettext as _

_LABEL = re.compile(r"^(?:wa|hp|tel|telp|no|nomor)?\s*[.:]?\s*", re.IGNORECASE)
_MOBILE = re.compile(r"\+628\d{8,11}")  # 10 to 13 digits with the 0 in front


class InvalidPhone(ValueError):
    """Its text is a sentence for the person."""


def parse_phone(written: str) -> str:
    """ "0812-3456-789", "62812…", "+62 812…", "WA: 812…" → "+62812…".

    Two numbers in one line, an extension or other words are refused: half of it would be a guess.
    """
    sorry = _("Tulis nomor HP seperti 0812 3456 7890.")
    text = unicodedata.normalize("NFKC", str(written)).strip()
    if len(text) > 40:
        raise InvalidPhone(sorry)
    text = re.sub(r"^[oO](?=8)", "0", _LABEL.sub("", text, count=1))  # the letter for the digit
    text = re.sub(r"(?<=\d{9})\.0$", "", text)  # a spreadsheet's number
    digits = re.sub(r"[\s.\-()'’`]", "", text.replace("(0)", ""))
    if not re.fullmatch(r"\+?[0-9]+", digits):
        raise InvalidPhone(sorry)
    if digits.startswith("8"):
        digits = "0" + digits
    elif digits.startswith("0062"):
        digits = "+" + digits[2:]
    elif digits.startswith("62"):
        digits = "+" + digits
    try:
        number = phonenumbers.parse(digits, "ID")
    except phonenumbers.NumberParseException:
        raise InvalidPhone(sorry) from None
    if number.country_code != 62 or not phonenumbers.is_possible_number(number):
        raise InvalidPhone(sorry)
    if not str(number.national_number).startswith("8"):
        raise InvalidPhone(_("Pakai nomor HP (berawalan 08), bukan telepon rumah."))
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not _MOBILE.fullmatch(e164):
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
