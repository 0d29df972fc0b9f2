"""One's own data: reading, correcting, and the yes to an association."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from associations.actions.businesses import CannotCorrect, correct_owner, show_nik
from associations.actions.consents import CannotConsent, ends_on
from associations.actions.members import confirm_membership
from associations.enums import ConsentPurpose, MembershipState
from associations.models import Business, ConsentText, Membership, Owner
from financing.actions.cures import match_again
from financing.forms.business import BusinessForm, OwnerForm
from financing.views import wizard_pages
from financing.views.rooms import go, in_room, posted
from ikm_portal.accounts.typed import keeps_typed, posted_or_kept
from ikm_portal.audit.engine import CannotMove


def _self(request) -> Owner:
    return get_object_or_404(Owner.objects.select_related("region__parent"), user=request.user)


@in_room
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    return _data(request, _self(request))


@in_room
@require_POST
def nik(request: HttpRequest) -> HttpResponse:
    """The same page with the whole NIK; looking is written down."""
    owner = _self(request)
    return _data(request, owner, nik=show_nik(owner=owner, by=request.user))


def _data(request, owner: Owner, nik: str = "") -> HttpResponse:
    businesses = owner.businesses.select_related("region__parent", "kbli").prefetch_related(
        "permits"
    )
    return render(
        request, "member/data.html", {"owner": owner, "businesses": businesses, "nik": nik}
    )


@in_room
@require_http_methods(["GET", "POST"])
def edit_owner(request: HttpRequest) -> HttpResponse:
    owner = _self(request)
    form = OwnerForm(posted(request), owner=owner)
    if request.method == "POST" and form.is_valid():
        try:
            correct_owner(owner=owner, by=request.user, **form.cleaned_data)
        except CannotCorrect as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Data Anda tersimpan."))
            return go(request, "data")
    return render(request, "member/edit.html", {"form": form, "title": _("Perbaiki data diri")})


@keeps_typed
@in_room
@require_http_methods(["GET", "POST"])
def edit_business(request: HttpRequest, pk: int) -> HttpResponse:
    business = get_object_or_404(
        Business.objects.visible_to(request.user)
        .select_related("owner", "region")
        .prefetch_related("permits"),
        pk=pk,
    )
    form = BusinessForm(posted_or_kept(request), business=business)
    if request.method == "POST" and wizard_pages.save_business(form, business, request.user):
        messages.success(request, _("Data usaha tersimpan."))
        if match_again(business.owner):
            messages.success(request, _("Penghalang di bank sudah beres. Lihat pengajuan Anda."))
        return go(request, "data")
    return render(request, "member/edit.html", {"form": form, "title": _("Perbaiki data usaha")})


@in_room
@require_http_methods(["GET", "POST"])
def membership(request: HttpRequest, pk: int) -> HttpResponse:
    """The words one agrees to, and the yes."""
    found = get_object_or_404(
        Membership.objects.visible_to(request.user).select_related(
            "association", "business__owner__user", "business__region"
        ),
        pk=pk,
    )
    if request.method == "POST":
        try:
            confirm_membership(membership=found, by=request.user)
        except (CannotMove, CannotConsent) as problem:
            messages.info(request, str(problem))
        else:
            messages.success(request, _("Terima kasih. Anda sekarang tercatat sebagai anggota."))
        return go(request, "home")
    return render(
        request,
        "member/membership.html",
        {
            "membership": found,
            "texts": _texts(),
            "until": ends_on(ConsentPurpose.PORTAL, timezone.localdate()),
            "waiting": found.state == MembershipState.INVITED,
        },
    )


def _texts() -> list[ConsentText]:
    """The wording in force for each thing that confirming agrees to."""
    wanted = [ConsentPurpose.PORTAL, ConsentPurpose.ASSOCIATION]
    rows = ConsentText.objects.filter(purpose__in=wanted, valid_from__lte=timezone.localdate())
    newest: dict[str, ConsentText] = {}
    for text in rows.order_by("version"):
        newest[text.purpose] = text
    return [newest[purpose] for purpose in wanted if purpose in newest]
