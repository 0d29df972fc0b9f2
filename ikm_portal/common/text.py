"""What may not stand in any text, wherever it comes from."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Control characters except tab and line ends; bidirectional marks and overrides; what takes no
# room (zero width, byte order mark, tags); halves of a character, which no database takes.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
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
