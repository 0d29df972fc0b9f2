"""Taking back a yes: what the bank or the association saw of the person ends with it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from associations.actions.consents import withdraw_consent
from associations.actions.members import end_membership
from associations.enums import ConsentPurpose
from associations.models import Consent, Membership, Owner
from financing.actions.applications import withdraw_application
from financing.actions.referrals import withdraw_referral
from financing.enums import ApplicationState, ReferralState
from financing.models import Application, Referral
from ikm_portal.audit.engine import move, record


def stopped_by(consent: Consent) -> Referral | None:
    """The referral that ends when this consent is withdrawn.

    Not one with a signed contract: from then on the bank keeps what the contract needs.
    """
    if consent.purpose != ConsentPurpose.BANK:
        return None
    return (
        Referral.objects.filter(
            owner=consent.owner_id,
            branch__bank__institution=consent.recipient_id,
            state__in=[*ReferralState.waiting_ones(), ReferralState.APPROVED],
        )
        .select_related("application", "branch__bank__institution")
        .first()
    )


@transaction.atomic
def withdraw_with_referral(*, consent: Consent, by: Any) -> Referral | None:
    """Withdraws the consent and closes the bank's case at once, so that NIK and papers shut.

    An application that the bank had not decided goes back to the office, free for another bank;
    one that was approved ends. Lock order: application, referral. CannotConsent, CannotMove.
    """
    # All of the person's, before looking: a file that is being referred at this moment counts too.
    mine = Application.objects.filter(owner=consent.owner_id).order_by("pk")
    locked = {one.pk: one for one in mine.select_for_update(no_key=True)}
    referral = stopped_by(consent)
    application = locked.get(referral.application_id) if referral is not None else None
    withdraw_consent(consent=consent, by=by)
    if consent.purpose == ConsentPurpose.ASSOCIATION:
        _out_of_the_associations_sight(consent.owner, by)
    if referral is None or application is None:
        return None
    if application.state == ApplicationState.REFERRED:
        withdraw_referral(referral=referral, by=by)
        move(application, "released", by=None)
    else:
        withdraw_application(application=application, by=by)
    return referral


def _out_of_the_associations_sight(owner: Owner, by: Any) -> None:
    """The files stay with the person and the office; managers no longer find them, nor the person's
    own data: confirming the membership gave this yes, so without it the membership ends."""
    for membership in Membership.objects.current().filter(business__owner=owner).order_by("pk"):
        end_membership(membership=membership, by=by)
    for application in Application.objects.filter(owner=owner).exclude(association=None):
        record(
            "financing.application.leave_association",
            application,
            by=by,
            data={"association": application.association_id},
        )
    Application.objects.filter(owner=owner).update(association=None)
