"""Which bank first? The person's own order before a placement, saved at each press."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from financing import rules
from financing.actions.bank_order import CannotOrder, leave_order_to_portal, order_banks
from financing.bank_order import Ordered, ordered_for
from financing.forms.bank_order import DOWN, UP, OrderAnswers
from financing.models import Application
from financing.views.rooms import go, here, in_room
from financing.views.wizard import find


@in_room
@require_http_methods(["GET", "POST"])
def bank_order(request: HttpRequest, code: str) -> HttpResponse:
    application = find(request, code)
    ordered = ordered_for(application, timezone.localdate())
    if request.method == "GET":
        return _page(request, application, ordered, OrderAnswers())
    told = OrderAnswers.read(request.POST, ordered.rows)
    if told.wrong:
        return _page(request, application, ordered, told)
    try:
        order_banks(
            application=application, order=told.order, without=told.without, by=request.user
        )
    except CannotOrder as problem:
        messages.error(request, str(problem))
        return _page(request, application, ordered, told)
    messages.success(request, _("Urutan tersimpan."))
    moved = request.POST.get(UP) or request.POST.get(DOWN)
    known = moved if moved in told.order else ""
    return redirect(here(request, "bank-order", code) + (f"#{known}" if known else ""))


@in_room
@require_POST
def reset(request: HttpRequest, code: str) -> HttpResponse:
    """The portal's order again."""
    try:
        leave_order_to_portal(application=find(request, code), by=request.user)
    except CannotOrder as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Kembali ke urutan portal."))
    return go(request, "bank-order", code)


def _page(
    request: HttpRequest, application: Application, ordered: Ordered, told: OrderAnswers
) -> HttpResponse:
    may = rules.may_order_banks(request.user, application)
    return render(
        request,
        "member/bank_order.html",
        {
            "application": application,
            "ordered": ordered,
            "rows": [_shown(row, told) for row in ordered.rows],
            "wrong": [(slug, words) for slug, words in told.wrong.items()],
            "most": len(ordered.rows),
            "last_number": len(ordered.wanted),
            "may": bool(may),
            "why_not": "" if may else may.reason,
            "crumbs": [
                {"label": _("Pengajuan"), "url": here(request, "applications")},
                {"label": application.code, "url": here(request, "application", application.code)},
                {"label": _("Urutan bank")},
            ],
        },
    )


def _shown(row: Any, told: OrderAnswers) -> dict[str, Any]:
    """What was typed stays until it is right."""
    typed = bool(told.typed)
    return {
        "row": row,
        "number": told.typed.get(row.slug, "") if typed else row.number or "",
        "out": row.slug in told.without if typed else not row.number,
        "wrong": told.wrong.get(row.slug, ""),
    }
