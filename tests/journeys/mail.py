"""A mail server that takes every letter, and what must be true of a letter."""

from __future__ import annotations

import asyncio
import email
import email.policy
import logging
import re
import socket
import threading
import time
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

_WAIT = 30.0  # seconds; a worker that is just starting needs some
logging.getLogger("mail.log").setLevel(logging.WARNING)  # each line of the protocol otherwise


class PostOffice:
    """`letters` in the order of arrival. Use as a context manager; `port` says where it listens.

    While `hold` is cleared a sender waits before its letter is taken; `reached` says that one does.
    """

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.hold, self.reached = threading.Event(), threading.Event()
        self.hold.set()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        while not self.hold.is_set():
            self.reached.set()
            await asyncio.sleep(0.02)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    def __enter__(self) -> PostOffice:
        self._controller.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.hold.set()
        self._controller.stop()

    def to(self, user: Any, subject: str) -> EmailMessage:
        """Waits for the one letter with this subject to this person."""
        found = until(lambda: self._find(user, subject), f"no letter “{subject}” to {user.email}")
        assert len(found) == 1, f"{len(found)} letters “{subject}” to {user.email}"
        return found[0]

    def _find(self, user: Any, subject: str) -> list[EmailMessage]:
        return [
            one for one in self.letters if one["To"] == user.email and one["Subject"] == subject
        ]


def until(condition: Callable[[], Any], words: str, *, seconds: float = _WAIT) -> Any:
    """What `condition` gives once it is true; fails with `words`."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, words
        time.sleep(0.05)
    return found


def text_of(letter: EmailMessage) -> str:
    """What a mail program shows: subject, addresses and both bodies. (Ids are random digits.)"""
    parts = [part.get_content() for part in letter.walk() if not part.is_multipart()]
    return "\n".join([*(str(letter[name]) for name in ("Subject", "From", "To")), *parts])


def link_in(letter: EmailMessage) -> str:
    """Where the letter leads: the address below “Buka di portal:”."""
    plain = letter.get_body(("plain",))
    assert plain is not None
    found = re.search(r"Buka di portal:\s+(\S+)", plain.get_content())
    assert found, plain.get_content()
    return found[1]
