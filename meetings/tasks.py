"""Work for the queue. Each task may run twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from meetings.actions.silence import watch_silence

logger = logging.getLogger(__name__)


@shared_task
def watch_silent_askers() -> None:
    """Each morning: who was asked whether a promise was kept and has not said."""
    asked, lapsed = watch_silence(today=timezone.localdate())
    logger.info("silent askers watched", extra={"asked": asked, "lapsed": lapsed})
