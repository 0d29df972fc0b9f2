"""Entries of one person in two associations: found by night, merged by staff, taken apart again."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import connection

from associations.actions import merging
from associations.actions.erasing import forget_person
from associations.actions.finding import find_pairs
from associations.actions.members import Firm, Person, confirm_membership, register_member
from associations.actions.merging import CannotMerge
from associations.models import Business, Consent, Membership, Owner, Permit, SuspectedPair
from financing.models import Application
from ikm_portal.accounts.models import User
from ikm_portal.audit.engine import CannotMove
from ikm_portal.audit.models import Entry
from tests import cast as play
from tests.office.places import page, step


@pytest.fixture
def clerk(cast) -> User:
    rights = ["merge_owner", "view_suspectedpair"]
    cast.staff.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    return User.objects.get(pk=cast.staff.pk)


def enter(
    cast, association, name, number, *, firm="Usaha Sendiri", nib="", born=None
) -> Membership:
    """By the association's manager, who knows nothing of the others."""
    return register_member(
        association=association,
        person=Person(
            name=name,
            nik=play.nik_for(number),
            birth_date=born or datetime.date(1975, 5, 17),
            sex="P",
            region=cast.kedaton,
            phone=f"+628130000{number:04d}",
        ),
        firm=Firm(
            name=firm,
            product="keripik",
            region=cast.kedaton,
            permits={"nib": nib} if nib else {},
        ),
        by=association.managers.get().user,
    )


@pytest.fixture
def twins(cast):
    """(membership in kopi, membership in garam, pair): Siti Rohani with a slip in one NIK."""
    one = enter(cast, cast.kopi, "Siti Rohani", 601)
    other = enter(cast, cast.garam, "Siti Rohanni", 602)
    assert find_pairs() == 1
    return one, other, SuspectedPair.objects.get()


def everything() -> dict[str, list]:
    """All rows of people, files and accounts, as the database has them."""
    tables = [
        name
        for name in connection.introspection.table_names()
        if name.startswith(("associations_", "financing_", "accounts_user"))
        and name not in {"associations_suspectedpair", "associations_ownermerge"}
    ]
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


# Finding


def test_alike_people_are_found_once_and_strangers_are_not(cast, twins):
    _one, _other, pair = twins
    assert pair.name_match >= 75
    assert find_pairs() == 0
    enter(cast, cast.kopi, "Bambang Sudibyo", 603)  # the same day and place, another name
    enter(cast, cast.garam, "Siti Rohani", 604, born=datetime.date(1999, 1, 2))  # another age
    assert find_pairs() == 0
    enter(
        cast, cast.garam, "Siti Rohani", 605, born=datetime.date(1975, 7, 15)
    )  # a slip in the day
    assert find_pairs() >= 1


def test_a_nib_that_another_holds_tells_staff_and_nobody_else(cast):
    first = enter(cast, cast.kopi, "Agus Salim", 606, nib="9120001112223")
    second = enter(cast, cast.garam, "Wawan Setia", 607, nib="9120001112223")
    assert second.state == "invited"  # not a word to the second association
    assert not Permit.objects.filter(business=second.business).exists()
    assert find_pairs() == 1
    pair = SuspectedPair.objects.get()
    assert (pair.by_nib, pair.first, pair.second) == (
        True,
        first.business.owner,
        second.business.owner,
    )


def test_only_the_office_sees_pairs(cast, twins):
    for user in User.objects.all():
        assert SuspectedPair.objects.visible_to(user).exists() == user.is_office


# Merging and undoing


def test_merged_and_undone_every_row_is_as_before(cast, clerk, twins):
    one, other, pair = twins
    gone = other.business.owner
    account = play._user("siti@uji.test", "Siti", "member")
    Owner.objects.filter(pk=gone.pk).update(user=account)
    other.refresh_from_db()
    confirm_membership(membership=Membership.objects.get(pk=other.pk), by=account)
    file = play.draft(account, cast.product_bri)
    before = everything()
    merging.merge_owners(pair=pair, keep=one.business.owner_id, by=clerk)
    kept = Owner.objects.get(pk=one.business.owner_id)
    assert kept.user == account
    assert Application.objects.get(pk=file.pk).owner == kept
    assert Membership.objects.filter(business__owner=kept).count() == 2
    assert Consent.objects.filter(owner=kept).count() == 2
    assert not Business.objects.filter(owner=gone).exclude(memberships=None).exists()
    merging.undo_merge(pair=pair, by=clerk)
    assert everything() == before
    pair.refresh_from_db()
    assert pair.state == "open"
    merging.merge_owners(pair=pair, keep=gone.pk, by=clerk)  # and the other way round
    assert Owner.objects.get(pk=one.business.owner_id).merged_into_id == gone.pk


def test_the_same_business_becomes_one_with_its_permits(cast, clerk):
    one = enter(cast, cast.kopi, "Siti Rohani", 601, firm="Keripik Siti")
    other = enter(cast, cast.garam, "Siti Rohanni", 602, firm="KERIPIK SITI", nib="9120001112224")
    find_pairs()
    before = everything()
    pair = SuspectedPair.objects.get()
    merging.merge_owners(pair=pair, keep=one.business.owner_id, by=clerk)
    assert {row.business_id for row in Membership.objects.filter(pk__in=[one.pk, other.pk])} == {
        one.business_id
    }
    assert Permit.objects.get(number="9120001112224").business_id == one.business_id
    merging.undo_merge(pair=pair, by=clerk)
    assert everything() == before


def test_an_association_reads_nothing_new_before_the_persons_yes(cast, clerk, twins):
    one, other, pair = twins
    merging.merge_owners(pair=pair, keep=one.business.owner_id, by=clerk)
    kept = one.business.owner
    assert not Owner.objects.visible_to(cast.manager_garam).filter(pk=kept.pk).exists()
    assert Owner.objects.visible_to(cast.manager_kopi).filter(pk=kept.pk).exists()
    assert Membership.objects.get(pk=other.pk).name_for_association == "Siti Rohanni"


@pytest.mark.parametrize("what", ["phone", "application", "permit", "state"])
def test_undo_refuses_what_changed_since(cast, clerk, twins, what):
    one, other, pair = twins
    merging.merge_owners(pair=pair, keep=one.business.owner_id, by=clerk)
    kept = Owner.objects.get(pk=one.business.owner_id)
    if what == "phone":
        kept.phone = "+6281999999999"
        kept.save()
    elif what == "application":
        Application.objects.create(owner=kept, business=other.business, created_by=clerk)
    elif what == "permit":
        Permit.objects.create(business=other.business, kind="halal", number="1")
    else:
        Membership.objects.filter(pk=other.pk).update(state="left")
    before = everything()
    with pytest.raises(CannotMerge, match="sudah berubah"):
        merging.undo_merge(pair=pair, by=clerk)
    assert everything() == before


def test_two_running_files_are_refused_with_a_sentence(cast, clerk, twins):
    one, other, pair = twins
    for membership in (one, other):
        Application.objects.create(
            owner=membership.business.owner, business=membership.business, created_by=clerk
        )
    before = everything()
    with pytest.raises(CannotMerge, match="Keduanya punya pengajuan"):
        merging.merge_owners(pair=pair, keep=one.business.owner_id, by=clerk)
    assert everything() == before


def test_two_accounts_become_one_that_signs_in(cast, clerk, twins):
    one, other, pair = twins
    first, second = (play._user(f"{n}@siti.test", "Siti", "member") for n in "ab")
    Owner.objects.filter(pk=one.business.owner_id).update(user=first)
    Owner.objects.filter(pk=other.business.owner_id).update(user=second)
    merging.merge_owners(pair=pair, keep=one.business.owner_id, by=clerk)
    assert not User.objects.get(pk=second.pk).is_active
    User.objects.filter(pk=first.pk).update(last_login="2026-11-24T00:00Z")  # no change of ours
    merging.undo_merge(pair=pair, by=clerk)
    assert User.objects.get(pk=second.pk).is_active


def test_not_by_others_nor_twice(cast, clerk, twins):
    one, _other, pair = twins
    before = Entry.objects.count()
    for user in (cast.manager_kopi, cast.head, cast.member1):
        with pytest.raises(CannotMove):
            merging.merge_owners(pair=pair, keep=one.business.owner_id, by=user)
    assert Entry.objects.count() == before
    with pytest.raises(CannotMerge):
        merging.merge_owners(pair=pair, keep=cast.member1.owner.pk, by=clerk)
    merging.merge_owners(pair=pair, keep=one.business.owner_id, by=clerk)
    with pytest.raises(CannotMerge):
        merging.merge_owners(pair=pair, keep=one.business.owner_id, by=clerk)


def test_a_merged_nik_leads_to_the_kept_person(cast, clerk, twins):
    one, _other, pair = twins
    merging.merge_owners(pair=pair, keep=one.business.owner_id, by=clerk)
    again = enter(cast, cast.kopi, "Siti R.", 602, firm="Usaha Kedua")
    assert again.business.owner_id == one.business.owner_id


def test_a_nik_leads_on_when_the_kept_person_is_merged_again(cast, clerk, twins):
    one, _other, pair = twins
    middle = one.business.owner
    merging.merge_owners(pair=pair, keep=middle.pk, by=clerk)
    last = enter(cast, cast.garam, "Siti Rohaniy", 603).business.owner
    find_pairs()
    further = SuspectedPair.objects.get(first=middle, second=last)
    before = everything()
    merging.merge_owners(pair=further, keep=last.pk, by=clerk)
    with pytest.raises(CannotMerge, match="sudah berubah"):
        merging.undo_merge(pair=pair, by=clerk)
    merging.undo_merge(pair=further, by=clerk)
    assert everything() == before
    merging.merge_owners(pair=further, keep=last.pk, by=clerk)
    for number in (601, 602):
        again = enter(cast, cast.kopi, "Siti R.", number, firm=f"Usaha {number}")
        assert again.business.owner_id == last.pk
    account = play._user("siti@uji.test", "Siti", "member")
    Owner.objects.filter(pk=last.pk).update(user=account)
    forget_person(owner=Owner.objects.get(pk=last.pk), keep_identity=False, by=account)
    assert not Owner.objects.filter(name__startswith="Siti").exists()


def test_forgetting_takes_the_merged_entry_along(cast, clerk, twins):
    one, other, pair = twins
    merging.merge_owners(pair=pair, keep=one.business.owner_id, by=clerk)
    kept = Owner.objects.get(pk=one.business.owner_id)
    account = play._user("siti@uji.test", "Siti", "member")
    Owner.objects.filter(pk=kept.pk).update(user=account)
    kept.refresh_from_db()
    forget_person(owner=kept, keep_identity=False, by=account)
    assert {
        one.name for one in Owner.objects.filter(pk__in=[kept.pk, other.business.owner_id])
    } == {"Dihapus"}
    assert "Rohan" not in str(pair.merges.get().moved)
    with pytest.raises(CannotMerge):
        merging.undo_merge(pair=pair, by=clerk)


# The room


def test_staff_preview_merge_and_undo(cast, clerk, twins, client):
    one, _other, pair = twins
    client.force_login(clerk)
    told = client.get(page(pair)).content.decode()
    assert "Asosiasi Garam Uji" in told
    assert play.nik_for(602) not in told
    before = everything()
    preview = client.get(step(pair, "merge")).content.decode()
    assert "pindah: 1 keanggotaan" in preview  # both have the same business
    assert everything() == before
    form = {"keep": one.business.owner_id, "note": "Orangnya sama, NIK salah tulis."}
    assert client.post(step(pair, "merge"), form).status_code == 302
    assert client.post(step(pair, "undo"), {"note": "Ternyata bukan."}).status_code == 302
    assert everything() == before
    assert client.post(step(pair, "apart"), {"note": "Saudara."}).status_code == 302
    assert find_pairs() == 0
    client.force_login(cast.manager_kopi)
    assert client.get(page(pair)).status_code == 404
