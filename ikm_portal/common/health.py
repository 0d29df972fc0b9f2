"""What a supervisor or a load balancer asks."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: this process answers. Touches nothing else, so a slow database restarts no web."""
    return HttpResponse("ok", content_type="text/plain")
