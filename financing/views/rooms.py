"""The same page in several rooms: /anggota/ for a member, /pengurus/ for a manager, … .

A view learns its room from the namespace of its address, lets in only the people of that room
(404 for everybody else) and finds its way around with `here`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ikm_portal.accounts.enums import Kind

KINDS = {"member": Kind.MEMBER, "manager": Kind.MANAGER, "guest": Kind.GUEST}


def room_of(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.namespace if match is not None else ""


def in_room(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for the kind of person whose room it is; for all others the address does not exist."""

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if getattr(request.user, "kind", None) != KINDS.get(room_of(request), "nobody"):
            raise Http404
        return view(request, *args, **kwargs)

    return inner


def here(request: HttpRequest, name: str, *args: Any) -> str:
    """The address of another page of the same room."""
    return reverse(f"{room_of(request)}:{name}", args=args)


def go(request: HttpRequest, name: str, *args: Any) -> HttpResponse:
    return redirect(here(request, name, *args))


def row_number(written: str) -> int:
    """A row number from a form or query; 0, which no row has, for anything else."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else 0


def posted(request: HttpRequest) -> Any:
    """The answers of a form; None when the page is only looked at. An empty POST counts."""
    return request.POST if request.method == "POST" else None
