"""Requests through the whole WSGI application in this process: middleware, view, template, gzip."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

_CSRF = "b" * 32


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Browser:
    """One signed-in person; `user` None: nobody."""

    def __init__(self, user: Any = None) -> None:
        self.handler = WSGIHandler()
        self.cookies = {settings.CSRF_COOKIE_NAME: _CSRF}
        if user is not None:
            self.cookies[settings.SESSION_COOKIE_NAME] = _session(user)

    def get(self, url: str) -> Answer:
        return self._ask("GET", url, b"")

    def post(self, url: str, data: dict[str, Any]) -> Answer:
        body = urlencode({**data, "csrfmiddlewaretoken": _CSRF}, doseq=True)
        return self._ask("POST", url, body.encode())

    def _ask(self, method: str, url: str, body: bytes) -> Answer:
        parts = urlsplit(url)
        told: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], exc: Any = None) -> Any:
            told.update(status=int(status[:3]), headers=dict(headers))

        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": settings.ALLOWED_HOSTS[0],
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "HTTP_ACCEPT_ENCODING": "gzip, br",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
        }
        response = self.handler(environ, start_response)
        try:
            content = b"".join(response)
        finally:
            response.close()
        return Answer(told["status"], told["headers"], content)


def _session(user: Any) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


@contextmanager
def watched() -> Iterator[list[tuple[str, Any]]]:
    """Every statement with its values, as it goes to the database."""
    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen
