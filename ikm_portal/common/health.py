"""Is the portal well? Checks and figures, registered by name; this module knows no domain.

A check answers True, or False, or raises: both of the latter mean "not well". Load balancers ask
/healthz (the process is alive). /readyz is for the operator and for a deployment: it also fails
when Redis is away, although pages go on.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from functools import cache as cache_once

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

logger = logging.getLogger(__name__)

Check = Callable[[], bool]
Gauges = Callable[[], dict[str, float]]
_checks: dict[str, Check] = {}
_gauges: list[Gauges] = []

LEAST_FREE_BYTES = 200 * 1024 * 1024


def register(name: str, check: Check) -> None:
    _checks[name] = check


def register_gauges(gauges: Gauges) -> None:
    """`gauges()` gives figures by Prometheus name at each scrape."""
    _gauges.append(gauges)


def run() -> dict[str, bool]:
    """Each check's answer; without the database those that need it can only be "not well"."""
    return {name: _answer(name, check) for name, check in _checks.items()}


def figures() -> dict[str, float]:
    found: dict[str, float] = {}
    for gauges in _gauges:
        try:
            found |= gauges()
        except Exception:
            logger.exception("figures unavailable")
    return found


def _answer(name: str, check: Check) -> bool:
    try:
        return bool(check())
    except Exception as problem:  # the answer is for a machine; the log has the reason
        logger.warning("not well", extra={"check": name, "reason": type(problem).__name__})
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _redis() -> bool:
    """Asks the server itself: the cache forgives, a ping does not."""
    client = cache._cache.get_client(write=True)  # type: ignore[attr-defined]
    return bool(client.ping())


@cache_once
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.nodes)


def _migrations() -> bool:
    """Everything that this code brings is applied; one query."""
    return _known_migrations() <= set(MigrationRecorder(connection).applied_migrations())


def _disk() -> bool:
    place = settings.STATE_DIR
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free > LEAST_FREE_BYTES


register("database", _database)
register("redis", _redis)
register("migrations", _migrations)
register("disk", _disk)
