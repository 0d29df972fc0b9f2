"""The inbox, and the outbox that carries its messages to other channels."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ikm_portal.notifications.enums import ChannelName, DeliveryState


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: Any) -> Self:
        """One's own, and nobody else's: staff neither."""
        return self.filter(recipient_id=user.pk) if user.is_authenticated else self.none()

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def mark_read(self) -> int:
        """Idempotent; keeps the moment of the first reading."""
        return self.unread().update(read_at=timezone.now())


class Message(models.Model):
    """What one person is told about one event. Written in the transaction of the event itself.

    Without `recipient` it goes to somebody who has no account: see `enclosures.py`.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        verbose_name=_("penerima"),
        on_delete=models.CASCADE,
        related_name="messages",
    )
    kind = models.CharField(_("jenis"), max_length=120)
    entry_id = models.BigIntegerField(null=True, editable=False)  # of the trail; no foreign key
    subject = models.CharField(_("judul"), max_length=150)
    body = models.TextField(_("isi"))  # paragraphs, an empty line between them
    link = models.CharField(max_length=300, blank=True)  # a path of this site
    whatsapp_text = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(_("dibuat"), default=timezone.now, editable=False)
    read_at = models.DateTimeField(_("dibaca"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("pesan")
        verbose_name_plural = _("pesan")
        indexes = [
            models.Index(fields=["recipient", "-id"], name="message_inbox"),
            models.Index(
                fields=["recipient"], condition=models.Q(read_at=None), name="message_unread"
            ),
        ]
        constraints = [
            # Whatever runs twice: one person hears of one event once.
            models.UniqueConstraint(
                fields=["entry_id", "recipient"],
                condition=models.Q(entry_id__isnull=False),
                name="message_once_per_event",
            ),
            models.UniqueConstraint(
                fields=["entry_id"],
                condition=models.Q(recipient=None),
                name="message_outside_once_per_event",
            ),
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False) | models.Q(entry_id__isnull=False),
                name="message_outside_about_an_event",
            ),
            models.CheckConstraint(
                condition=models.Q(link="")
                | (models.Q(link__startswith="/") & ~models.Q(link__startswith="//")),
                name="message_link_is_ours",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def paragraphs(self) -> list[str]:
        return [part for part in self.body.split("\n\n") if part.strip()]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        return self.filter(state=DeliveryState.WAITING)

    def due(self) -> Self:
        return self.waiting().filter(next_try_at__lte=timezone.now())


class Delivery(models.Model):
    """One message on its way through one channel. See `delivery.py` for its life."""

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("pesan")
    )
    channel = models.CharField(_("saluran"), max_length=10, choices=ChannelName)
    state = models.CharField(
        _("keadaan"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING
    )
    # Names this letter for ever: a second copy carries the same Message-ID.
    reference = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    next_try_at = models.DateTimeField(_("coba lagi"), default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("terkirim"), null=True, blank=True)
    # The kind of fault and the server's code; never an address.
    error = models.CharField(_("kesalahan"), max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengiriman")
        verbose_name_plural = _("pengiriman")
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=models.Q(state="waiting"),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["claimed_at"], condition=models.Q(state="sending"), name="delivery_claimed"
            ),
            models.Index(
                fields=["-id"], condition=models.Q(state="failed"), name="delivery_failed"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=DeliveryState.values), name="delivery_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at=None)),
                name="delivery_sent_with_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sending", claim__isnull=False, claimed_at__isnull=False)
                | (~models.Q(state="sending") & models.Q(claim=None, claimed_at=None)),
                name="delivery_sending_with_claim",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.reference}"
