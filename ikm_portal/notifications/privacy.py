"""The last look before a message is written: numbers that name a person don't travel by mail."""

from __future__ import annotations

import logging
import re

from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

_SEP = r"[ .\-]?"
_PATTERNS = re.compile(
    rf"(?<!\d)(?:\d{_SEP}){{15}}\d(?!\d)"  # NIK, NPWP of 16 digits
    rf"|(?<![\d.])(?:\+?62|0){_SEP}8(?:{_SEP}\d){{7,11}}(?!\d)"  # mobile phone
)


def without_numbers(text: str, *, kind: str) -> str:
    """NIK and phone numbers become words. Amounts such as Rp100.000.000 stay."""
    hidden, count = _PATTERNS.subn(_("[nomor disembunyikan]"), text)
    if count:
        logger.warning("a number was taken out of a message", extra={"kind": kind})
    return hidden
