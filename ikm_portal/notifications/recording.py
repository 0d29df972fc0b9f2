"""From a trail entry to its messages, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import translation
from django.utils.functional import Promise

from ikm_portal.audit.models import Entry
from ikm_portal.notifications.channels import Channel, open_channels
from ikm_portal.notifications.enums import ChannelName
from ikm_portal.notifications.models import Delivery, Message
from ikm_portal.notifications.notice import Notice, Text
from ikm_portal.notifications.poke import poke
from ikm_portal.notifications.privacy import without_numbers

Words = dict[str, str]


def write_messages(entry: Entry, obj: models.Model) -> None:
    """Called by the audit engine for each entry. One message per person, even if listed twice."""
    notices = Notice.about(entry)
    if not notices:
        return
    told: set[Any] = set()
    with translation.override(settings.LANGUAGE_CODE):  # not the language of whoever clicked
        for notice in notices:
            words: Words | None = None
            for recipient in notice.recipients(obj, entry):
                if recipient is None or not recipient.is_active or recipient.pk in told:
                    continue
                told.add(recipient.pk)
                words = words or _words(notice, obj, entry)
                _save(Message(recipient=recipient, kind=notice.kind, entry_id=entry.pk, **words))


def send_message(
    *, recipient: Any, kind: str, subject: str, body: Text | Iterable[Text], link: str = ""
) -> Message:
    """A message that follows from no trail entry. Call it inside the transaction of its cause."""
    return _save(
        Message(
            recipient=recipient,
            kind=kind,
            subject=_one_line(str(subject), kind),
            body=_paragraphs(body, kind),
            link=link,
        )
    )


def send_outside(*, entry: Entry, kind: str, subject: str, body: Text | Iterable[Text]) -> Message:
    """A letter to somebody without an account, by e-mail alone. Where it goes and what lies in it
    say the maker that `enclosures` knows for `kind`. Call it inside the transaction of `entry`."""
    message = Message(
        entry_id=entry.pk,
        kind=kind,
        subject=_one_line(str(subject), kind),
        body=_paragraphs(body, kind),
    )
    return _queue(message, [one for one in open_channels() if one.name == ChannelName.EMAIL])


def _words(notice: Notice, obj: models.Model, entry: Entry) -> Words:
    kind = notice.kind
    return {
        "subject": _one_line(str(notice.subject(obj, entry)), kind),
        "body": _paragraphs(notice.body(obj, entry), kind),
        "link": notice.link(obj, entry),
        "whatsapp_text": without_numbers(str(notice.whatsapp_text(obj, entry)), kind=kind)[:1000],
    }


def _save(message: Message) -> Message:
    return _queue(message, [one for one in open_channels() if one.reaches(message.recipient)])


def _queue(message: Message, channels: Iterable[Channel]) -> Message:
    message.save(force_insert=True)
    deliveries = [Delivery(message=message, channel=channel.name) for channel in channels]
    Delivery.objects.bulk_create(deliveries)
    ids = [delivery.pk for delivery in deliveries]
    if ids:
        transaction.on_commit(lambda: poke(ids))
    return message


def _one_line(subject: str, kind: str) -> str:
    return without_numbers(" ".join(subject.split()), kind=kind)[:150]


def _paragraphs(body: Text | Iterable[Text], kind: str) -> str:
    parts = [body] if isinstance(body, str | Promise) else list(body)
    return without_numbers("\n\n".join(str(part).strip() for part in parts if part), kind=kind)
