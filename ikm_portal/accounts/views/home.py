"""Where a person lands after signing in, and the page of one's own account."""

from allauth.mfa.models import Authenticator
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from ikm_portal.accounts import trail
from ikm_portal.accounts.enums import Kind
from ikm_portal.accounts.factors import must_have_one

ROOMS = {
    Kind.MEMBER: "member:home",
    Kind.MANAGER: "manager:home",
    Kind.OFFICER: "bank:queue",
    Kind.STAFF: "admin:index",
    Kind.GUEST: "guest:home",
}


def start(request):
    room = ROOMS.get(request.user.kind, "home")
    if room == "admin:index" and not request.user.is_staff:
        room = "home"
    for name in (room, "home"):
        try:
            return redirect(reverse(name))
        except NoReverseMatch:
            continue
    return redirect("/")


def account(request):
    types = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    return render(
        request,
        "account/home.html",
        {
            "has_app": Authenticator.Type.TOTP in types,
            "has_passkey": Authenticator.Type.WEBAUTHN in types,
            "factor_needed": must_have_one(request.user),
            "events": trail.latest(request.user),
        },
    )
