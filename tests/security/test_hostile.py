"""Addresses, questions and answers that nobody types by accident. Nothing ends in an error page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.security.crawler import SITE, client_for, crawl, route_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(900)]

WHO = ("staf@disperindag.test", "anggota1@kopi.test", "pengurus@kopi.test", "petugas@bri.test")
NUMBERS = ("9223372036854775808", "9" * 30)
WORDS = (
    "%00",
    "..%2F..%2Fetc%2Fpasswd",
    "%F0%9F%8D%8C",
    "%E2%80%AE",
    "a" * 300,
    "%27%20OR%201%3D1",
)
TEXTS = ("", "\x00", "9" * 40, "-1", "\u202egnp.exe 🍌 ' OR 1=1 --", "x" * 20_000)
UUIDS = ("00000000-0000-0000-0000-000000000000",)


def _addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Every pattern of the house with hostile words in its gaps; one without gaps as it is."""
    for entry in resolver.url_patterns:
        written = str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, before + written)
            continue
        assert isinstance(entry, URLPattern)
        for value in (*NUMBERS, *WORDS, *UUIDS):
            # Regular expressions and converters alike: each gap gets the same value.
            path = re.sub(r"<[^>]+>", value, before + written)
            path = re.sub(r"\(\?P.*?\)(?=[-/$])", value, path)
            path = re.sub(r"[\^$\\]|\(\?P.*?\)", "", path)
            yield path
            if "<" not in written and "(?P" not in written:
                break


@pytest.fixture(scope="module")
def addresses() -> list[str]:
    found = sorted(set(_addresses(get_resolver())))
    assert len(found) > 300
    return found


def _ask(client: Client, path: str, data: dict | None = None) -> int:
    """Its status; whatever it did is taken back."""
    with transaction.atomic():
        answer = client.get(path) if data is None else client.post(path, data)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer.status_code


@pytest.mark.parametrize("who", ["siapa saja", "instansi", *WHO])
def test_no_address_breaks(addresses, people, who):
    client = client_for(people[who])
    # The office asks its own site; everybody else all the rest.
    mine = [path for path in addresses if path.startswith("/admin/") == who.startswith("staf")]
    broken = [f"{path[:120]} {status}" for path in mine if (status := _ask(client, path)) >= 500]
    assert broken == []


@pytest.fixture(scope="module")
def rooms(people):
    return {who: crawl(who, people[who], each=1) for who in ("siapa saja", "instansi", *WHO)}


@pytest.mark.parametrize("who", ["siapa saja", "instansi", *WHO])
def test_no_question_in_an_address_breaks(rooms, people, who):
    """Each list with each of its own questions, and some that it never asked."""
    asks: dict[str, set[str]] = {}
    for visit in rooms[who]:
        for form in visit.facts.forms if visit.facts else []:
            if form.method == "get":
                asks.setdefault(urlsplit(form.action).path, set()).update(form.fields)
        parts = urlsplit(visit.path)
        names = {pair.partition("=")[0] for pair in parts.query.split("&") if pair}
        if names:
            asks.setdefault(parts.path, set()).update(names)
    client, broken, seen = client_for(people[who]), [], set()
    for path, names in sorted(asks.items()):
        if route_of(path) in seen:
            continue
        seen.add(route_of(path))
        for name in sorted(names | {"sebelum", "page", "p", "q", "o"}):
            for value in TEXTS[1:5]:
                asked = f"{path}?{urlencode({name: value})}"
                if (status := _ask(client, asked)) >= 500:
                    broken.append(f"{asked[:120]} {status}")
    assert broken == []


@pytest.mark.parametrize("who", ["siapa saja", "instansi", *WHO])
def test_no_answer_in_a_form_breaks(rooms, people, who):
    """Each kind of form empty, and with each hostile text in every field at once."""
    client, broken, seen = client_for(people[who]), [], set()
    for visit in rooms[who]:
        for form in visit.facts.forms if visit.facts else []:
            path = form.action.removeprefix(SITE)
            kind = (route_of(path), frozenset(form.fields))
            if form.method != "post" or kind in seen or path.startswith("/keluar"):
                continue
            seen.add(kind)
            names = [name for name in form.fields if name != "csrfmiddlewaretoken"]
            for text in TEXTS:
                if (status := _ask(client, path, dict.fromkeys(names, text))) >= 500:
                    broken.append(f"{path} {sorted(names)} {text[:12]!r} {status}")
            if (status := _ask(client, path, {name: [name, name] for name in names})) >= 500:
                broken.append(f"{path} twice {status}")
    assert seen, who
    assert broken == []


def test_an_address_with_foreign_letters_is_answered(people):
    for word in (
        "/anggota/pengajuan/" + quote("ÄÖ日本") + "/",
        "/" + "a" * 5000,
        "/%ff/",
        "/%2e%2e/",
    ):
        for who in ("siapa saja", "anggota1@kopi.test"):
            assert _ask(client_for(people[who]), word) < 500
