"""The reference edition, a person who drafts and one who approves, and drafts played through."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from financing.actions.rehearsals import run_batch, start_rehearsal
from financing.actions.rules import approve_edition, start_draft, write_rule
from financing.reference import load_rules
from ikm_portal.accounts.actions.group import sync_groups
from ikm_portal.accounts.models import User
from tests import cast as play


def today() -> datetime.date:
    return timezone.localdate()


def tomorrow() -> datetime.date:
    return today() + datetime.timedelta(days=1)


@pytest.fixture
def book(cast):
    """The cast, with rules in the tables and staff in their groups."""
    load_rules()
    sync_groups()
    for name, group in (("staff", "Petugas"), ("head", "Kepala/penyetuju")):
        user = getattr(cast, name)
        user.groups.add(Group.objects.get(name=group))
        setattr(cast, name, User.objects.get(pk=user.pk))
    return cast


def staff_in(*groups: str, email: str = "serba@uji.test") -> User:
    user = play._user(email, "Sari Serba", "staff", is_staff=True)
    user.groups.add(*Group.objects.filter(name__in=groups))
    return User.objects.get(pk=user.pk)


def set_limit(edition, by, amount, *, scheme="mikro", key="plafon_max_inclusive"):
    """The value in force from 2026 on."""
    value = edition.rows.get(scheme=scheme, key=key, valid_from="2026-01-01", region="")
    value.value = amount
    return write_rule(value=value, by=by)


def drafted(cast, amount=20_000_000, *, day=None, **more):
    """KUR Mikro up to another amount, not rehearsed yet."""
    edition = start_draft(
        why="Plafon KUR Mikro diturunkan.", effective_from=day or today(), by=cast.staff, **more
    )
    set_limit(edition, cast.staff, amount)
    return edition


def rehearsed(cast, amount=20_000_000, **more):
    edition = drafted(cast, amount, **more)
    run(start_rehearsal(edition=edition, by=cast.staff))
    edition.refresh_from_db()
    return edition


def approved(cast, amount=20_000_000, **more):
    return approve_edition(edition=rehearsed(cast, amount, **more), by=cast.head)


def run(rehearsal, size=500):
    while run_batch(rehearsal.pk, size=size):
        pass
    rehearsal.refresh_from_db()
    return rehearsal


def mikro_limit(rules, day=None):
    return rules.get("mikro", "plafon_max_inclusive", day or today()).value
