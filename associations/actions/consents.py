"""A person's yes, and taking it back."""

from __future__ import annotations

import calendar
import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rules
from associations.enums import ConsentChannel, ConsentPurpose
from associations.models import Consent, Institution, Owner
from associations.queries import consent_text
from ikm_portal.audit.engine import record

MONTHS = {
    ConsentPurpose.PORTAL: 36,
    ConsentPurpose.ASSOCIATION: 36,
    ConsentPurpose.BANK: 12,
}


class CannotConsent(Exception):
    """Its text is a sentence for the person."""


@transaction.atomic
def give_consent(
    *,
    owner: Owner,
    purpose: str,
    by: Any,
    recipient: Institution | None = None,
    channel: str = ConsentChannel.WEB,
) -> Consent:
    """A yes in today's wording; an older yes to the same is replaced, not kept beside it.

    Raises CannotConsent when somebody else tries, or when no wording is in force.
    """
    answer = rules.may_give_consent(by, owner)
    if not answer:
        raise CannotConsent(str(answer.reason))
    # A double click gives one yes: the second waits here and replaces the first.
    Owner.objects.select_for_update(no_key=True).get(pk=owner.pk)
    today = timezone.localdate()
    text = consent_text(purpose, today)
    if text is None:
        raise CannotConsent(_("Naskah persetujuan belum tersedia. Hubungi Disperindag."))
    Consent.objects.filter(
        owner=owner, purpose=purpose, recipient=recipient, withdrawn_at=None, replaced_at=None
    ).update(replaced_at=timezone.now())
    consent = Consent.objects.create(
        owner=owner,
        text=text,
        purpose=purpose,
        recipient=recipient,
        channel=channel,
        given_by=by,
        given_on=today,
        valid_until=ends_on(purpose, today),
    )
    record("associations.consent.give", consent, by=by, data={"purpose": str(purpose)})
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: Any) -> Consent:
    """Cuts access at once; what was decided before stays in the trail."""
    answer = rules.may_give_consent(by, consent.owner)
    if not answer:
        raise CannotConsent(str(answer.reason))
    changed = Consent.objects.filter(pk=consent.pk, withdrawn_at=None, replaced_at=None).update(
        withdrawn_at=timezone.now()
    )
    if changed != 1:
        raise CannotConsent(_("Persetujuan ini sudah tidak berlaku."))
    consent.refresh_from_db()
    record("associations.consent.withdraw", consent, by=by)
    return consent


def ends_on(purpose: str, given_on: datetime.date) -> datetime.date:
    """The last day of a yes."""
    return _months_later(given_on, MONTHS[ConsentPurpose(purpose)])


def _months_later(day: datetime.date, months: int) -> datetime.date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
