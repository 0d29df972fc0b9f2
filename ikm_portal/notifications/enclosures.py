"""What is made anew each time a letter leaves and lies nowhere: a secret link, files, an address.

A domain app registers a maker for a kind of message in its `enclosures.py`, which is found by
name. Letters to people without an account need one: it says where they go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ikm_portal.notifications.models import Message


@dataclass(frozen=True)
class Enclosed:
    """`content_type` may carry parameters: "text/calendar; method=REQUEST"."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Envelope:
    """`link` is a path of this site and goes before the message's own."""

    address: str
    name: str
    link: str = ""
    enclosed: tuple[Enclosed, ...] = ()


Maker = Callable[[Message], Envelope | None]
_makers: dict[str, Maker] = {}


def register(kind: str, maker: Maker) -> None:
    """`maker(message)` gives the same envelope each time; None when the letter is out of date."""
    if kind in _makers:
        raise ValueError(f"two makers for {kind}")
    _makers[kind] = maker


def envelope(message: Message) -> Envelope | None:
    """Where this message goes and what lies in it; None: nowhere, any more."""
    maker = _makers.get(message.kind)
    if maker is not None:
        return maker(message)
    recipient = message.recipient
    if recipient is None or not recipient.is_active:
        return None
    return Envelope(recipient.email or "", recipient.name)
