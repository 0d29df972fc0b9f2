"""What an association wrote down wrongly, put right before the person has an account."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from associations import rules
from associations.actions.businesses import (
    CannotCorrect,
    correct_business,
    correct_owner,
    set_permit,
)
from associations.actions.members import Firm, Person, add_permits
from associations.enums import PermitKind
from associations.models import Membership, Owner
from ikm_portal.audit.engine import record


@transaction.atomic
def correct_member(*, membership: Membership, person: Person, firm: Firm, by: Any) -> Membership:
    """All of what the association entered, but the NIK: that one means a person, and changing it
    would tell whether somebody else has it. `firm.permits` names each kind; an empty number takes
    the permit away. Raises CannotCorrect; then nothing has changed.
    """
    owner, business = membership.business.owner, membership.business
    # The person may be saying yes with an account at this moment: then the data is theirs.
    owner.user_id = Owner.objects.select_for_update(no_key=True).get(pk=owner.pk).user_id
    if owner.user_id is not None or not rules.manages(by, membership.association):
        raise CannotCorrect(str(rules.NOT_YOURS.reason))
    answer = rules.may_edit_owner(by, owner)
    if not answer:
        raise CannotCorrect(str(answer.reason))
    if person.nik != owner.nik:
        raise CannotCorrect(
            _("NIK tidak bisa diganti. Keluarkan anggota ini, lalu daftarkan lagi.")
        )
    _identity(membership, person, by)
    correct_owner(
        owner=owner,
        by=by,
        phone=person.phone,
        address=person.address,
        region=person.region,
        is_married=person.is_married,
        npwp=person.npwp,
    )
    correct_business(
        business=business,
        by=by,
        name=firm.name,
        product=firm.product,
        kbli=firm.kbli,
        started_on=firm.started_on,
        workers=firm.workers,
        yearly_sales=firm.yearly_sales,
        address=firm.address,
        region=firm.region,
    )
    for kind, number in firm.permits.items():
        if kind != PermitKind.NIB:
            set_permit(business=business, kind=kind, number=number, by=by)
    _state_nib(membership, firm.permits.get(PermitKind.NIB, ""), by)
    return membership


def _state_nib(membership: Membership, nib: str, by: Any) -> None:
    """As on entry: what somebody else holds is left out without a word. The same statements
    whether or not it is held, also when the same form is sent again."""
    business = membership.business
    held = business.permits.filter(kind=PermitKind.NIB)
    known = held.first()
    before = known.number if known else business.stated_nib
    held.exclude(number=nib).delete()
    permits = {str(PermitKind.NIB): nib} if nib else {}
    if not add_permits(business, permits, association=membership.association, by=by):
        raise CannotCorrect(_("NIB ini sudah dipakai usaha lain. Periksa angkanya."))
    business.stated_nib = nib
    business.save(update_fields=["stated_nib", "updated_at"])
    if nib != before:
        data = {"kind": str(PermitKind.NIB)}
        record("associations.business.permit", business, by=by, data=data)


def _identity(membership: Membership, person: Person, by: Any) -> None:
    owner = membership.business.owner
    changed = [
        name
        for name in ("name", "birth_date", "sex")
        if getattr(owner, name) != getattr(person, name)
    ]
    if not changed:
        return
    for name in changed:
        setattr(owner, name, getattr(person, name))
    owner.save(update_fields=[*changed, "updated_at"])
    membership.listed_name = person.name
    membership.save(update_fields=["listed_name"])
    record("associations.owner.correct", owner, by=by, data={"changes": dict.fromkeys(changed)})
