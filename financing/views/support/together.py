"""A request for many: joining it, leaving it, naming who takes part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from financing import rules
from financing.actions import support_groups
from financing.actions.support import CannotAsk
from financing.models import SupportRequest
from financing.queries.support import nameable
from financing.views.rooms import go, here, in_room, room_of, row_number

PAGE = 100


def _joinable(request: Any, code: str) -> SupportRequest:
    """Of an association of this member, or one in which they take part already."""
    user = request.user
    pks = SupportRequest.objects.joinable_by(user).values("pk")
    seen = SupportRequest.objects.visible_to(user).values("pk")
    rows = SupportRequest.objects.filter(Q(pk__in=pks) | Q(pk__in=seen))
    return get_object_or_404(rows, code=code)


@in_room
@require_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    found = _joinable(request, code)
    try:
        support_groups.join(request=found, by=request.user)
    except CannotAsk as problem:
        messages.error(request, str(problem))
        return go(request, "support")
    messages.success(request, _("Anda ikut. Nama Anda terlihat oleh instansi yang menjawab."))
    return go(request, "support_detail", code)


@in_room
@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    found = _joinable(request, code)
    try:
        support_groups.leave(request=found, by=request.user)
    except CannotAsk as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Dicatat: Anda tidak ikut."))
    return go(request, "support")


@in_room
@require_http_methods(["GET", "POST"])
def participants(request: HttpRequest, code: str) -> HttpResponse:
    """By name, a page at a time; what is sent changes the members of that page alone."""
    user: Any = request.user
    found = get_object_or_404(
        SupportRequest.objects.visible_to(user).select_related("association", "kind"), code=code
    )
    if not rules.manages(user, found.association):
        raise Http404
    if request.method == "POST":
        try:
            support_groups.name_members(
                request=found,
                shown=_numbers(request, "ditampilkan"),
                chosen=_numbers(request, "peserta"),
                by=user,
            )
        except CannotAsk as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("Daftar peserta disimpan."))
        return go(request, "support_detail", code)
    everybody = nameable(found).select_related("business").order_by("shown_name", "pk")
    last = everybody.filter(pk=row_number(request.GET.get("sesudah", ""))).first()
    members = everybody
    if last is not None:
        name = last.shown_name
        members = members.filter(Q(shown_name__gt=name) | Q(shown_name=name, pk__gt=last.pk))
    rows: list[Any] = list(members[: PAGE + 1])
    url = here(request, "support_participants", code)
    context = {
        "room": room_of(request),
        "request_": found,
        "members": rows[:PAGE],
        "taking_part": set(found.participants.values_list("membership_id", flat=True)),
        "may_name": rules.may_name_participants(user, found),
        "next_url": f"{url}?sesudah={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
        "first_url": url if last is not None else "",
        "crumbs": [
            {"label": _("Dukungan"), "url": here(request, "support")},
            {"label": found.code, "url": here(request, "support_detail", code)},
            {"label": _("Peserta")},
        ],
    }
    return render(request, "support/participants.html", context)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [number for one in request.POST.getlist(name)[:PAGE] if (number := row_number(one))]
