"""How many messages wait for this person: counted only when a page asks, once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ikm_portal.notifications.models import Message

_MOST = 99


def inbox_count(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"inbox_count": 0}

    def count() -> int:
        unread = Message.objects.visible_to(user).unread()
        return len(unread.order_by("-id").values_list("pk", flat=True)[:_MOST])

    return {"inbox_count": SimpleLazyObject(count)}
