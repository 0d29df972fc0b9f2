"""Starting work that a row already stands for: woken at once, or found by the clock.

Queued work is a row first. With the broker away nobody reads an error: the row waits, and the
periodic task of its kind (`resume_...`) finds it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import redis
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def hand_over(task: Any, *ids: Any) -> bool:
    """Gives one task to the queue now. False when the broker is away."""
    try:
        task.delay(*ids)
    except (OperationalError, redis.exceptions.RedisError, OSError):
        logger.warning("broker unavailable; the work waits", extra={"task_name": task.name})
        return False
    return True


def wake(task: Any, *ids: Any) -> None:
    """Gives the task to the queue once its row is committed."""
    transaction.on_commit(lambda: hand_over(task, *ids), robust=True)


def wake_each(task: Any, pks: Iterable[int]) -> None:
    """One task a row once they are committed. The first refusal ends it: a broker that is away
    costs each try seconds."""
    wanted = list(pks)
    transaction.on_commit(lambda: all(hand_over(task, pk) for pk in wanted), robust=True)
