"""Cells that a spreadsheet will not run."""

from __future__ import annotations

from typing import Any

_RUNS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> Any:
    """Text that begins like a formula gets an apostrophe in front; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_RUNS):
        return "'" + value
    return value
