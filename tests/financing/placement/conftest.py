"""An association whose verified files wait for a bank, quotas that do not last, two persons."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from associations.models import Owner
from financing import tasks
from financing.actions.placement import start_run
from financing.actions.quotas import open_quota
from financing.models import PlacementRun
from financing.reference import load_rules
from ikm_portal.accounts.actions.group import sync_groups
from ikm_portal.accounts.models import User
from tests import cast as play

NAMES = ("Aminah", "Budi", "Dewi", "Eko", "Fitri", "Gunawan")


@pytest.fixture
def group(cast):
    return gathered(cast)


def gathered(cast) -> SimpleNamespace:
    """Six of kopi, 25 million each: BRI has room for two, BNI for one, Bank Lampung for two."""
    load_rules()
    sync_groups()
    for name, its in (("staff", "Petugas"), ("head", "Kepala/penyetuju")):
        user = getattr(cast, name)
        user.user_permissions.clear()
        user.groups.add(Group.objects.get(name=its))
        setattr(cast, name, User.objects.get(pk=user.pk))
    cast.people = [cast.member1, cast.member2] + [
        play.member(cast, cast.kopi, 50 + n, f"{name} Kopi") for n, name in enumerate(NAMES[2:])
    ]
    women = [cast.people[0].pk, cast.people[2].pk, cast.people[4].pk]
    Owner.objects.filter(user__in=women).update(sex="P")
    for person in cast.people:
        play.verified(cast, person, cast.product_bri)
    today = timezone.localdate()
    for product, amount, count in (
        (cast.product_bri, 50_000_000, None),
        (cast.product_bni, 100_000_000, 1),
        (cast.product_bank_lampung, 60_000_000, 9),
    ):
        open_quota(
            product=product,
            starts_on=today,
            ends_on=today + datetime.timedelta(days=300),
            amount=amount,
            count=count,
            source="uji",
            as_of=today,
            by=cast.staff,
        )
    return cast


def computed(cast, **more) -> PlacementRun:
    run = start_run(association=cast.kopi, by=cast.staff, **more)
    tasks.place(run.pk)
    run.refresh_from_db()
    return run
