"""The board for the head of the office, the list behind each number, and its files."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from financing.views.rooms import row_number
from ikm_portal.audit.engine import record
from ikm_portal.common.counts import capped_counts
from ikm_portal.dashboards.board.figures import board
from ikm_portal.dashboards.board.files import (
    PROMISES,
    REQUESTS,
    Listing,
    TooMany,
    age_of,
    excel,
    paper,
    with_all,
)
from ikm_portal.dashboards.board.filters import BoardForm, Filter, is_late
from ikm_portal.dashboards.board.promises import PromiseForm, promises, with_parties
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
    before = row_number(request.GET.get("sebelum", ""))
    shown = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
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


@require_safe
@_office
def promise_rows(request: HttpRequest) -> HttpResponse:
    """The promises behind the board's numbers, the newest first; pages as the list above."""
    asked = Filter(request.GET, PromiseForm)
    found = with_parties(promises(request.user, asked))
    count = capped_counts({"all": found}, cap=CAP)["all"]
    before = row_number(request.GET.get("sebelum", ""))
    shown = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
    here, query = reverse("board-promises"), asked.query()
    page_rows = shown[:PAGE]
    older = f"{here}?{query}&{urlencode({'sebelum': page_rows[-1].pk if page_rows else 0})}"
    context = {
        "asked": asked,
        "filter_form": asked.form,
        "reset_url": here if asked.given else "",
        "count": in_words(count, cap=CAP),
        "rows": [(one, one.is_late(asked.today)) for one in page_rows],
        "query": query,
        "older_url": older if len(shown) > PAGE else "",
        "newest_url": f"{here}?{query}" if before else "",
        "crumbs": [
            {"label": _("Papan angka"), "url": f"{reverse('board')}?{asked.query(janji='')}"},
            {"label": _("Janji")},
        ],
    }
    return render(request, "board/promises.html", context)


@require_POST
@_office
def as_excel(request: HttpRequest) -> HttpResponse:
    return _file(request, "xlsx", _REQUESTS)


@require_POST
@_office
def as_pdf(request: HttpRequest) -> HttpResponse:
    return _file(request, "pdf", _REQUESTS)


@require_POST
@_office
def promises_as_excel(request: HttpRequest) -> HttpResponse:
    return _file(request, "xlsx", _PROMISES)


@require_POST
@_office
def promises_as_pdf(request: HttpRequest) -> HttpResponse:
    return _file(request, "pdf", _PROMISES)


@dataclass(frozen=True)
class _Kind:
    listing: Listing
    form: type[BoardForm]
    back: str
    action: str  # of the trail
    name: str  # of the file


_REQUESTS = _Kind(
    REQUESTS, BoardForm, "board-list", "financing.supportrequest.export", "permintaan-dukungan"
)
_PROMISES = _Kind(PROMISES, PromiseForm, "board-promises", "meetings.commitment.export", "janji")
_MADE = {"xlsx": (excel, _XLSX), "pdf": (paper, "application/pdf")}


def _file(request: Any, ending: str, kind: _Kind) -> HttpResponse:
    """A POST, as every export: it leaves a row in the trail, with the filters' names."""
    asked = Filter(request.GET, kind.form)
    made, content_type = _MADE[ending]
    try:
        content = made(kind.listing, request.user, asked)
    except TooMany as problem:
        messages.error(request, str(problem))
        return redirect(f"{reverse(kind.back)}?{asked.query()}")
    data = {"file": ending, "filters": sorted(asked.given)}
    record(kind.action, request.user, by=request.user, data=data)
    headers = {
        "Content-Disposition": f'attachment; filename="{kind.name}-{asked.today:%Y%m%d}.{ending}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)
