"""Many members at once, in a number of queries that does not grow with them.

Ends as `register_member` ends for each: an invited membership, a trail row, nothing told of what
the portal knew. A NIB that another business holds is left out, because a list of NIBs would
otherwise ask the portal who is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from associations import rules
from associations.actions.members import CannotRegister, Firm, Person, owners_for
from associations.enums import MembershipState, PermitKind
from associations.models import Association, Business, Membership, Owner, Permit
from ikm_portal.audit.engine import record_many

Pair = tuple[Person, Firm]
BATCH = 250  # members in one transaction


def register_members(
    *, association: Association, members: Sequence[Pair], by: Any
) -> list[Membership | str]:
    """In the order given: the membership, or a sentence why not. At most a few hundred at a time.

    `by` is None for the portal itself (a command on the server). Raises CannotRegister.
    """
    if by is not None and not (answer := rules.may_register_member(by, association)):
        raise CannotRegister(str(answer.reason))
    try:
        with transaction.atomic():
            return _all_at_once(association, members, by)
    except IntegrityError:  # somebody wrote down the same person at this very moment
        return [_alone(association, member, by) for member in members]


def _alone(association: Association, member: Pair, by: Any) -> Membership | str:
    for _attempt in range(2):
        try:
            with transaction.atomic():
                return _all_at_once(association, [member], by)[0]
        except IntegrityError:
            continue
    return str(_("Baris ini belum bisa disimpan. Coba lagi."))


def _all_at_once(
    association: Association, members: Sequence[Pair], by: Any
) -> list[Membership | str]:
    people = [person for person, _firm in members]
    owners, new = owners_for(people, is_demo=association.is_demo)
    wanted = [(owners[person.nik], firm) for person, firm in members]
    businesses = _businesses(wanted, association)
    own = set(
        Membership.objects.filter(
            association=association,
            business__in={businesses[owner.pk, firm.name.casefold()].pk for owner, firm in wanted},
        ).values_list("business_id", flat=True)
    )
    brought = new | set(
        Membership.objects.filter(
            association=association,
            business__owner__in={one.pk for one in owners.values()},
            brought_person=True,
            state=MembershipState.INVITED,
        ).values_list("business__owner_id", flat=True)
    )
    fresh: dict[int, Membership] = {}
    answer: list[Membership | str] = []
    for (owner, firm), (person, _firm) in zip(wanted, members, strict=True):
        business = businesses[owner.pk, firm.name.casefold()]
        if business.pk in own:
            answer.append(str(_("Usaha ini sudah ada di daftar anggota Anda.")))
            continue
        own.add(business.pk)
        fresh[business.pk] = Membership(
            association=association,
            business=business,
            listed_name=person.name,
            brought_person=owner.pk in brought,
        )
        answer.append(fresh[business.pk])
    Membership.objects.bulk_create(fresh.values())
    record_many("associations.membership.invite", list(fresh.values()), by=by)
    return answer


def _businesses(
    wanted: Sequence[tuple[Owner, Firm]], association: Association
) -> dict[tuple[int, str], Business]:
    """By owner and plain name: those that are there, and new ones with their permits."""
    there = Business.objects.filter(owner__in={owner.pk for owner, _firm in wanted})
    found = {(one.owner_id, one.name.casefold()): one for one in there.order_by("-pk")}
    new: dict[tuple[int, str], tuple[Business, Firm]] = {}
    for owner, firm in wanted:
        key = (owner.pk, firm.name.casefold())
        if key in found or key in new:
            continue
        business = Business(
            owner=owner,
            name=firm.name,
            product=firm.product,
            region=firm.region,
            kbli=firm.kbli,
            started_on=firm.started_on,
            workers=firm.workers,
            yearly_sales=firm.yearly_sales,
            address=firm.address,
            stated_nib=firm.permits.get(PermitKind.NIB, ""),
            is_demo=association.is_demo,
        )
        new[key] = (business, firm)
    Business.objects.bulk_create(business for business, _firm in new.values())
    Permit.objects.bulk_create(
        (
            Permit(business=business, kind=kind, number=number)
            for business, firm in new.values()
            for kind, number in firm.permits.items()
        ),
        ignore_conflicts=True,
    )
    return found | {key: business for key, (business, _firm) in new.items()}
