"""No log line lets its reader in: links of letters open something to whoever has them."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

import pytest
from django.urls import get_resolver, reverse

from ikm_portal.common import logs

SECRET = "S3cret-of_the-letter"
CADDY = Path(__file__).parents[2] / "deploy" / "Caddyfile"


def _patterns(patterns, prefix=""):
    for one in patterns:
        route = prefix + str(one.pattern)
        yield from _patterns(one.url_patterns, route) if hasattr(one, "url_patterns") else [route]


SECRET_ROUTES = [
    route
    for route in _patterns(get_resolver().url_patterns)
    if re.search(r"<str:token>|hadir/<str:code>|<key>|cek/<str:code>", route)
]


def test_the_routes_with_a_secret_are_found():
    assert len(SECRET_ROUTES) >= 8


@pytest.mark.parametrize("route", SECRET_ROUTES)
def test_a_secret_in_an_address_is_not_written_down(route):
    address = re.sub(r"\(\?P<key>[^)]*\)|<str:\w+>", SECRET, route)
    address = re.sub(r"\(\?P<\w+>[^)]*\)|<\w+:\w+>", "x1", address)
    line = logs.without_secrets(f"Not Found: /{address.strip('^$')}")
    assert SECRET not in line
    assert line.startswith("Not Found: /")


def test_a_refused_link_is_logged_without_itself(client, db, caplog):
    with caplog.at_level(logging.WARNING, logger="django.request"):
        client.get(reverse("answer-by-link", args=[SECRET]))
    (record,) = [one for one in caplog.records if one.name == "django.request"]
    line = json.loads(logs.JsonFormatter().format(record))
    assert line["message"] == "Not Found: /jawab/hidden/"


def test_the_proxy_hides_the_same():
    (pattern,) = re.findall(r"request>uri regexp `(.*)` `\$\{1\}hidden`", CADDY.read_text("utf-8"))
    assert pattern == logs._SECRET.pattern
    for address in ("/konfirmasi/?code=123456", "/masuk/?next=/&token=abc"):
        assert re.sub(pattern, r"\1hidden", address).endswith("=hidden")
