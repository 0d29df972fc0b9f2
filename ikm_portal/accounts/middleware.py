"""Sessions of staff and banks end when nobody is there; their second factor is not optional."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from ikm_portal.accounts import factors
from ikm_portal.accounts.enums import Kind

Handler = Callable[[HttpRequest], HttpResponse]
SEEN = "seen_at"
_STRICT = {Kind.STAFF, Kind.OFFICER}
# Where a person without the second factor may still go: to set it up, to another language, out.
_OPEN = ("/akun/", "/keluar/", "/bahasa/")


def send_to(request: HttpRequest, url_name: str) -> HttpResponse:
    """The whole page goes there, also when only a part of it asked."""
    url = resolve_url(url_name)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url, status=302 if request.method in {"GET", "HEAD"} else 303)


class IdleSession:
    """Signs staff and bank officers out after IDLE_MINUTES without a request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.kind in _STRICT:
            now = int(time.time())
            seen = request.session.get(SEEN, now)
            if now - seen > settings.IDLE_MINUTES * 60:
                logout(request)
                messages.info(request, _("Anda keluar otomatis karena lama tidak dipakai."))
                if request.headers.get("HX-Request"):
                    return send_to(request, "account_login")
            elif now - seen > 60 or SEEN not in request.session:
                request.session[SEEN] = now
        return self.get_response(request)


class SecondFactor:
    """Kinds of user in SECOND_FACTOR_KINDS set up a second factor before anything else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            user.is_authenticated
            and factors.must_have_one(user)
            and not request.path.startswith(_OPEN)
            and not factors.has_one(user)
        ):
            if request.path.startswith("/api/"):
                return JsonResponse({"detail": _("Pasang pengaman kedua dahulu.")}, status=403)
            return send_to(request, "mfa_index")
        return self.get_response(request)
