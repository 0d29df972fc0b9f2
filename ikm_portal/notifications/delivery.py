"""The life of a delivery: waiting → sending → sent, or back to waiting, or failed.

What holds. A delivery is claimed by an UPDATE that must change exactly one waiting row, so two
workers never send the same one. A worker that dies leaves its claim; after STALE_AFTER the claim
goes back to waiting and another worker sends. So every message is sent at least once.

What does not. Between the moment the mail server says "250 accepted" and our commit of `sent` lie
a few milliseconds. A worker killed exactly there has sent a letter that we don't know of, and it is
sent again later. No sender can close this gap, since SMTP has no way to ask. We keep it as short as
one UPDATE, and the second copy is the same letter byte for byte — same Message-ID, same Date —
so that mail systems which fold duplicates show one. The inbox in the portal never has two.
"""

from __future__ import annotations

import datetime
import logging
import time
import uuid

from django.db import transaction
from django.utils import timezone

from ikm_portal.notifications.channels import CannotSend, Channel, channel_named
from ikm_portal.notifications.enums import DeliveryState
from ikm_portal.notifications.models import Delivery

logger = logging.getLogger(__name__)

STALE_AFTER = datetime.timedelta(minutes=5)  # sending waits 10 s for the mail server at most
MOST_ATTEMPTS = 8
_FIRST_PAUSE = datetime.timedelta(minutes=1)
_LONGEST_PAUSE = datetime.timedelta(hours=6)


def claim(ids: list[int] | None = None) -> Delivery | None:
    """Takes one due delivery for this worker, of `ids` or the longest waiting; None when done."""
    due = Delivery.objects.due()
    if ids is not None:
        due = due.filter(pk__in=ids)
    with transaction.atomic():
        chosen = (
            due.select_for_update(skip_locked=True)
            .order_by("next_try_at", "id")
            .values_list("pk", flat=True)
            .first()
        )
        if chosen is None:
            return None
        token = uuid.uuid4()
        changed = Delivery.objects.filter(pk=chosen, state=DeliveryState.WAITING).update(
            state=DeliveryState.SENDING, claim=token, claimed_at=timezone.now()
        )
        if changed != 1:
            return None
    return Delivery.objects.select_related("message__recipient").get(pk=chosen, claim=token)


def deliver_due(ids: list[int] | None = None, *, seconds: float = 25.0) -> int:
    """Sends what is due, one at a time, until nothing is left or the time is up."""
    until = time.monotonic() + seconds
    channels: dict[str, Channel] = {}
    sent = 0
    try:
        while time.monotonic() < until and (delivery := claim(ids)) is not None:
            channel = channels.get(delivery.channel)
            if channel is None:
                channel = channels[delivery.channel] = channel_named(delivery.channel)
            sent += _send(delivery, channel)
    finally:
        for channel in channels.values():
            channel.__exit__(None, None, None)
    return sent


def _send(delivery: Delivery, channel: Channel) -> bool:
    try:
        if not channel.configured() or not channel.wanted(delivery):
            _finish(delivery, state=DeliveryState.SKIPPED)
            return False
        channel.send(delivery)
    except CannotSend as problem:
        _put_back(delivery, problem.reason, for_good=problem.for_good)
        return False
    except Exception as problem:  # a fault of ours with one letter must not hold up the others
        logger.exception("a delivery broke", extra={"delivery": delivery.pk})
        _put_back(delivery, type(problem).__name__, for_good=False)
        return False
    return _finish(
        delivery,
        state=DeliveryState.SENT,
        sent_at=timezone.now(),
        attempts=delivery.attempts + 1,
        error="",
    )


def _put_back(delivery: Delivery, reason: str, *, for_good: bool) -> None:
    attempts = delivery.attempts + 1
    over = for_good or attempts >= MOST_ATTEMPTS
    pause = min(_FIRST_PAUSE * 2 ** (attempts - 1), _LONGEST_PAUSE)
    _finish(
        delivery,
        state=DeliveryState.FAILED if over else DeliveryState.WAITING,
        attempts=attempts,
        next_try_at=timezone.now() + pause,
        error=reason[:200],
    )
    logger.warning(
        "a delivery did not go out",
        extra={"delivery": delivery.pk, "attempts": attempts, "over": over, "reason": reason},
    )


def _finish(delivery: Delivery, **values: object) -> bool:
    """Only whoever holds the claim may close it: a worker that slept too long changes nothing."""
    changed = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.SENDING, claim=delivery.claim
    ).update(claim=None, claimed_at=None, **values)
    if changed != 1:
        logger.error("lost the claim on a delivery", extra={"delivery": delivery.pk})
    return changed == 1


def release_stale() -> int:
    """Claims of workers that died go back to waiting. A crash counts as an attempt.

    So a letter that kills its worker each time ends as failed instead of going round for ever.
    """
    released = 0
    stale = Delivery.objects.filter(
        state=DeliveryState.SENDING, claimed_at__lt=timezone.now() - STALE_AFTER
    )
    for delivery in stale.order_by("id")[:1000]:
        attempts = delivery.attempts + 1
        over = attempts >= MOST_ATTEMPTS
        released += _finish(
            delivery,
            state=DeliveryState.FAILED if over else DeliveryState.WAITING,
            attempts=attempts,
            next_try_at=timezone.now(),
            error="worker died",
        )
    return released
