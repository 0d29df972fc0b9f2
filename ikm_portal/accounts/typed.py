"""What somebody typed into a long form while their session had ended: kept until they are back.

A view marked with `keeps_typed` answers a POST of nobody as ever, by the sign-in page. Before,
the fields are put, encrypted, into the session that the browser gets; signing in keeps it, and the
form shows them, unsaved, to whoever may open that very address. Files are not kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

from ikm_portal.accounts.limits import allowed
from ikm_portal.common.crypto import decrypt, encrypt

_KEY = "typed"
KEPT_FOR = 3600  # seconds
_MOST = 20_000  # characters, as they travel
_SAME_SITE = "CSRF "  # so begin Django's reasons that are not about the origin or the referer
_RATES = "30/h/ip"  # each is a row of the session table


def keeps_typed[V: Callable[..., HttpResponse]](view: V) -> V:
    """For forms whose address names what they belong to: nobody else may open it."""
    view.keeps_typed = True  # type: ignore[attr-defined]
    return view


def posted_or_kept(request: HttpRequest) -> QueryDict | None:
    """The answers of a form; those typed before the session ended; None when neither is there."""
    kept: dict[str, Any] = request.session.get(_KEY) or {}
    ours = kept.get("path") == request.path
    if request.method == "POST":
        if ours:
            del request.session[_KEY]
        return request.POST
    if not ours or time.time() - kept["at"] > KEPT_FOR:
        return None
    try:
        typed = QueryDict(decrypt(kept["fields"]))
    except InvalidToken:
        return None
    messages.info(
        request,
        _("Anda sempat keluar. Isian terakhir masih ada di sini, tetapi belum tersimpan. "
          "Periksa, lalu simpan."),
    )  # fmt: skip
    return typed


def _keep(request: HttpRequest) -> bool:
    match = request.resolver_match
    if request.method != "POST" or not getattr(match and match.func, "keeps_typed", False):
        return False
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    written = fields.urlencode()
    if not 0 < len(written) <= _MOST or not allowed(request, "typed", _RATES):
        return False
    request.session[_KEY] = {
        "path": request.path,
        "at": int(time.time()),
        "fields": encrypt(written),
    }
    return True


class SignInFirst(LoginRequiredMiddleware):
    """Django's own, and what was typed is not lost on the way."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        _keep(request)
        return super().handle_no_permission(request, view_func)


def token_lost(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is older than the session: somebody signed in again in another tab. Only
    for who has signed in: a cookie that comes along tells that the form was of this site. Cookies
    come along from its sister sites too, and those are refused for their origin, not for a token:
    what they send is nobody's typing."""
    if reason.startswith(_SAME_SITE) and request.user.is_authenticated and _keep(request):
        return HttpResponseRedirect(request.get_full_path(), status=303)
    return csrf_failure(request, reason)
