"""The name a person gave a file: for showing only, never a path."""

from __future__ import annotations

import re
import unicodedata

_MOST = 100


def display_name(given: str | None, extension: str) -> str:
    """A harmless name that ends in `extension`.

    Folders, control characters, line breaks and everything that turns or hides text (bidirectional
    overrides, zero width) fall away; the given extension is replaced by the true one.
    """
    last = re.split(r"[/\\]", given or "")[-1]
    kept = "".join(
        char
        for char in unicodedata.normalize("NFC", last)
        if not unicodedata.category(char).startswith(("C", "Z")) or char == " "
    )
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", kept)
    stem = re.sub(r'[<>:"|?*;%]', "", stem).strip(" .")[:_MOST].strip(" .")
    return (stem or "berkas") + extension
