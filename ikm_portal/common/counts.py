"""Many counts in one query, each of them bounded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet

CAP = 1000


def capped_counts(queries: Mapping[str, QuerySet[Any]], *, cap: int = CAP) -> dict[str, int]:
    """How many rows each query has, up to `cap` + 1 (which means "more than `cap`").

    PostgreSQL stops reading a query at the cap, so the price does not grow with the tables.
    """
    if not queries:
        return {}
    parts: list[str] = []
    params: list[Any] = []
    for queryset in queries.values():
        sql, given = queryset.order_by().values("pk")[: cap + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS capped)")  # noqa: S608 - Django wrote it
        params.extend(given)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), params)
        counts = cursor.fetchone()
    return dict(zip(queries, counts, strict=True))
