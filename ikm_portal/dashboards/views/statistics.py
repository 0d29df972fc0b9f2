"""Public figures as a page and as CSV: the same numbers, from the same place."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from financing.enums import Outcome
from ikm_portal.common.exports import safe_cell
from ikm_portal.dashboards.disclosure import SMALL
from ikm_portal.dashboards.statistics import MAP_ORDER, UNKNOWN, Cells, Figures, figures

LABELS = {
    "applications": gettext_lazy("Pengajuan"),
    "referrals": gettext_lazy("Dikirim ke bank"),
    "decisions": gettext_lazy("Putusan bank"),
    "support": gettext_lazy("Permintaan dukungan"),
}
SHADES = 4  # steps of colour on the map


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    found = figures()
    families = (found.flow, found.support)
    context = {
        "until": found.until,
        "small": SMALL,
        "totals": [
            {"label": LABELS[column], "count": total}
            for family in families
            for column, total in zip(family.columns, family.totals, strict=True)
        ],
        "columns": [LABELS[column] for family in families for column in family.columns],
        "tiles": _tiles(found),
        "places": _joined(found, "by_place", found.names, _("Tidak diketahui")),
        "products": _joined(found, "by_product", {}, _("Tanpa asosiasi")),
        "outcomes": _bars(found.flow.by_state, dict(Outcome.choices)),
    }
    # A map or list in which every count is held back tells nothing: a sentence stands for it.
    tables = ("by_place", "by_product", "by_state")
    context["shown"] = {name: any(_any_shown(one, name) for one in families) for name in tables}
    context["nothing"] = all(count is None for one in families for count in one.totals)
    return render(request, "statistics/page.html", context)


def _any_shown(family: Any, table: str) -> bool:
    return any(n is not None for row in getattr(family, table).values() for n in row)


def _joined(found: Figures, name: str, names: dict[str, str], unknown: str) -> list[Any]:
    """Rows of both families side by side: name and the cells with their column's label."""
    flow, support = getattr(found.flow, name), getattr(found.support, name)
    nothing = [[None] * len(family.columns) for family in (found.flow, found.support)]
    labels = [LABELS[c] for family in (found.flow, found.support) for c in family.columns]
    return [
        {
            "name": names.get(row, row) if row != UNKNOWN else unknown,
            "cells": zip(
                labels,
                [*flow.get(row, nothing[0]), *support.get(row, nothing[1])],
                strict=True,
            ),
        }
        for row in sorted(flow.keys() | support.keys(), key=lambda row: (row == UNKNOWN, row))
    ]


def _tiles(found: Figures) -> list[dict[str, Any]]:
    counts = {code: cells[0] for code, cells in found.flow.by_place.items()}
    most = max((count for count in counts.values() if count), default=1)
    return [
        {
            "name": found.names[code].removeprefix("Kabupaten "),
            "count": count,
            "shade": 0 if count is None else 1 + (SHADES - 1) * count // most,
        }
        for code in MAP_ORDER
        if code in found.names
        for count in (counts.get(code),)
    ]


def _bars(cells: Cells, labels: dict[str, Any]) -> list[dict[str, Any]]:
    most = max((row[0] for row in cells.values() if row[0]), default=1)
    return [
        {"label": labels[state], "count": row[0], "width": 100 * (row[0] or 0) // most}
        for state, row in cells.items()
    ]


@login_not_required
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Every published cell in a line of its own. A held back count is empty, never 0."""
    found = figures()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Sampai sebelum"), _("Ukuran"), _("Menurut"), _("Baris"), _("Jumlah")])
    for family in (found.flow, found.support):
        for number, column in enumerate(family.columns):
            label = LABELS[column]
            lists: list[tuple[str, Cells, dict[str, Any], int]] = [
                (_("semua"), {_("semua"): family.totals}, {}, number),
                (_("kabupaten/kota"), family.by_place, found.names, number),
                (_("produk"), family.by_product, {}, number),
            ]
            if column == "decisions":
                lists.append((_("keadaan"), family.by_state, dict(Outcome.choices), 0))
            for split, cells, names, place in lists:
                for row, counts in cells.items():
                    name = safe_cell(str(names.get(row, row or _("tidak diketahui"))))
                    count = "" if counts[place] is None else counts[place]
                    writer.writerow([found.until.isoformat(), label, split, name, count])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="statistik.csv"'
    return response
