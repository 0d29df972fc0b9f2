"""What every request gets, whoever asks."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from ikm_portal.common.logs import request_id

Handler = Callable[[HttpRequest], HttpResponse]
_GOOD_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")


class RequestId:
    """Names the request in each log line and in the answer, so that a complaint can be traced."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        name = given if _GOOD_ID.match(given) else uuid.uuid4().hex
        token = request_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = name
        return response


class NoNul:
    """No address holds a NUL: PostgreSQL takes none, so it would end as an error of ours."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return self.get_response(request)


class PersonalPages:
    """A page made for a signed-in person is not kept by any cache, also not after sign-out."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated or request.method == "POST":
            response["Cache-Control"] = "no-store, private"
        response.setdefault("Permissions-Policy", "geolocation=(), microphone=(), payment=()")
        return response


class ChosenLanguage:
    """Indonesian, unless the person chose another language here.

    The browser's own wish is not asked: a cheap phone is often sold in English to people who
    read Indonesian.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


class PressedElsewhere:
    """A page instead of a blank one for whoever opens the address of a button.

    It happens to honest people: the session ran out, they pressed a button, signed in, and were
    brought back to the button's address.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            response.content = render_to_string("405.html", request=request)
        return response
