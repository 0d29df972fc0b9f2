"""Limits on what may be tried, per address and per thing tried. Counted in Redis.

Rates read "20/m/ip,5/600s/key": at most 20 a minute from one address, 5 in ten minutes on one
key. Keys are hashed before they leave the process. With Redis away nothing is limited.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse

from ikm_portal.common.crypto import blind_index

View = Callable[..., HttpResponse]


def allowed(request: HttpRequest, action: str, rates: str, *, key: str = "x") -> bool:
    """Counts this request (reads too) and says whether it may go on."""
    return bool(
        ratelimit.consume(
            request,
            app="ikm_portal",
            action=action,
            config={action: rates},
            key=blind_index(key, "limit"),
            limit_get=True,
        )
    )


def limited(action: str, rates: str) -> Callable[[View], View]:
    """A view that answers 429 with the portal's page when there were too many."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not allowed(request, action, rates):
                return ratelimit.respond_429(request)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
