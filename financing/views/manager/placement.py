"""How an association's members were placed: who, where, who waits, and which quota binds.

People are counted here, never rupiah: somebody who has left since would be told by a sum.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from associations.views.manager.room import ManagerRequest, managers_only
from financing.enums import PlaceState
from financing.models import PlacementPlace, PlacementRun
from financing.queries.placement import answers, own_side
from financing.views.rooms import row_number

PAGE = 50


@require_GET
@managers_only
def placements(request: ManagerRequest) -> HttpResponse:
    runs = PlacementRun.objects.visible_to(request.user).of_associations([request.association])
    return render(
        request,
        "manager/placements.html",
        {
            "association": request.association,
            "runs": list(
                runs.select_related("association", "region")
                .defer("input", "output", "offers", "fairness")
                .order_by("-pk")[:PAGE]
            ),
        },
    )


@require_GET
@managers_only
def placement(request: ManagerRequest, pk: int) -> HttpResponse:
    """By the order of the queue. `?sesudah=<turn>` continues below it."""
    run = get_object_or_404(
        PlacementRun.objects.visible_to(request.user)
        .of_associations([request.association])
        .select_related("association", "region"),
        pk=pk,
    )
    after = row_number(request.GET.get("sesudah", ""))
    rows = list(
        PlacementPlace.objects.visible_to(request.user)
        .filter(
            run=run, application__association=request.association, turn__gt=min(after, 2**31 - 1)
        )
        .select_related("application__owner", "product")
        .order_by("turn", "pk")[: PAGE + 1]
    )
    here = reverse("manager:placement", args=[run.pk])
    return render(
        request,
        "manager/placement.html",
        {
            "run": run,
            "association": request.association,
            "side": own_side(run, request.association),
            "tiles": [
                {"label": PlaceState(state).label, "value": count, "tone": PlaceState(state).tone}
                for state, count in answers(run, request.association).items()
            ],
            "rows": rows[:PAGE],
            "next_url": f"{here}?sesudah={rows[PAGE - 1].turn}" if len(rows) > PAGE else "",
            "first_url": here if after else "",
            "crumbs": [
                {"label": _("Penempatan"), "url": reverse("manager:placements")},
                {"label": str(run.pk)},
            ],
        },
    )
