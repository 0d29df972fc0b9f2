"""A message as an e-mail: plain text and simple HTML. Links come from SITE_URL, never a request."""

from __future__ import annotations

from email.message import MIMEPart
from email.utils import format_datetime, parseaddr
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from ikm_portal.notifications.enclosures import Enclosed, envelope
from ikm_portal.notifications.models import Delivery


class Overtaken(Exception):
    """The letter went out of date between two looks at it."""


def letter(delivery: Delivery) -> EmailMultiAlternatives:
    """The same letter each time it is asked for, date and Message-ID included."""
    message = delivery.message
    found = envelope(message)
    if found is None:
        raise Overtaken
    link = found.link or message.link
    context = {
        "message": message,
        "address": urljoin(settings.SITE_URL, link) if link else "",
        "inbox": urljoin(settings.SITE_URL, reverse("inbox")) if message.recipient_id else "",
        "name": found.name,
    }
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string("notifications/letter.txt", context)
        html = render_to_string("notifications/letter.html", context)
    sent = EmailMultiAlternatives(
        subject=message.subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[found.address],
        headers={
            "Message-ID": message_id(delivery),
            "Date": format_datetime(timezone.localtime(message.created_at)),
            "Auto-Submitted": "auto-generated",
        },
    )
    sent.attach_alternative(html, "text/html")
    for one in found.enclosed:
        sent.attach(_part(one))
    return sent


def _part(one: Enclosed) -> MIMEPart:
    """Django's own `attach` takes no parameters of a type; a calendar needs its method there."""
    kind, *parameters = one.content_type.split("; ")
    maintype, subtype = kind.split("/")
    part = MIMEPart()
    part.set_content(
        one.content,
        maintype=maintype,
        subtype=subtype,
        disposition="attachment",
        filename=one.name,
        params=dict(parameter.split("=", 1) for parameter in parameters),
    )
    return part


def message_id(delivery: Delivery) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{delivery.reference}@{domain}>"
