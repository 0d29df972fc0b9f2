"""Work for the queue. Each task may run twice."""

from __future__ import annotations

from celery import shared_task

from financing.actions.saved_checks import purge_checks


@shared_task
def purge_saved_checks() -> int:
    """Nightly: what was kept for thirty days goes."""
    return purge_checks()
