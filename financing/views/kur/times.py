"""/kur/janji-bank/: how long each branch took, and how often it kept its own day, for everybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from financing.promise import ENOUGH
from financing.queries.service_times import times_of_branches


@login_not_required
@require_safe
def times(request: HttpRequest) -> HttpResponse:
    """Aggregates alone: a branch with few cases shows none of its figures."""
    branches = times_of_branches()
    return render(
        request,
        "kur/times.html",
        {
            "branches": branches,
            "enough": ENOUGH,
            "counted_on": max((one.counted_on for one in branches), default=None),
        },
    )
