"""Each person who signs in has an address of their own."""

import itertools

import pytest
from django.test import Client

from associations.models import Membership
from tests import cast as play

PASSWORD = "kopi-robusta-hitam"


_addresses = (f"10.0.{a}.{b}" for a, b in itertools.product(range(250), range(1, 250)))


@pytest.fixture
def as_(db):
    """as_(user) → a client that is signed in as this person, from an address of its own."""

    def signed_in(user):
        one = Client(REMOTE_ADDR=next(_addresses))
        if user is not None:
            one.force_login(user)
        return one

    return signed_in


@pytest.fixture
def everybody(cast):
    """One of each kind of person, by name, and nobody."""
    return {
        "nobody": None,
        "member": cast.member1,
        "other member": cast.member_garam,
        "manager": cast.manager_kopi,
        "other manager": cast.manager_garam,
        "officer": cast.officer,
        "officer of another bank": cast.officer_bni,
        "officer of another branch": cast.officer_liwa,
        "branch head": cast.branch_head,
        "staff": cast.staff,
        "head": cast.head,
        "reader": cast.reader,
        "guest": cast.guest,
    }


@pytest.fixture
def waiting(cast):
    """A membership whose person has no account and has not said yes: NIK ends in 0040."""
    return invited(cast, cast.kopi, 40, "Dewi Belum")


def invited(cast, association, number, name, **more) -> Membership:
    from associations.actions.members import Firm, Person, register_member

    return register_member(
        association=association,
        person=Person(
            name=name,
            nik=play.nik_for(number, sex="P", born="170885"),
            birth_date="1985-08-17",
            sex="P",
            region=cast.kedaton,
            **{"phone": f"+62812000000{number:02d}", **more},
        ),
        firm=Firm(name=f"Usaha {name}", product="kopi bubuk", region=cast.kedaton),
        by=association.managers.get().user,
    )
