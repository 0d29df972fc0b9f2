"""Wakes a worker after the commit. When Redis is away nothing is lost: the clock comes by."""

from __future__ import annotations

import time

from ikm_portal.common.waking import hand_over

_PAUSE = 15.0  # seconds without trying after a failure, so that pages don't wait for timeouts
_rest_until = 0.0


def poke(delivery_ids: list[int]) -> None:
    """Hands ids to a worker; never raises for a broker that is away."""
    global _rest_until
    if time.monotonic() < _rest_until:
        return
    from ikm_portal.notifications.tasks import deliver

    if not hand_over(deliver, delivery_ids):
        _rest_until = time.monotonic() + _PAUSE
