"""An association that writes down somebody whom the portal knows learns nothing by it."""

from __future__ import annotations

import pytest

from associations.actions.invitations import (
    CannotConfirm,
    confirm_with_new_account,
    invite_member,
)
from associations.actions.members import (
    Firm,
    Person,
    ask_back_in,
    confirm_membership,
    end_membership,
    register_member,
)
from associations.models import Business, Membership, Owner
from associations.rules import may_edit_owner, may_view_owner
from ikm_portal.audit.engine import NotAllowed
from tests import cast as play
from tests.associations.conftest import PASSWORD, invited


def write_down(cast, nik, name="Nama Dari Garam"):
    return register_member(
        association=cast.garam,
        person=Person(name, nik, "1990-01-01", "L", cast.kedaton, phone="+628995550001"),
        firm=Firm("Usaha Garam Lain", "garam", cast.kedaton),
        by=cast.manager_garam,
    )


@pytest.fixture(params=["member with account", "waiting elsewhere"])
def known(request, cast, waiting):
    if "account" in request.param:
        return Owner.objects.get(user=cast.member1)
    return waiting.business.owner


def test_nothing_of_the_person_shows(as_, cast, known):
    membership = write_down(cast, known.nik)
    assert not membership.brought_person
    assert not Owner.objects.visible_to(cast.manager_garam).filter(pk=known.pk).exists()
    assert not Business.objects.visible_to(cast.manager_garam).filter(owner=known).exists()
    assert not may_view_owner(cast.manager_garam, known)
    assert not may_edit_owner(cast.manager_garam, known)
    me = as_(cast.manager_garam)
    pages = [
        me.get(f"/pengurus/anggota/{membership.pk}/").content.decode(),
        me.get("/pengurus/anggota/?cari=Nama").content.decode(),
        me.post(f"/pengurus/anggota/{membership.pk}/undang/").content.decode(),
    ]
    for page in pages:
        assert "Nama Dari Garam" in page
        assert known.name not in page
        assert known.phone[-6:] not in page.replace("-", "")
        assert "Kedaton" not in page
    found = me.get(f"/pengurus/anggota/?cari={known.name}").content.decode()
    assert known.name not in found.replace(f'value="{known.name}"', "")
    assert me.get(f"/pengurus/anggota/{membership.pk}/ubah/").status_code == 302


def test_the_answer_is_the_same_for_a_new_person(as_, cast, known):
    me = as_(cast.manager_garam)
    fields = {"name": "Nama", "firm_name": "Usaha", "product": "garam", "region": "18.71.01"}
    old = me.post("/pengurus/anggota/baru/", fields | {"nik": known.nik}, follow=True)
    new = me.post("/pengurus/anggota/baru/", fields | {"nik": play.nik_for(77)}, follow=True)
    assert [old.redirect_chain[0][1], new.redirect_chain[0][1]] == [302, 302]
    said = [[str(message) for message in one.context["messages"]] for one in (old, new)]
    assert said[0] == said[1] == ["Tersimpan. Sekarang undang orangnya untuk menyetujui."]


def test_an_invitation_opens_no_account_of_somebody_that_another_association_wrote_down(
    as_, cast, waiting
):
    owner = waiting.business.owner
    sent = invite_member(membership=write_down(cast, owner.nik), by=cast.manager_garam)
    stranger = as_(None)
    page = stranger.get(sent.link).content.decode()
    assert "lebih dulu mencatat Anda" in page
    assert owner.phone[-2:] not in page.split("<main")[1]
    wording = "portal:1,association:1"
    answers = {"agreed": "on", "password1": PASSWORD, "password2": PASSWORD, "wording": wording}
    stranger.post(sent.link, answers)
    with pytest.raises(CannotConfirm):
        confirm_with_new_account(invitation=sent.invitation, password=PASSWORD, channel="web")
    owner.refresh_from_db()
    assert owner.user is None
    # The association that wrote the person down still opens it.
    first = invite_member(membership=waiting, by=cast.manager_kopi)
    assert confirm_with_new_account(
        invitation=first.invitation, password=PASSWORD, channel="web"
    ).is_member


def test_after_the_yes_the_association_reads_it(as_, cast):
    owner = Owner.objects.get(user=cast.member1)
    membership = write_down(cast, owner.nik)
    confirm_membership(membership=membership, by=cast.member1)
    assert Owner.objects.visible_to(cast.manager_garam).filter(pk=owner.pk).exists()
    page = as_(cast.manager_garam).get(f"/pengurus/anggota/{membership.pk}/").content.decode()
    assert owner.name in page


def test_who_left_is_closed_again_also_when_asked_back(as_, cast):
    owner = Owner.objects.get(user=cast.member_garam)
    membership = Membership.objects.get(business__owner=owner)
    end_membership(membership=membership, by=cast.member_garam)
    for _round in range(2):
        page = as_(cast.manager_garam).get(f"/pengurus/anggota/{membership.pk}/").content.decode()
        assert owner.phone[-6:] not in page.replace("-", "")
        assert not Owner.objects.visible_to(cast.manager_garam).filter(pk=owner.pk).exists()
        if _round == 0:
            ask_back_in(membership=membership, by=cast.manager_garam)


def test_a_second_business_of_ones_own_new_person_stays_readable(cast, waiting):
    second = register_member(
        association=cast.kopi,
        person=Person("Dewi Belum", waiting.business.owner.nik, "1985-08-17", "P", cast.kedaton),
        firm=Firm("Warung Dewi", "kopi", cast.kedaton),
        by=cast.manager_kopi,
    )
    assert second.brought_person


def test_only_its_own_managers_and_the_person_end_a_membership(cast, everybody, waiting):
    for name, user in everybody.items():
        if user is None or name == "manager":
            continue
        with pytest.raises(NotAllowed):
            end_membership(membership=Membership.objects.get(pk=waiting.pk), by=user)
    waiting.refresh_from_db()
    assert waiting.state == "invited"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_person_and_one_business(cast):
    import threading

    from django.db import connection

    from associations.actions.members import CannotRegister

    gate, told = threading.Barrier(3), []

    def run():
        try:
            gate.wait(timeout=20)
            invited(cast, cast.kopi, 60, "Fitri Baru")
        except CannotRegister as refusal:
            told.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(told) == 2
    assert Owner.objects.filter(name="Fitri Baru").count() == 1
    assert Business.objects.filter(name="Usaha Fitri Baru").count() == 1
