"""Everything that one person reaches by pressing links, from their first page."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from tests.security.pages import Facts, read

SITE = "http://testserver"
EACH = 2  # pages of one address pattern; one where a query only orders or filters it
MOST = 400  # pages of one person
STARTS = ("/", "/mulai/", "/akun/", "/kotak-masuk/", "/status/", "/masuk/", "/kur/")


@dataclass
class Visit:
    who: str
    path: str
    status: int
    headers: dict[str, str]
    text: str
    facts: Facts | None
    route: str


def client_for(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def route_of(path: str) -> str:
    """The pattern of an address; the address itself when none answers."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return path
    return f"{found.namespace}:{found.route}"


def crawl(who: str, user: Any, *, each: int = EACH) -> list[Visit]:
    """GET only, same site, breadth first; a few pages of each kind."""
    client = client_for(user)
    waiting, known = deque(STARTS), set(STARTS)
    kinds: Counter[tuple[str, frozenset[str]]] = Counter()
    visits: list[Visit] = []
    while waiting and len(visits) < MOST:
        path = waiting.popleft()
        visit = look(who, client, path)
        visits.append(visit)
        links = list(visit.facts.links) if visit.facts else []
        if "Location" in visit.headers:
            links.append(SITE + visit.headers["Location"])
        for link in links:
            parts = urlsplit(link)
            wanted = parts.path + (f"?{parts.query}" if parts.query else "")
            if wanted in known or parts.path.startswith("/static/"):
                continue
            known.add(wanted)
            asked = frozenset(name for name, _value in parse_qsl(parts.query))
            kind = (route_of(wanted), asked)
            kinds[kind] += 1
            if kinds[kind] <= (1 if asked else each):
                waiting.append(wanted)
    return visits


def look(who: str, client: Client, path: str) -> Visit:
    answer = client.get(path)
    headers = dict(answer.headers)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    html = headers.get("Content-Type", "").startswith("text/html")
    text = body.decode(errors="replace")
    facts = read(SITE + path, text) if html and text.strip() else None
    return Visit(who, path, answer.status_code, headers, text, facts, route_of(path))
