"""My place in a group placement: why here, why not there, declining it, agreeing to the bank."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from associations.actions.consents import CannotConsent
from associations.queries import bank_consent, consent_text
from financing import rules
from financing.actions.placement import CannotPlace
from financing.actions.places import agree_to_place, refuse_place
from financing.enums import PlaceState
from financing.forms.application import ConsentForm
from financing.models import PlacementPlace
from financing.placement.points import CLASSES, amount_class
from financing.queries.placement import missed, offer_names
from financing.views.rooms import go, here, in_room, posted
from ikm_portal.audit.engine import CannotMove


def find(request: HttpRequest, code: str) -> PlacementPlace:
    """The newest of this file that its person may read; 404 for everybody else."""
    place = (
        PlacementPlace.objects.visible_to(request.user)
        .filter(application__code=code)
        .select_related(
            "run__association",
            "run__region",
            "application__owner__user",
            "product__bank__institution",
        )
        .defer("run__input", "run__output")
        .order_by("-pk")
        .first()
    )
    if place is None:
        raise Http404
    return place


@in_room
@require_GET
def placement(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, find(request, code))


@in_room
@require_POST
def agree(request: HttpRequest, code: str) -> HttpResponse:
    """The yes to the bank; without the tick the page says what is missing."""
    place = find(request, code)
    form = _form(place, request)
    if form is not None and not form.is_valid():
        return _page(request, place, form)
    try:
        agree_to_place(place=place, by=request.user)
    except (CannotPlace, CannotConsent) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Tersimpan. Berkas dikirim sesudah waktu menolak lewat."))
    return go(request, "placement", code)


@in_room
@require_POST
def refuse(request: HttpRequest, code: str) -> HttpResponse:
    """One press; pressed again it says how things stand."""
    try:
        refuse_place(place=find(request, code), by=request.user)
    except CannotMove as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Tempat ini Anda tolak. Pengajuan Anda tetap menunggu."))
    return go(request, "placement", code)


def _form(place: PlacementPlace, request: HttpRequest) -> ConsentForm | None:
    if place.state != PlaceState.PROPOSED or place.product is None:
        return None
    bank = place.product.bank.institution
    if bank_consent(place.application.owner, bank) is not None:
        return None
    label = _("Ya, saya setuju data dan berkas saya dikirim ke %(bank)s.") % {"bank": bank.name}
    return ConsentForm(posted(request), label=label)


def _page(
    request: HttpRequest, place: PlacementPlace, form: ConsentForm | None = None
) -> HttpResponse:
    wished = [wish[0] for wish in sorted(place.wishes, key=lambda w: (w[2] is None, -w[1], w[0]))]
    names = offer_names([*wished, *(one["offer"] for one in place.told.get("not_there", []))])
    form = form or _form(place, request)
    return render(
        request,
        "member/placement.html",
        {
            "place": place,
            "run": place.run,
            "state": place.state_label,
            "form": form,
            "text": consent_text("bank", timezone.localdate()) if form else None,
            "may_refuse": place.state == PlaceState.PROPOSED
            and bool(rules.may_refuse_place(request.user, place)),
            "missed": missed(place, names),
            "amount_class": _amount_class(place),
            "wished": [names[offer][0] for offer in wished],
            "crumbs": [
                {"label": _("Pengajuan"), "url": here(request, "applications")},
                {"label": code_of(place), "url": here(request, "application", code_of(place))},
                {"label": _("Penempatan")},
            ],
        },
    )


def _amount_class(place: PlacementPlace) -> int | None:
    """The most rupiah of the class in which this file stood; None above the last one."""
    number = amount_class(place.application.amount or 0)
    return CLASSES[number] if number < len(CLASSES) else None


def code_of(place: PlacementPlace) -> str:
    return place.application.code
