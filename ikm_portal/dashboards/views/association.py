"""The association at a glance: members, applications, who is stuck, requests, promises."""

from __future__ import annotations

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from associations.queries import membership_counts
from associations.views.manager.room import ManagerRequest, managers_only
from financing.models import SupportRequest
from financing.views.manager.applications import by_state
from financing.views.manager.board import stuck
from meetings.models import Commitment


@require_GET
@managers_only
def home(request: ManagerRequest) -> HttpResponse:
    association, user, today = request.association, request.user, timezone.localdate()
    parts = by_state(association, user)
    requests = (
        SupportRequest.objects.visible_to(user)
        .filter(association=association)
        .exclude(state__in=["confirmed", "rejected"])
        .select_related("institution")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    promises = (
        Commitment.objects.visible_to(user)
        .open()
        .filter(question__association=association)
        .select_related("institution")
        .order_by("due_on", "pk")
    )
    return render(
        request,
        "manager/home.html",
        {
            "association": association,
            "others": [one for one in request.managed if one != association],
            "members": membership_counts(association),
            "parts": parts,
            "total": sum(part["value"] for part in parts),
            "stuck": stuck(association, user, most=12),
            "requests": [(one, _late(one, today)) for one in requests[:6]],
            "promises": [(one, one.is_late(today)) for one in promises[:6]],
        },
    )


def _late(request: SupportRequest, today) -> bool:
    return request.due_on is not None and request.due_on < today and request.state != "answered"
