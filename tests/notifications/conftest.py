"""A mail server that really takes mail, and events that tell people."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import threading
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from ikm_portal.accounts.models import User
from ikm_portal.notifications import poke
from ikm_portal.notifications.notice import Notice


class Sink:
    """Keeps what it took. `refuse` is an answer for RCPT; `hold` delays the answer to DATA."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.refuse = ""
        self.data_refuse = ""
        self.hold = threading.Event()
        self.hold.set()
        self.reached = threading.Event()
        self.hold_rcpt = threading.Event()
        self.hold_rcpt.set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.reached.set()
        while not self.hold_rcpt.is_set():
            await asyncio.sleep(0.02)
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.reached.set()
        while not self.hold.is_set():
            await asyncio.sleep(0.02)
        if self.data_refuse:
            return self.data_refuse
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append(letter)
        return "250 OK"


@pytest.fixture
def sink(settings):
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=0)
    # The library asks itself for an answer on the port that it was given: find a free one first.
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        controller.port = free.getsockname()[1]
    controller.start()
    handler.port = controller.port
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": controller.port, "timeout": 5},
        }
    }
    yield handler
    handler.hold.set()
    handler.hold_rcpt.set()
    controller.stop()


class Told(Notice):
    """Tells everyone named in the entry's data."""

    actions = ("test.happened",)

    def recipients(self, obj, entry):
        people = [User.objects.get(pk=pk) for pk in entry.data["to"]]
        return [*people, None]

    def subject(self, obj, entry):
        return entry.data.get("subject", "Bank menyetujui pengajuan Anda")

    def body(self, obj, entry):
        return entry.data.get("body", ["Paragraf satu.", "Paragraf dua."])

    def link(self, obj, entry):
        return entry.data.get("link", "/akun/")


class ToldAgain(Told):
    """A second notice about the same event: nobody hears of it twice."""

    actions = ("test.happened",)


@pytest.fixture
def siti(db):
    return User.objects.create_user(name="Siti Rohani", kind="member", email="siti@contoh.test")


@pytest.fixture
def budi(db):
    return User.objects.create_user(name="Budi", kind="officer", email="budi@contoh.test")


@pytest.fixture
def no_poke(monkeypatch):
    """As if the worker had not woken up: the outbox alone counts."""
    monkeypatch.setattr(poke, "_rest_until", float("inf"))
