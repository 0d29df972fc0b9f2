"""What waits for an institution: requests to answer, promises to keep."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from associations.models import InstitutionContact
from financing.models import SupportRequest
from ikm_portal.accounts.enums import Kind
from meetings.models import Commitment


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if user.kind != Kind.GUEST:
        raise Http404
    today = timezone.localdate()
    contact = InstitutionContact.objects.filter(user=user).select_related("institution").first()
    requests = (
        SupportRequest.objects.visible_to(user)
        .open()
        .select_related("kind", "association")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    promises = (
        Commitment.objects.visible_to(user)
        .open()
        .filter(institution__contacts__user=user)
        .select_related("meeting", "question__association")
        .order_by("due_on", "pk")
    )
    waiting = [(one, bool(one.due_on and one.due_on < today)) for one in requests[:50]]
    return render(
        request,
        "guest/home.html",
        {
            "institution": contact.institution if contact else None,
            "requests": waiting,
            "promises": [(one, one.is_late(today)) for one in promises[:50]],
            "late": sum(late for _one, late in waiting),
        },
    )
