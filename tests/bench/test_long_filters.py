"""A filter's list of choices stays short, and the chosen one is always in it."""

from __future__ import annotations

import pytest

from associations.models import Association, Region
from ikm_portal.accounts.models import User
from ikm_portal.audit.admin.filters import MOST

URL = "/admin/financing/application/"


@pytest.fixture
def many(db):
    place = Region.objects.create(code="18", name="Lampung", level="provinsi")
    return Association.objects.bulk_create(
        Association(slug=f"a-{n}", name=f"Asosiasi {n:03}", commodity="kopi", region=place)
        for n in range(MOST + 20)
    )


@pytest.fixture
def boss(db, client):
    user = User.objects.create_superuser(email="boss@kantor.test", password=None)
    client.force_login(user)
    return client


def choices(answer):
    spec = next(
        spec
        for spec in answer.context["cl"].filter_specs
        if getattr(spec, "lookup_kwarg", "").startswith("association")
    )
    return [pk for pk, _name in spec.lookup_choices]


def test_the_first_ones_are_offered(many, boss):
    assert choices(boss.get(URL)) == [row.pk for row in many[:MOST]]


def test_the_chosen_one_is_in_the_list(many, boss):
    far = many[-1].pk
    assert choices(boss.get(f"{URL}?association__id__exact={far}"))[-1] == far
    near = many[0].pk
    assert choices(boss.get(f"{URL}?association__id__exact={near}")).count(near) == 1


@pytest.mark.parametrize("odd", ["x", "-1", "999999999999", "9" * 40])
def test_what_nobody_offered_does_no_harm(many, boss, odd):
    assert boss.get(f"{URL}?association__id__exact={odd}").status_code in {200, 302}
