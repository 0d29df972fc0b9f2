"""Bringing members into an association, and the member's own yes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rules
from associations.actions.consents import give_consent
from associations.enums import ConsentChannel, ConsentPurpose, PermitKind
from associations.models import Association, Business, KbliCode, Membership, Owner, Permit, Region
from ikm_portal.audit.engine import move, record
from ikm_portal.common.crypto import blind_index, blind_indexes


class CannotRegister(Exception):
    """Its text is a sentence for the person."""


@dataclass(frozen=True)
class Person:
    """The natural person behind a business. `nik`, `npwp` and `phone` in their stored form."""

    name: str
    nik: str
    birth_date: datetime.date
    sex: str
    region: Region
    phone: str = ""
    npwp: str = ""
    address: str = ""
    is_married: bool | None = None


@dataclass(frozen=True)
class Firm:
    """The business. `yearly_sales` in rupiah; `permits` as {kind: number}."""

    name: str
    product: str
    region: Region
    kbli: KbliCode | None = None
    started_on: datetime.date | None = None
    workers: int | None = None
    yearly_sales: int | None = None
    address: str = ""
    permits: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def register_member(
    *, association: Association, person: Person, firm: Firm, by: Any, is_demo: bool = False
) -> Membership:
    """The business as an invited member; it counts when the person has confirmed.

    A person known by NIK is not entered twice and keeps their own data: what the association
    typed is then not used, and nothing of what was there is told. Raises CannotRegister.
    """
    answer = rules.may_register_member(by, association)
    if not answer:
        raise CannotRegister(str(answer.reason))
    owners, new = owners_for([person], is_demo=is_demo)
    owner = owners[person.nik]
    business = owner.businesses.filter(name__iexact=firm.name).first()
    if business is None:
        business = _add_business(owner, firm, is_demo=is_demo)
        if not add_permits(business, firm.permits, association=association, by=by):
            raise CannotRegister(_("NIB ini sudah dipakai usaha lain. Periksa angkanya."))
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                association=association,
                business=business,
                listed_name=person.name,
                brought_person=owner.pk in new or _brought_before(association, owner),
            )
    except IntegrityError:
        raise CannotRegister(_("Usaha ini sudah ada di daftar anggota Anda.")) from None
    record("associations.membership.invite", membership, by=by)
    return membership


def owners_for(people: Iterable[Person], *, is_demo: bool) -> tuple[dict[str, Owner], set[int]]:
    """By NIK, locked in one order; and the numbers of those who are new here.

    A person who is known takes the same steps as one who is not, up to an insert that finds them
    there: else the time of the answer would tell an association who is in another one. Two at once
    make one person.
    """
    first: dict[str, Person] = {}
    for person in people:
        first.setdefault(person.nik, person)
    by_hash = {hashed: nik for nik in first for hashed in blind_indexes(nik, "nik")}
    there = Owner.objects.filter(nik_hash__in=by_hash).values_list("nik_hash", flat=True)
    known = {by_hash[hashed]: hashed for hashed in there}
    entries = {
        nik: _entry(person, known.get(nik) or blind_index(nik, "nik"), is_demo=is_demo)
        for nik, person in first.items()
    }
    Owner.objects.bulk_create(entries.values(), ignore_conflicts=True)
    rows = (
        Owner.objects.select_for_update(no_key=True, of=("self",))
        .filter(nik_hash__in=[entry.nik_hash for entry in entries.values()])
        .select_related("merged_into", "user", "region")
        .order_by("pk")
    )
    stored = {row.nik_hash: row for row in rows}
    found = {nik: stored[entry.nik_hash] for nik, entry in entries.items()}
    new = {
        found[nik].pk
        for nik, entry in entries.items()
        # Equal to the microsecond: this very insert, not one of somebody who was faster.
        if nik not in known and found[nik].created_at == entry.created_at
    }
    return {nik: owner.merged_into or owner for nik, owner in found.items()}, new


def _entry(person: Person, nik_hash: str, *, is_demo: bool) -> Owner:
    return Owner(
        name=person.name,
        nik=person.nik,
        nik_hash=nik_hash,
        npwp=person.npwp,
        npwp_hash=blind_index(person.npwp, "npwp"),
        phone=person.phone,
        phone_hash=blind_index(person.phone, "phone"),
        birth_date=person.birth_date,
        sex=person.sex,
        region=person.region,
        address=person.address,
        is_married=person.is_married,
        is_demo=is_demo,
    )


def _brought_before(association: Association, owner: Owner) -> bool:
    """A second business of a person whom this very association has entered."""
    return Membership.objects.filter(
        association=association, business__owner=owner, brought_person=True, state="invited"
    ).exists()


def _add_business(owner: Owner, firm: Firm, *, is_demo: bool) -> Business:
    return Business.objects.create(
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
        is_demo=is_demo,
    )


def add_permits(
    business: Business, permits: dict[str, str], *, association: Association, by: Any
) -> bool:
    """A NIB that another business holds is left out, by the same statements as one that is free.
    False: `by` may be told so, the office, and an association of a person whom it reads; else
    NIBs would ask the portal who is in it."""
    Permit.objects.bulk_create(
        [Permit(business=business, kind=kind, number=number) for kind, number in permits.items()],
        ignore_conflicts=True,
    )
    nib = permits.get(PermitKind.NIB, "")
    holders = Permit.objects.filter(kind=PermitKind.NIB, number=nib).exclude(business=business)
    if not by.is_office:
        read = Membership.objects.open_book().filter(association=association)
        holders = holders.filter(business__in=read.values("business"))
    return not (nib and holders.exists())


@transaction.atomic
def confirm_membership(
    *, membership: Membership, by: Any, channel: str = ConsentChannel.WEB
) -> Membership:
    """The member's own yes: to being in the portal, and to the association helping. CannotMove."""
    move(membership, "confirm", by=by)
    owner = membership.business.owner
    give_consent(owner=owner, purpose=ConsentPurpose.PORTAL, by=by, channel=channel)
    give_consent(owner=owner, purpose=ConsentPurpose.ASSOCIATION, by=by, channel=channel)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: Any) -> Membership:
    """Out of the association. Its open invitations end, and it reads the person's data no more."""
    move(
        membership,
        "leave",
        by=by,
        set={"brought_person": False, "listed_name": membership.name_for_association},
    )
    membership.invitations.filter(used_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    return membership


@transaction.atomic
def ask_back_in(*, membership: Membership, by: Any) -> Membership:
    """Somebody who left is asked to come back; they say yes again themselves."""
    move(membership, "return", by=by)
    return membership


@transaction.atomic
def link_account(*, owner: Owner, user: Any, by: Any) -> Owner:
    """Ties a person's account to their data; once tied it is never moved to another account."""
    changed = Owner.objects.filter(pk=owner.pk, user=None).update(user=user)
    if changed != 1:
        raise CannotRegister(_("Data ini sudah punya akun."))
    owner.user = user
    record("associations.owner.link_account", owner, by=by, data={"user": user.pk})
    return owner
