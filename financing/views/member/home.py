"""The member's first page: one clear next step, then everything else that is theirs."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from associations.enums import MembershipState
from associations.models import Business, Membership
from associations.queries import bank_consent
from financing.enums import ApplicationState as A
from financing.enums import PlaceState, SupportState
from financing.models import Application, PaperRequest, PlacementPlace, SupportRequest
from financing.queries.groups import GroupPlace, places_of, with_groups
from financing.views.progress import current_referral, must_choose_again, steps_of, whereabouts
from financing.views.rooms import in_room
from financing.wizard import Progress
from ikm_portal.common.templatetags.portal import tanggal
from ikm_portal.notifications.models import Message


@dataclass(frozen=True)
class NextStep:
    title: str
    text: str
    url: str = ""
    label: str = ""
    tone: str = "waiting"


@in_room
@require_GET
def home(request) -> HttpResponse:
    owner = getattr(request.user, "owner", None)
    if owner is None:
        return render(request, "member/unlinked.html")
    businesses = list(owner.businesses.select_related("region").prefetch_related("permits"))
    memberships = list(
        with_groups(
            Membership.objects.filter(business__in=businesses)
            .exclude(state=MembershipState.LEFT)
            .select_related("association")
            .order_by("id")
        )
    )
    application = (
        Application.objects.filter(owner=owner)
        .select_related("product__bank__institution", "business", "owner", "association")
        .order_by("-id")
        .first()
    )
    referral = current_referral(application) if application else None
    wanted = list(
        PaperRequest.objects.filter(
            referral__owner=owner, referral__state="papers_wanted", answered_at=None
        ).select_related("referral__application", "referral__branch")
    )
    requests = list(
        SupportRequest.objects.filter(asker=request.user)
        .exclude(state=SupportState.CONFIRMED)
        .select_related("kind")[:3]
    )
    groups, place = places_of(memberships), _place(application)
    found = _Found(businesses, memberships, application, wanted, requests, groups, place)
    return render(
        request,
        "member/home.html",
        {
            "owner": owner,
            "businesses": businesses,
            "memberships": memberships,
            "application": application,
            "steps": steps_of(application, referral) if application else [],
            "where": whereabouts(application, referral) if application else None,
            "wanted": wanted,
            "requests": requests,
            "groups": groups,
            "letters": list(Message.objects.visible_to(request.user).order_by("-id")[:3]),
            "step": _next_step(found, referral),
            "asks_consent": _asks_consent(application, request.user),
        },
    )


def _place(application) -> PlacementPlace | None:
    if application is None or application.state != A.VERIFIED:
        return None
    proposed = application.places.filter(state=PlaceState.PROPOSED)
    return (
        proposed.select_related("product", "run", "application")
        .only("product__name", "run__answer_by", "application__code")
        .first()
    )


@dataclass(frozen=True)
class _Found:
    businesses: list[Business]
    memberships: list[Membership]
    application: Application | None
    wanted: list[PaperRequest]
    requests: list[SupportRequest]
    groups: list[GroupPlace]
    place: PlacementPlace | None = None  # of a group placement, while the member may answer


def _asks_consent(application, user) -> bool:
    """The association has filled a draft and waits for the member's yes to the bank."""
    return (
        application is not None
        and application.state in {A.DRAFT, A.RETURNED}
        and application.product is not None
        and application.created_by_id != user.pk
        and bank_consent(application.owner, application.product.bank.institution) is None
    )


def _next_step(found: _Found, referral) -> NextStep:
    """The one thing to do now; what others wait for comes first."""
    for membership in found.memberships:
        if membership.state == MembershipState.INVITED:
            return NextStep(
                _("Setujui keanggotaan Anda"),
                _("%(name)s mendaftarkan usaha Anda. Baca dulu, lalu setujui.")
                % {"name": membership.association.name},
                reverse("member:membership", args=[membership.pk]),
                _("Baca dan setujui"),
            )
    application = found.application
    if found.wanted:
        return NextStep(
            _("Bank meminta berkas dari Anda"),
            ", ".join(str(one.get_kind_display()) for one in found.wanted),
            reverse("member:application", args=[found.wanted[0].referral.application.code])
            + "#berkas-bank",
            _("Kirim berkas"),
        )
    for group in found.groups:
        if group.waits:
            return NextStep(
                _("Ikut kelompok KUR?"),
                _("%(name)s mengajak Anda. Baca dulu, lalu jawab.") % {"name": group.association},
                reverse("member:group", args=[group.code]),
                _("Baca dan jawab"),
            )
    if found.place is not None:
        return NextStep(
            _("Anda mendapat tempat di %(product)s") % {"product": found.place.product},
            _("Baca mengapa di sana. Tidak mau? Tolak paling lambat %(day)s.")
            % {"day": tanggal(found.place.run.answer_by)},
            reverse("member:placement", args=[found.place.application.code]),
            _("Baca"),
            "info",
        )
    answered = [one for one in found.requests if one.state in {"answered", "waiting"}]
    if application is None or application.state in {A.DISBURSED, A.WITHDRAWN}:
        return _answer_support(answered) or _apply(found)
    if application.state in {A.DRAFT, A.RETURNED}:
        return _go_on(application)
    return _answer_support(answered) or _follow(application, referral)


def _answer_support(answered: list[SupportRequest]) -> NextStep | None:
    if not answered:
        return None
    return NextStep(
        _("Permintaan dukungan menunggu Anda"),
        answered[0].subject,
        reverse("member:support_detail", args=[answered[0].code]),
        _("Buka"),
    )


def _apply(found: _Found) -> NextStep:
    if not found.businesses:
        return NextStep(
            _("Usaha Anda belum tercatat"),
            _("Hubungi pengurus asosiasi atau Disperindag."),
            tone="info",
        )
    return NextStep(
        _("Butuh modal?"),
        _("Ajukan KUR lewat portal ini. Gratis, dan bisa diisi sedikit demi sedikit."),
        reverse("member:applications") + "#baru",
        _("Ajukan kredit"),
        "info",
    )


def _go_on(application: Application) -> NextStep:
    progress = Progress(application)
    url = reverse("member:wizard", args=[application.code])
    if application.state == A.RETURNED:
        return NextStep(
            _("Perbaiki pengajuan Anda"), application.return_note, url, _("Perbaiki"), "bad"
        )
    if progress.whole:
        return NextStep(
            _("Pengajuan Anda tinggal dikirim"),
            _("Periksa sekali lagi, lalu kirim."),
            url,
            _("Periksa dan kirim"),
        )
    _page, lacking = progress.problems[0]
    return NextStep(_("Lanjutkan pengajuan Anda"), str(lacking), url, _("Lanjutkan"))


def _follow(application: Application, referral) -> NextStep:
    where = whereabouts(application, referral)
    if must_choose_again(application, referral):
        url = reverse("member:application-again", args=[application.code])
        return NextStep(str(where.title), str(where.next), url, _("Pilih bank lain"))
    text = str(where.next)
    if where.due:
        text += " " + _("Paling lambat %(day)s.") % {"day": tanggal(where.due)}
    url = reverse("member:application", args=[application.code])
    return NextStep(str(where.title), text, url, _("Lihat pengajuan"), where.tone)
