"""Every address x every person: who gets in, and that a refusal changes nothing."""

from __future__ import annotations

from operator import attrgetter

import pytest
from django.contrib import admin
from django.urls import URLPattern, get_resolver, reverse

from tests.access.lines import LINES, Line
from tests.access.world import PEOPLE, build, digest

REFUSED = {403, 404}


@pytest.fixture
def world(cast):
    return build(cast)


def address(line: Line, world) -> str:
    args = [arg[1:] if arg.startswith("=") else attrgetter(arg)(world) for arg in line.args]
    return reverse(line.name, args=args)


def enter(client, person: str, world) -> None:
    client.logout()
    if person != "anonymous":
        client.force_login(getattr(world, person))


def turned_away(response, person: str, *, hidden: bool = False) -> bool:
    if person == "anonymous" and not hidden:
        sign_in = ("/masuk/", "/admin/login/")  # the second leads on to the first
        return response.status_code == 302 and response["Location"].startswith(sign_in)
    return response.status_code in REFUSED


def names(resolver, namespace="") -> set[str]:
    found = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            assert pattern.name, f"an address without a name: {pattern.pattern}"
            found.add(namespace + pattern.name)
        elif pattern.namespace != "admin":
            inner = namespace + (f"{pattern.namespace}:" if pattern.namespace else "")
            found |= names(pattern, inner)
    return found


def test_every_address_has_a_line():
    assert names(get_resolver()) == {line.name for line in LINES}


TRIED = [line for line in LINES if not line.own]


def refused(response, person: str, line: Line) -> bool:
    """Turned away, or told that the address does not take this verb."""
    return turned_away(response, person, hidden=line.hidden) or (
        response.status_code == 405 and (line.post or response.wsgi_request.method == "POST")
    )


@pytest.mark.parametrize("person", PEOPLE)
def test_reading(person, world, client):
    """Who may, gets an answer; who may not, is turned away and has changed nothing."""
    enter(client, person, world)
    before = digest()
    wrong = []
    for line in TRIED:
        if person not in line.people(PEOPLE) or line.post:
            url = address(line, world)
            response = client.get(url)
            if not refused(response, person, line):
                wrong.append(f"{response.status_code} at {url} ({line.name})")
    assert digest() == before
    for line in TRIED:
        if person in line.people(PEOPLE) and not line.post:
            url = address(line, world)
            status = client.get(url).status_code
            if status not in line.answers:
                wrong.append(f"{status} instead of {line.answers} at {url} ({line.name})")
    assert not wrong, f"{person}: " + "; ".join(wrong)


@pytest.mark.parametrize("person", PEOPLE)
def test_writing(person, world, client):
    enter(client, person, world)
    before = digest()
    wrong = []
    for line in TRIED:
        if person not in line.people(PEOPLE):
            url = address(line, world)
            response = client.post(url, {"note": "x", "verdict": "kept", "reason": "capacity"})
            if not refused(response, person, line):
                wrong.append(f"{response.status_code} at {url} ({line.name})")
    assert digest() == before
    assert not wrong, f"{person}: " + "; ".join(wrong)


# The office's rooms: every page of every model.

OUTSIDERS = [person for person in PEOPLE if person not in {"staff", "head", "reader", "superuser"}]
OPEN_TO_ALL = {"login", "logout", "jsi18n"}  # they hold nothing, and lead to the sign-in page
EXPORT = "_export"  # a reader may take away what a reader may see; the trail keeps it


def office_pages(*, exports: bool = True) -> list[str]:
    """Each address under /admin/, also the project's own steps and exports, of a real row."""
    rows = {}
    for model in admin.site._registry:
        row = model._default_manager.first()
        prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
        rows[prefix] = row.pk if row is not None else 1
    found = []
    for pattern in flat(next(p for p in get_resolver().url_patterns if _is_office(p))):
        if pattern.name and pattern.name.endswith(EXPORT) and not exports:
            continue
        if pattern.name and pattern.name not in OPEN_TO_ALL:
            pk = next((rows[prefix] for prefix in rows if pattern.name.startswith(prefix)), 1)
            values = {"object_id": pk, "pk": pk, "app_label": "financing", "content_type_id": 1}
            values["number"] = 2  # a line of an uploaded list
            needed = pattern.pattern.converters
            kwargs = {key: values.get(key, "x") for key in needed}
            kwargs |= {"app_label": "financing"} if pattern.name == "app_list" else {}
            found.append(reverse(f"admin:{pattern.name}", kwargs=kwargs))
    return found


def _is_office(pattern) -> bool:
    return getattr(pattern, "namespace", None) == "admin"


def flat(resolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from flat(pattern)


@pytest.mark.parametrize("person", OUTSIDERS)
def test_the_office_is_closed_to_others(person, world, client):
    enter(client, person, world)
    before = digest()
    wrong = []
    for url in office_pages():
        for send in (client.get, client.post):
            response = send(url)
            if not turned_away(response, person):
                wrong.append(f"{response.status_code} at {url}")
    assert digest() == before
    assert not wrong, f"{person}: " + "; ".join(wrong)


def test_a_reader_of_the_office_changes_nothing(world, client):
    enter(client, "reader", world)
    before = digest()
    for url in office_pages(exports=False):
        client.post(url, {"post": "yes", "name": "x", "note": "x"})
        client.post(url, {"action": "delete_selected", "_selected_action": 1, "post": "yes"})
        assert digest() == before, url
