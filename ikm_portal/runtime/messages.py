"""Compiles the translation catalogues without GNU gettext: `python -m ikm_portal.runtime.messages`.

The compiled files are not kept in the repository; whatever starts the portal makes them.
"""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from ikm_portal.runtime.state import PROJECT


def compile_catalogues(folder: Path = PROJECT / "locale") -> None:
    """Only what is older than its source; safe beside another process that does the same."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
        draft = target.with_suffix(f".{os.getpid()}.draft")
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        draft.replace(target)


if __name__ == "__main__":
    compile_catalogues()
