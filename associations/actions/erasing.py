"""Forgetting a person: what the portal may not keep goes from their own rows."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.db import transaction
from django.db.models import Q

from associations.actions.consents import withdraw_consent
from associations.actions.members import end_membership
from associations.models import Consent, IntakeRow, Membership, Owner, OwnerMerge, Permit
from ikm_portal.audit.engine import record

NOBODY = "Dihapus"


@transaction.atomic
def forget_person(*, owner: Owner, keep_identity: bool, by: Any) -> None:
    """Consents end, memberships end, phone, NPWP, address and account go.

    `keep_identity`: a bank has decided on this person, so name, NIK, birth date, business and
    permits stay with that decision. Otherwise they go, too; of the birth date the year stays.
    The caller has asked whether `by` may.
    """
    kept = Owner.objects.select_for_update(no_key=True).get(pk=owner.pk)
    for consent in Consent.objects.filter(owner=kept, withdrawn_at=None, replaced_at=None):
        withdraw_consent(consent=consent, by=by)
    for membership in Membership.objects.current().filter(business__owner=kept).order_by("pk"):
        end_membership(membership=membership, by=by)
    Membership.objects.filter(business__owner=kept).update(listed_name=NOBODY, member_number="")
    record("associations.owner.erase", kept, by=by, data={"identity_kept": keep_identity})
    _scrub(kept, keep_identity=keep_identity)
    for merged in Owner.objects.filter(merged_into=kept):
        _scrub(merged, keep_identity=False)  # the decision stands with the entry that was kept
    # What a merge moved holds names, too; without it the merge stands for good.
    OwnerMerge.objects.filter(Q(kept=kept) | Q(gone=kept)).update(
        moved=[], seals={f"associations.owner {kept.pk}": "erased"}
    )


def _scrub(kept: Owner, *, keep_identity: bool) -> None:
    kept.user = None
    kept.phone = kept.npwp = kept.address = ""
    kept.is_married = None
    if not keep_identity:
        kept.name = NOBODY
        kept.nik = f"dihapus-{secrets.token_hex(8)}"  # no number, and nobody's
        kept.birth_date = datetime.date(kept.birth_date.year, 1, 1)
    kept.save()
    kept.businesses.update(address="", stated_nib="")
    if not keep_identity:
        kept.businesses.update(name=NOBODY, workers=None, yearly_sales=None, started_on=None)
        Permit.objects.filter(business__owner=kept).delete()
        IntakeRow.objects.filter(membership__business__owner=kept).update(nik_hash="")
