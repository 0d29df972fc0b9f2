"""Pages that cost the same whether the table has a thousand rows or a million."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator

CAP = 1000


class CappedPaginator(Paginator):
    """Counts to CAP and stops. What lies behind it is reached by filters and search, not by paging:
    an exact count or a far OFFSET would read the whole table."""

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list  # a queryset
        return rows.order_by().values("pk")[: CAP + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._counted, CAP)

    @property
    def is_capped(self) -> bool:
        return self._counted > CAP
