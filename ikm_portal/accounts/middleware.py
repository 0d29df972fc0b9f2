"""Sessions of staff and banks end when nobody is there; their second factor is not optional."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ikm_portal.accounts.enums import Kind

Handler = Callable[[HttpRequest], HttpResponse]
SEEN = "seen_at"
_STRICT = {Kind.STAFF, Kind.OFFICER}
# Where a person without the second factor may still go: to set it up, and out.
_OPEN = ("/akun/", "/keluar/", "/static/", "/bahasa/")


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
            and user.kind in settings.SECOND_FACTOR_KINDS
            and not request.path.startswith(_OPEN)
            and not self._has_one(request)
        ):
            messages.warning(request, _("Pasang pengaman kedua dahulu untuk melanjutkan."))
            return redirect("mfa_index")
        return self.get_response(request)

    @staticmethod
    def _has_one(request: HttpRequest) -> bool:
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        return Authenticator.objects.filter(user=request.user, type__in=kinds).exists()
