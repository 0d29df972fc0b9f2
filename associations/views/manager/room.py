"""The managers' room: who comes in, and for which of their associations they are working."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from associations.models import Association, Membership

_KEY = "association"


class ManagerRequest(HttpRequest):
    """A request in the managers' room: all that this person runs, and the one at hand."""

    association: Association
    managed: list[Association]


def managers_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For all others the address does not exist. Gives the view `request.association`; somebody
    who runs none any more reads so."""

    @functools.wraps(view)
    def inner(request: ManagerRequest, *args: object, **kwargs: object) -> HttpResponse:
        user: Any = request.user
        if not user.is_manager:
            raise Http404
        managed = list(Association.objects.visible_to(user).order_by("name"))
        if not managed:
            return render(request, "manager/nothing.html")
        chosen = request.session.get(_KEY)
        request.managed = managed
        request.association = next((one for one in managed if one.pk == chosen), managed[0])
        return view(request, *args, **kwargs)

    return inner


@require_POST
@managers_only
def switch(request):
    """The other association, for whoever runs two."""
    slug = request.POST.get("association", "")[:50]
    association = get_object_or_404(Association.objects.visible_to(request.user), slug=slug)
    request.session[_KEY] = association.pk
    messages.info(request, _("Sekarang: %(name)s.") % {"name": association.name})
    return redirect("manager:home")


def find_member(request: HttpRequest, pk: int) -> Membership:
    """In any association that this person runs; its pages then work for that association."""
    return get_object_or_404(
        Membership.objects.visible_to(request.user).select_related(
            "association", "business__owner__user", "business__owner__region", "business__kbli",
            "business__region__parent",
        ),
        pk=pk,
    )  # fmt: skip
