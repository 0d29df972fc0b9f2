"""The board for the head of the office, the list behind each number, and its files."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ikm_portal.audit.engine import record
from ikm_portal.common.counts import capped_counts
from ikm_portal.dashboards.board.figures import board
from ikm_portal.dashboards.board.files import TooMany, age_of, excel, paper, with_all
from ikm_portal.dashboards.board.filters import Filter, is_late
from ikm_portal.dashboards.counts import in_words

PAGE = 50
CAP = 10_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _office(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the office alone: for everybody else the address does not exist."""

    @functools.wraps(view)
    def inner(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_office:
            raise Http404
        if not request.user.has_perm("financing.view_supportrequest"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return inner


@require_safe
@_office
def page(request: HttpRequest) -> HttpResponse:
    asked = Filter(request.GET)
    context = {"asked": asked, "filter_form": asked.form, **board(request.user, asked)}
    context["reset_url"] = reverse("board") if asked.given else ""
    context["list_url"] = f"{reverse('board-list')}?{asked.query()}"
    for name in ("kinds", "associations", "ages"):
        context[f"most_{name}"] = max((one.value for one in context[name]), default=0) or 1
    return render(request, "board/page.html", context)


@require_safe
@_office
def rows(request: HttpRequest) -> HttpResponse:
    """The newest first; `?sebelum=<id>` continues below that row."""
    asked = Filter(request.GET)
    found = with_all(asked.rows(request.user))
    count = capped_counts({"all": found}, cap=CAP)["all"]
    before = request.GET.get("sebelum", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    shown = list(found[: PAGE + 1])
    here, query = reverse("board-list"), asked.query()
    page_rows, places = shown[:PAGE], asked.form.places
    last = page_rows[-1].pk if page_rows else 0
    older = f"{here}?{query}&{urlencode({'sebelum': last})}"
    context = {
        "asked": asked,
        "filter_form": asked.form,
        "reset_url": here if asked.given else "",
        "count": in_words(count, cap=CAP),
        "rows": [
            (row, places.get(row.place, ""), age_of(row, asked.today), is_late(row, asked.today))
            for row in page_rows
        ],
        "query": query,
        "older_url": older if len(shown) > PAGE else "",
        "newest_url": f"{here}?{query}" if before else "",
        "crumbs": [
            {"label": _("Papan angka"), "url": f"{reverse('board')}?{query}"},
            {"label": _("Daftar")},
        ],
    }
    return render(request, "board/list.html", context)


@require_POST
@_office
def as_excel(request: HttpRequest) -> HttpResponse:
    return _file(request, "xlsx", _XLSX, excel)


@require_POST
@_office
def as_pdf(request: HttpRequest) -> HttpResponse:
    return _file(request, "pdf", "application/pdf", paper)


def _file(
    request: Any, ending: str, content_type: str, made: Callable[[Any, Filter], bytes]
) -> HttpResponse:
    """A POST, as every export: it leaves a row in the trail, with the filters' names."""
    asked = Filter(request.GET)
    try:
        content = made(request.user, asked)
    except TooMany as problem:
        messages.error(request, str(problem))
        return redirect(f"{reverse('board-list')}?{asked.query()}")
    data = {"file": ending, "filters": sorted(asked.given)}
    record("financing.supportrequest.export", request.user, by=request.user, data=data)
    name = f"permintaan-dukungan-{asked.today:%Y%m%d}.{ending}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)
