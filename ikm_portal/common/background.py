"""Long work of the queue, step by step: each step one transaction that leaves it whole."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.db.models import QuerySet
from django.utils import timezone

logger = logging.getLogger(__name__)
STILL = datetime.timedelta(minutes=3)  # without a step: the worker is gone


def to_the_end(
    pk: int, what: str, step: Callable[[int], bool], fail: Callable[..., object]
) -> None:
    """Takes steps until one says False. A fault is told to `fail(pk=, problem=)` and raised."""
    try:
        while step(pk):
            pass
    except OperationalError:
        raise  # the database was away: it goes on from there later
    except Exception as problem:
        logger.exception("%s failed", what, extra={what: pk})
        fail(pk=pk, problem=type(problem).__name__)
        raise


def ask_again(running: QuerySet[Any], ask: Callable[[int], object]) -> int:
    """Hands to the queue what has not moved (`beat_at`) for a while. How many."""
    still = running.filter(beat_at__lt=timezone.now() - STILL)
    pks = list(still.values_list("pk", flat=True))
    for pk in pks:
        ask(pk)
    return len(pks)
