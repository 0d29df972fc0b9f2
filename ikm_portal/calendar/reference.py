"""The holidays that come with the portal: data/holidays.json, 2023 to 2027.

How sure they are: 2026 was held against two independent lists of the decree (17 holidays, 8 days of
joint leave). 2023 to 2025 are settled past. 2027 is marked `unverified`: the decree's text was not
seen, Idul Fitri and Idul Adha wait for the sighting of the moon, and staff must check each row.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "data" / "holidays.json"


def rows() -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return result


def load_holidays(model: Any = None) -> int:
    """Adds the days that are missing and leaves what staff changed. Returns how many were added."""
    if model is None:
        from ikm_portal.calendar.models import Holiday as model
    before = model.objects.count()
    model.objects.bulk_create([model(**row) for row in rows()], ignore_conflicts=True)
    return model.objects.count() - before
