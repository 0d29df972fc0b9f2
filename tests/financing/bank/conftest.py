"""Clients that are signed in, and what a case's page shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from ikm_portal.accounts.models import User


@pytest.fixture
def at(db) -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
