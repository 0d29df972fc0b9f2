"""A message as an e-mail: plain text and simple HTML. Links come from SITE_URL, never a request."""

from __future__ import annotations

from email.utils import format_datetime, parseaddr
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from ikm_portal.notifications.models import Delivery


def letter(delivery: Delivery) -> EmailMultiAlternatives:
    """The same letter each time it is asked for, date and Message-ID included."""
    message = delivery.message
    context = {
        "message": message,
        "address": urljoin(settings.SITE_URL, message.link) if message.link else "",
        "inbox": urljoin(settings.SITE_URL, reverse("inbox")),
        "name": message.recipient.name,
    }
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string("notifications/letter.txt", context)
        html = render_to_string("notifications/letter.html", context)
    sent = EmailMultiAlternatives(
        subject=message.subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient.email or ""],
        headers={
            "Message-ID": message_id(delivery),
            "Date": format_datetime(timezone.localtime(message.created_at)),
            "Auto-Submitted": "auto-generated",
        },
    )
    sent.attach_alternative(html, "text/html")
    return sent


def message_id(delivery: Delivery) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{delivery.reference}@{domain}>"
