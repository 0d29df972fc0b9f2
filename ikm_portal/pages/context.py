"""What every page knows: the way around for this person, and whether the data is made up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from ikm_portal.pages.navigation import items_for


def portal(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    return {"demo": settings.DEMO, "nav_items": items_for(user, request.path)}
