"""Each manager brings in the members; they get an account and say yes themselves, most of them."""

from __future__ import annotations

from associations.actions.members import (
    Firm,
    Person,
    confirm_membership,
    link_account,
    register_member,
)
from associations.models import Association, KbliCode, Region
from ikm_portal.accounts.enums import Kind
from ikm_portal.demo.house import account, manager_of
from ikm_portal.demo.lists import leave_list
from ikm_portal.demo.people import TRADES, Invented, invent


def bring_in(seed: int, hashed: str) -> None:
    """113 members. Four get the demo's password; the others have none and can't sign in."""
    places = {row.code: row for row in Region.objects.filter(level="kecamatan")}
    for trade in TRADES.values():
        association = Association.objects.get(slug=trade.slug)
        kbli = KbliCode.objects.get(code=trade.kbli, edition="2020")
        manager = manager_of(association)
        for one in invent(seed):
            if one.trade != trade.slug:
                continue
            place = places[one.kecamatan]
            membership = register_member(
                association=association,
                person=_person(one, place),
                firm=_firm(one, place, trade.product, kbli),
                by=manager,
                is_demo=True,
            )
            if one.confirmed:
                owner = membership.business.owner
                user = account(
                    one.login,
                    Kind.MEMBER,
                    name=one.name,
                    phone=one.phone,
                    hashed=hashed if one.login else "",
                )
                link_account(owner=owner, user=user, by=manager)
                confirm_membership(membership=membership, by=user)
    leave_list("keripik-pisang")


def _person(one: Invented, place: Region) -> Person:
    return Person(
        name=one.name,
        nik=one.nik,
        birth_date=one.birth_date,
        sex=one.sex,
        region=place,
        phone=one.phone,
        npwp=one.npwp,
        address=one.address,
        is_married=one.is_married,
    )


def _firm(one: Invented, place: Region, product: str, kbli: KbliCode) -> Firm:
    return Firm(
        name=one.firm,
        product=product,
        region=place,
        kbli=kbli,
        started_on=one.started_on,
        workers=one.workers,
        yearly_sales=one.yearly_sales,
        address=one.address,
        permits=dict(one.permits),
    )
