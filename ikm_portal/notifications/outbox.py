"""What /readyz and /metrics say about the outbox."""

from __future__ import annotations

import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone

from ikm_portal.notifications.enums import DeliveryState
from ikm_portal.notifications.models import Delivery

TOO_OLD = datetime.timedelta(minutes=15)


def _figures() -> dict[str, float]:
    found = Delivery.objects.filter(
        state__in=[DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.FAILED]
    ).aggregate(
        waiting=Count("id", filter=~Q(state=DeliveryState.FAILED)),
        failed=Count("id", filter=Q(state=DeliveryState.FAILED)),
        oldest=Min("next_try_at", filter=~Q(state=DeliveryState.FAILED)),
    )
    # Since when it could have left: what waits for its next try is not late.
    late = (timezone.now() - found["oldest"]).total_seconds() if found["oldest"] else 0.0
    return {
        "waiting": float(found["waiting"]),
        "failed": float(found["failed"]),
        "late": max(late, 0.0),
    }


def check() -> bool:
    """Messages leave on time."""
    return _figures()["late"] < TOO_OLD.total_seconds()


def gauges() -> dict[str, float]:
    figures = _figures()
    return {
        "ikm_outbox_waiting": figures["waiting"],
        "ikm_outbox_failed": figures["failed"],
        "ikm_outbox_late_seconds": figures["late"],
    }
