"""A house of its own for each file: what one breaks, the next does not see."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.fire.house import House, Visitor
from tests.journeys.mail import PostOffice


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with PostOffice() as post:
        house = House(tmp_path_factory.mktemp("house") / "state", post.port)
        try:
            known = house.open()
            yield SimpleNamespace(house=house, post=post, **known)
        finally:
            house.close()


@pytest.fixture(scope="module")
def enter(place):
    """enter(email) → a browser in which that person is signed in."""
    return lambda email: Visitor(place.house, email)
