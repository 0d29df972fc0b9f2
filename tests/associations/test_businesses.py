"""Correcting data: who may, and what the trail keeps."""

from __future__ import annotations

import pytest

from associations.actions.businesses import (
    CannotCorrect,
    correct_business,
    correct_owner,
    set_permit,
    show_nik,
)
from associations.models import Permit
from ikm_portal.audit.models import Entry
from tests import cast as play


@pytest.fixture
def business(cast):
    return cast.member1.owner.businesses.get()


def test_before_and_after_stand_in_the_trail_for_what_is_not_personal(cast, business):
    correct_business(business=business, by=cast.member1, workers=5, address="Jl. Melati 3")
    entry = Entry.objects.get(action="associations.business.correct")
    assert entry.data == {"changes": {"workers": [3, 5], "address": None}}
    assert "Melati" not in entry.payload


def test_what_is_the_same_leaves_no_trace(cast, business):
    correct_business(business=business, by=cast.member1, workers=3)
    correct_owner(owner=cast.member1.owner, by=cast.member1, phone=cast.member1.owner.phone)
    set_permit(business=business, kind="nib", number="", by=cast.member1)
    assert not Entry.objects.filter(action__contains="correct").exists()
    assert not Entry.objects.filter(action__contains="permit").exists()


@pytest.mark.parametrize("person", ["member2", "manager_kopi", "manager_garam", "officer", "guest"])
def test_nobody_else_corrects_what_a_person_with_an_account_owns(cast, business, person):
    by = getattr(cast, person)
    for attempt in (
        lambda: correct_business(business=business, by=by, workers=9),
        lambda: correct_owner(owner=business.owner, by=by, address="x"),
        lambda: set_permit(business=business, kind="nib", number="1" * 13, by=by),
        lambda: show_nik(owner=business.owner, by=by),
    ):
        with pytest.raises(CannotCorrect):
            attempt()
    business.refresh_from_db()
    assert business.workers == 3
    assert not Permit.objects.exists()
    assert not Entry.objects.filter(action__contains="show_nik").exists()


def test_until_there_is_an_account_the_manager_may(cast):
    user = play.member(cast, cast.kopi, 8, "Eka Kopi", confirmed=False)
    owner = user.owner
    owner.user = None
    owner.save()
    correct_business(business=owner.businesses.get(), by=cast.manager_kopi, workers=7)
    assert owner.businesses.get().workers == 7
    with pytest.raises(CannotCorrect):
        correct_business(business=owner.businesses.get(), by=cast.manager_garam, workers=8)


def test_a_permit_comes_changes_and_goes(cast, business):
    for number in ("1" * 13, "2" * 13, ""):
        set_permit(business=business, kind="nib", number=number, by=cast.member1)
        assert [one.number for one in business.permits.all()] == ([number] if number else [])
    assert Entry.objects.filter(action="associations.business.permit").count() == 3


def test_name_nik_and_birth_date_are_not_corrected_here(cast):
    for field in ("name", "nik", "birth_date", "user"):
        with pytest.raises(ValueError, match="not to be corrected"):
            correct_owner(owner=cast.member1.owner, by=cast.member1, **{field: "x"})
