"""What may not stand in any text, wherever it comes from."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Control characters except tab and line ends; bidirectional overrides; zero-width and BOM.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def validate_plain_text(value: str) -> None:
    """Refuses characters that hide or turn text around (NUL, bidirectional overrides, …)."""
    if _FORBIDDEN.search(value):
        raise ValidationError(
            _("Tulisan ini berisi karakter tersembunyi. Ketik ulang tanpa menempel."),
            code="hidden_characters",
        )


def tidy(value: str) -> str:
    """One spelling of each character, no space at the ends, line ends as \\n."""
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
