"""Work for the queue. Arguments are ids only; each task may run twice."""

from __future__ import annotations

from celery import shared_task

from ikm_portal.notifications.delivery import deliver_due, release_stale


@shared_task
def deliver(delivery_ids: list[int]) -> int:
    """Right after the commit: these."""
    return deliver_due(delivery_ids)


@shared_task
def deliver_waiting() -> int:
    """Every half minute: what a worker left, what failed before, what Redis never heard of."""
    release_stale()
    return deliver_due()
