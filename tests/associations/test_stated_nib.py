"""A NIB that a stranger's business holds, after the member has an account: the association reads on
what it wrote, the member sees that it does not count and puts it right."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from associations.actions.businesses import CannotCorrect, set_permit
from associations.actions.invitations import confirm_with_new_account, invite_member
from associations.actions.members import Firm, Person, end_membership, register_member
from associations.models import Business, Membership, Permit
from financing.actions.filling import begin_application
from financing.models import Application
from ikm_portal.notifications.models import Message
from tests import cast as play
from tests.associations.conftest import PASSWORD

HELD, FREE = "9876543210123", "9876543210124"


def joined(cast, number: int, nib: str) -> Membership:
    """Written down by the association with this NIB, then confirmed with an account."""
    membership = register_member(
        association=cast.kopi,
        person=Person(
            f"Orang {number}", play.nik_for(number), "1980-01-01", "L", cast.kedaton,
            phone=f"+6281355500{number:03d}",
        ),
        firm=Firm(f"Usaha {number}", "kopi", cast.kedaton, permits={"nib": nib}),
        by=cast.manager_kopi,
    )  # fmt: skip
    sent = invite_member(membership=membership, by=cast.manager_kopi)
    confirm_with_new_account(invitation=sent.invitation, password=PASSWORD, channel="code")
    return Membership.objects.select_related("business__owner__user").get(pk=membership.pk)


@pytest.fixture
def held(cast):
    business = Business.objects.get(owner__user=cast.member_garam)
    Permit.objects.create(business=business, kind="nib", number=HELD)
    membership = joined(cast, 301, HELD)
    assert not membership.business.permits.exists()
    return membership


@pytest.fixture
def free(held, cast):
    membership = joined(cast, 302, FREE)
    assert membership.business.permits.exists()
    return membership


def test_whatever_the_association_reads_is_the_same(as_, cast, held, free):
    """Pages and statements, of the member and of an application filled for them."""
    me, seen = as_(cast.manager_kopi), {}
    for membership in (held, free):
        begin_application(business=membership.business, by=cast.manager_kopi, association=cast.kopi)
        application = Application.objects.get(business=membership.business)
        application.amount, application.months = 25_000_000, 24
        application.purpose, application.use = "kmk", "Biji kopi"
        application.save()
        room = f"/pengurus/pengajuan/{application.code}/"
        paths = [
            f"/pengurus/anggota/{membership.pk}/",
            room,
            *(f"{room}isi/{page}/" for page in ("usaha", "kebutuhan", "bank", "berkas", "kirim")),
        ]
        me.get(paths[0])
        with CaptureQueriesContext(connection) as caught:
            pages = [me.get(path).content.decode().split("<main")[1] for path in paths]
        own = {membership.business.stated_nib, application.code, f"/{membership.pk}/",
               membership.business.owner.name, membership.business.name,
               membership.business.owner.masked_nik}  # fmt: skip
        assert membership.business.stated_nib in pages[0]
        told = "\n".join(pages)
        for word in sorted(own, key=len, reverse=True):
            told = told.replace(word, "…")
        told = re.sub(
            r'value="\w{64}"|0813[\d-]+|62813\d+|Orang%20\d+|name="business" value="\d+"', "", told
        )
        asked = [re.sub(r"'[^']*'|s\d+_x\d+|\b\d+\b", "?", query["sql"]) for query in caught]
        seen[membership.pk] = (told, asked)
    (pages, asked), (other_pages, other_asked) = seen[held.pk], seen[free.pk]
    assert pages.splitlines() == other_pages.splitlines()
    assert asked == other_asked


def test_the_member_sees_it_and_puts_it_right(as_, cast, held):
    me, business = as_(held.business.owner.user), held.business
    edit = f"/anggota/data/usaha/{business.pk}/"
    assert "tercatat pada usaha lain" in me.get("/anggota/data/").content.decode()
    form = me.get(edit).context["form"]
    assert form["nib"].value() == HELD
    assert "tercatat pada usaha lain" in str(form["nib"].help_text)
    given = {
        "name": "Usaha 301", "product": "kopi", "started_on": "2020-01-01", "workers": "4",
        "yearly_sales": "100 juta", "address": "Jl. Kopi 1", "region": cast.kedaton.pk,
    }  # fmt: skip
    answer = me.post(edit, given | {"nib": HELD})
    assert list(answer.context["form"].errors) == ["nib"]
    assert answer.context["form"]["nib"].value() == HELD
    business.refresh_from_db()
    assert (business.workers, business.stated_nib) == (4, HELD)  # the rest is kept

    manager = as_(cast.manager_kopi)
    page = f"/pengurus/anggota/{held.pk}/"
    for nib in (FREE, ""):
        assert me.post(edit, given | {"nib": nib}).status_code == 302
        business.refresh_from_db()
        assert business.stated_nib == nib
        assert [one.number for one in business.permits.all()] == ([nib] if nib else [])
        shown = manager.get(page).content.decode()
        assert HELD not in shown
        assert (FREE in shown) == bool(nib)
    assert "tercatat pada usaha lain" not in me.get("/anggota/data/").content.decode()


def test_taking_it_away_is_enough(cast, held):
    set_permit(business=held.business, kind="nib", number="", by=held.business.owner.user)
    assert Business.objects.get(pk=held.business_id).stated_nib == ""


def test_a_manager_cannot_ask_by_correcting(cast, held):
    for nib in (HELD, FREE, ""):
        with pytest.raises(CannotCorrect, match="bukan milik Anda"):
            set_permit(business=held.business, kind="nib", number=nib, by=cast.manager_kopi)
    assert Business.objects.get(pk=held.business_id).stated_nib == HELD


def test_nobodys_name_stands_in_a_subject(cast, held):
    end_membership(membership=held, by=held.business.owner.user)
    told = list(Message.objects.filter(recipient=cast.manager_kopi).order_by("-pk")[:2])[::-1]
    assert [one.subject for one in told] == [
        "Satu anggota menyetujui keanggotaannya",
        f"Satu keanggotaan di {cast.kopi.name} berakhir",
    ]
    assert held.business.name in told[0].body
    assert held.business.name in told[1].body
