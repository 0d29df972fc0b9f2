"""Staff with the rights of their groups, exactly as sync_groups hands them out."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from ikm_portal.accounts.actions.group import sync_groups
from ikm_portal.accounts.models import User
from tests import cast as the_cast

GROUPS = {"staff": "Petugas", "head": "Kepala/penyetuju", "reader": "Pembaca"}


@pytest.fixture
def cast(db):
    cast = the_cast.assemble()
    sync_groups()
    for name, group in GROUPS.items():
        user = getattr(cast, name)
        user.user_permissions.clear()
        user.groups.add(Group.objects.get(name=group))
        setattr(cast, name, User.objects.get(pk=user.pk))
    cast.keeper = User.objects.create_user(
        email="data@uji.test", name="Dewi Data", kind="staff", is_staff=True
    )
    cast.keeper.groups.add(Group.objects.get(name="Pengelola data"))
    return cast


@pytest.fixture
def room():
    """room(user) → a client that is signed in."""

    def enter(user):
        client = Client()
        client.force_login(user)
        return client

    return enter
