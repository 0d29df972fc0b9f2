"""Sending a member the way in: a text for the chat, or a sheet of paper with a QR code."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from associations.actions.invitations import CannotInvite, Sent, invite_member
from associations.models import Association, Membership
from associations.views.manager.room import ManagerRequest, find_member, managers_only

MOST_AT_ONCE = 100


def _sheet(sent: Sent) -> dict:
    picture = segno.make(sent.link, error="m").svg_inline(scale=4, omitsize=False, svgclass="qr")
    return {"sent": sent, "qr": mark_safe(picture)}  # noqa: S308 - drawn here from our own link


@never_cache
@require_POST
@managers_only
def invite(request: ManagerRequest, pk: int) -> HttpResponse:
    """The link and the code stand on this page and nowhere else; asking again makes new ones."""
    membership = find_member(request, pk)
    try:
        sent = invite_member(membership=membership, by=request.user)
    except CannotInvite as problem:
        messages.error(request, str(problem))
        return redirect("manager:member", pk)
    return _page(request, [sent], membership)


@never_cache
@require_POST
@managers_only
def invite_waiting(request: ManagerRequest) -> HttpResponse:
    """A sheet for everybody who has not said yes, up to MOST_AT_ONCE: to hand out at a meeting."""
    sent, more = invite_next(request.association, request.POST.get("setelah", ""), request.user)
    if not sent:
        messages.info(request, _("Semua anggota sudah menyetujui."))
        return redirect("manager:members")
    return _page(request, sent, None, more=more)


def invite_next(association: Association, after: str, by: Any) -> tuple[list[Sent], int | None]:
    """The next MOST_AT_ONCE who wait, after this membership; and after which to go on."""
    waiting = Membership.objects.filter(association=association, state="invited")
    rows = waiting.select_related("association", "business__owner").order_by("pk")
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(pk__gt=int(after))
    found = list(rows[: MOST_AT_ONCE + 1])
    sent = []
    for one in found[:MOST_AT_ONCE]:
        try:
            sent.append(invite_member(membership=one, by=by))
        except CannotInvite:  # said yes, or left, while this list was read
            continue
    return sent, found[MOST_AT_ONCE - 1].pk if len(found) > MOST_AT_ONCE else None


def _page(request, sent: list[Sent], membership: Membership | None, *, more=None) -> HttpResponse:
    crumbs = [{"label": _("Anggota"), "url": reverse("manager:members")}, {"label": _("Undangan")}]
    if membership is not None:
        label = membership.name_for_association
        crumbs.insert(1, {"label": label, "url": reverse("manager:member", args=[membership.pk])})
    only = sent[0] if membership is not None else None
    return sheets(request, sent, crumbs, only=only, more=more)


def sheets(request, sent: list[Sent], crumbs: list[dict], *, only=None, more=None) -> HttpResponse:
    """One sheet of paper for each, and for `only` one the text for the chat."""
    return render(
        request,
        "manager/invitation.html",
        {
            "sheets": [_sheet(one) for one in sent],
            "only": only,
            "more": more,
            "code_page": settings.SITE_URL + reverse("confirm-code"),
            "crumbs": crumbs,
        },
    )
