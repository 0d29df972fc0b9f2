"""The list of requests, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from associations.models import Association
from financing.actions.support import CannotAsk, ask_for_support
from financing.forms.support import SupportForm
from financing.models import SupportRequest
from financing.views.rooms import go, here, in_room, posted, room_of, row_number
from ikm_portal.audit.once import FIELD, first_time, with_key
from ikm_portal.documents.refusal import Refused

PAGE = 20
JOINABLE = 10  # requests of one's association that are offered


@in_room
@require_GET
def requests(request) -> HttpResponse:
    """Newest first. `?sebelum=<id>` continues below that row."""
    rows = (
        SupportRequest.objects.visible_to(request.user)
        .select_related("kind", "institution", "association")
        .order_by("-id")
    )
    before = row_number(request.GET.get("sebelum", ""))
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    url = here(request, "support")
    joinable = SupportRequest.objects.none()
    if request.user.is_member and not before:
        joinable = (
            SupportRequest.objects.joinable_by(request.user)
            .exclude(pk__in=SupportRequest.objects.visible_to(request.user).values("pk"))
            .select_related("association", "kind")
            .order_by("-pk")[:JOINABLE]
        )
    return render(
        request,
        "support/list.html",
        {
            "room": room_of(request),
            "may_ask": room_of(request) != "guest",
            "requests": found[:PAGE],
            "joinable": joinable,
            "older_url": f"{url}?sebelum={found[PAGE - 1].pk}" if len(found) > PAGE else "",
            "newest_url": url if before else "",
        },
    )


@in_room
@require_http_methods(["GET", "POST"])
def new(request) -> HttpResponse:
    """A member asks for their own business, a manager for the association."""
    user = request.user
    managed = list(Association.objects.visible_to(user)) if user.is_manager else []
    files = request.FILES if request.method == "POST" else None
    form = SupportForm(posted(request), files, associations=managed)
    with_key(form)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                if not first_time(given[FIELD]):
                    messages.info(request, _("Formulir ini sudah terkirim tadi."))
                    return go(request, "support")
                asked = ask_for_support(
                    kind=given["kind"],
                    subject=given["subject"],
                    body=given["body"],
                    association=given.get("association"),
                    people=given.get("people"),
                    business=_business_of(user),
                    photo=given["photo"],
                    by=user,
                )
        except Refused as problem:
            form.add_error("photo", str(problem))
        except CannotAsk as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Terkirim. Kodenya %(code)s.") % {"code": asked.code})
            return go(request, "support_detail", asked.code)
    crumbs = [{"label": _("Dukungan"), "url": here(request, "support")}, {"label": _("Baru")}]
    return render(
        request, "support/new.html", {"room": room_of(request), "form": form, "crumbs": crumbs}
    )


def _business_of(user):
    owner = getattr(user, "owner", None) if user.is_member else None
    return owner.businesses.first() if owner is not None else None
