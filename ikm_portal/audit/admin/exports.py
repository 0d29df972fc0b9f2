"""The list that is on the screen, as a file: the same rows, streamed, kept in the trail."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, StreamingHttpResponse
from django.utils import timezone

from ikm_portal.audit.engine import record
from ikm_portal.common.exports import safe_cell


def neutral(value: Any) -> str:
    """Text that no spreadsheet takes for a formula. Numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return str(safe_cell(str(value)))


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def lines(headings: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    # Excel reads UTF-8 only with this mark in front.
    yield "\ufeff" + writer.writerow([neutral(heading) for heading in headings])
    for row in rows:
        yield writer.writerow([neutral(cell) for cell in row])


def _cell(row: Any, column: Any) -> Any:
    if callable(column):
        return column(row)
    value: Any = row
    for name in column.split("."):
        value = getattr(value, name, None)
        if value is None:
            return None
    return value() if callable(value) else value


def export_view(model_admin, request):
    """POST with the list's own query string. Names of the filters go into the trail, not what was
    searched for, which may be a person's name."""
    if not model_admin.export_columns or not model_admin.has_view_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    queryset = model_admin.get_changelist_queryset(request)
    label = model_admin.opts.label_lower
    filters = {key: request.GET.getlist(key) for key in request.GET if key not in {"q", "p", "o"}}
    record(
        f"{label}.export",
        request.user,
        by=request.user,
        data={"list": label, "filters": filters, "searched": bool(request.GET.get("q"))},
    )
    columns = model_admin.export_columns
    rows = (
        [_cell(row, column) for _heading, column in columns]
        for row in queryset.iterator(chunk_size=1000)
    )
    name = f"{model_admin.opts.model_name}-{timezone.localdate():%Y%m%d}.csv"
    response = StreamingHttpResponse(
        lines([heading for heading, _column in columns], rows), content_type="text/csv"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
