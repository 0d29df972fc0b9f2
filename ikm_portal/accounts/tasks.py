"""Work for the queue. Each task may run twice."""

from __future__ import annotations

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_ended_sessions() -> None:
    """Nightly: sessions that are over, and what was typed into them."""
    call_command("clearsessions")
