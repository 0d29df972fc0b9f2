"""Looks into a person's file that leave a trace, because the person may read who looked."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from financing import rules
from financing.models import Referral
from ikm_portal.audit.engine import record
from ikm_portal.audit.models import Entry

OPENED = "financing.referral.opened"
UNMASKED = "financing.referral.unmask"
_ONE_LOOK = datetime.timedelta(hours=1)


class CannotLook(Exception):
    """Its text is a sentence for the person."""


def note_opened(*, referral: Referral, trail: Iterable[Entry], by: Any) -> None:
    """The officer has the file before them. Once an hour: a reload is not another look.

    `trail`: what the page has read of the referral's history anyway.
    """
    since = timezone.now() - _ONE_LOOK
    seen = any(
        entry.action == OPENED and entry.actor_id == by.pk and entry.at > since for entry in trail
    )
    if not seen:
        record(OPENED, referral, by=by)


def unmask_nik(*, referral: Referral, by: Any) -> str:
    """The whole NIK, after the trace is written. Raises CannotLook."""
    answer = rules.may_unmask(by, referral)
    if not answer:
        raise CannotLook(str(answer.reason))
    record(UNMASKED, referral, by=by)
    return referral.owner.nik
