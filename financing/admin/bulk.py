"""The same step for several rows: first a page that says what will happen, then a result per row.

Each row is its own transaction through its own action: one that fails leaves the others done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from ikm_portal.audit.engine import CannotMove
from ikm_portal.audit.workflow import Workflow

MOST = 100


@dataclass(frozen=True)
class Batch:
    """`effect(row)` says what the step will do to this row."""

    title: Any
    transition: str
    run: Callable[[Any, Any], Any]
    effect: Callable[[Any], Any]
    errors: tuple[type[Exception], ...]


def run_batch(model_admin, request, queryset, batch):
    """The preview, or with `confirm` in the form the result. At most MOST rows, oldest first."""
    rows = list(queryset.order_by("pk")[: MOST + 1])
    too_many, rows = len(rows) > MOST, rows[:MOST]
    confirmed = "confirm" in request.POST
    tell = _done if confirmed else _planned
    lines = [tell(row, batch, request.user) for row in rows]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": batch.title,
        "opts": model_admin.opts,
        "lines": lines,
        "ready": sum(line["ok"] for line in lines),
        "confirmed": confirmed,
        "too_many": _("Hanya %(most)d baris pertama yang diproses sekali jalan.") % {"most": MOST}
        if too_many
        else "",
        "action": request.POST.get("action", ""),
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/office/batch.html", context)


def _planned(row, batch, user):
    transition = Workflow.of(row).transitions[batch.transition]
    answer = transition.may(user, row)
    if row.state not in transition.sources:
        told, ok = (
            _("Dilewati: keadaannya “%(state)s”.") % {"state": row.get_state_display()},
            False,
        )
    elif not answer:
        told, ok = str(answer.reason), False
    else:
        told, ok = batch.effect(row), True
    return {"row": row, "told": told, "ok": ok}


def _done(row, batch, user):
    try:
        batch.run(row, user)
    except (CannotMove, *batch.errors) as problem:
        return {"row": row, "told": str(problem), "ok": False}
    return {"row": row, "told": _("Sudah dilakukan."), "ok": True}
