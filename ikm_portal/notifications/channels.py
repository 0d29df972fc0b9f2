"""The ways a message leaves the portal. A channel that is not configured gets nothing queued."""

from __future__ import annotations

import smtplib
from typing import Any, ClassVar
from urllib.parse import quote

from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from ikm_portal.common.phone import whatsapp_number
from ikm_portal.notifications.enclosures import envelope
from ikm_portal.notifications.enums import ChannelName
from ikm_portal.notifications.models import Delivery


class CannotSend(Exception):
    """`for_good`: trying again is useless. `reason` holds no address."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.reason, self.for_good = reason, for_good


class Channel:
    """One way out. `with channel:` holds a connection for many messages."""

    name: ClassVar[ChannelName]

    def configured(self) -> bool:
        raise NotImplementedError

    def reaches(self, user: Any) -> bool:
        raise NotImplementedError

    def wanted(self, delivery: Delivery) -> bool:
        """Asked right before sending: the person may be gone, the letter out of date."""
        recipient = delivery.message.recipient
        return recipient is not None and recipient.is_active and self.reaches(recipient)

    def send(self, delivery: Delivery) -> None:
        """Returns when the other side has taken it; raises CannotSend."""
        raise NotImplementedError

    def __enter__(self) -> Channel:
        return self

    def __exit__(self, *exc: object) -> None:
        return None


class EmailChannel(Channel):
    name = ChannelName.EMAIL
    _connection: BaseEmailBackend | None = None

    def configured(self) -> bool:
        return "default" in mailers

    def reaches(self, user: Any) -> bool:
        return bool(user.email)

    def wanted(self, delivery: Delivery) -> bool:
        found = envelope(delivery.message)
        return found is not None and bool(found.address)

    def send(self, delivery: Delivery) -> None:
        from ikm_portal.notifications.letters import letter

        if self._connection is None:
            self._connection = mailers.default
        try:
            self._connection.open()
            self._connection.send_messages([letter(delivery)])
        except smtplib.SMTPRecipientsRefused as problem:
            codes = [code for code, _text in problem.recipients.values()]
            raise CannotSend(
                f"SMTPRecipientsRefused {codes}", for_good=all(code >= 500 for code in codes)
            ) from None
        except smtplib.SMTPResponseException as problem:
            self._drop()
            raise CannotSend(
                f"{type(problem).__name__} {problem.smtp_code}", for_good=problem.smtp_code >= 550
            ) from None
        except (smtplib.SMTPException, OSError) as problem:
            self._drop()
            raise CannotSend(type(problem).__name__, for_good=False) from None

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except (smtplib.SMTPException, OSError):
                return

    def __exit__(self, *exc: object) -> None:
        self._drop()


class WhatsAppChannel(Channel):
    """The seam for a provider. Until one is configured people use the click-to-chat link."""

    name = ChannelName.WHATSAPP

    def configured(self) -> bool:
        return False

    def reaches(self, user: Any) -> bool:
        return bool(user.phone)


class SmsChannel(Channel):
    name = ChannelName.SMS

    def configured(self) -> bool:
        return False

    def reaches(self, user: Any) -> bool:
        return bool(user.phone)


_CHANNELS: tuple[type[Channel], ...] = (EmailChannel, WhatsAppChannel, SmsChannel)


def open_channels() -> list[Channel]:
    return [channel for kind in _CHANNELS if (channel := kind()).configured()]


def channel_named(name: str) -> Channel:
    return next(kind() for kind in _CHANNELS if kind.name == name)


def click_to_chat(phone: str, text: str) -> str:
    """A wa.me address that opens a chat with `text` already written.

    `phone` as stored (+62…). The number stands in the address: show it only to people who may see
    it, and never keep the address in a log.
    """
    if not phone:
        raise ValueError(_("Nomor HP belum ada."))
    return f"https://wa.me/{whatsapp_number(phone)}?text={quote(text, safe='')}"
