"""Writing a member down: what is understood, what is asked again; nothing typed is lost."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from associations.actions.members import confirm_membership
from associations.forms.member import MemberForm
from associations.models import Business, KbliCode, Membership, Owner, Permit
from ikm_portal.audit.models import Entry
from tests import cast as play

URL = "/pengurus/anggota/baru/"
GOOD = {
    "name": "Rina Wati",
    "nik": "1871.0145.0885.0007",
    "phone": "WA: 812 7777 0099",
    "region": "18.71.01",
    "firm_name": "Kopi Rina",
    "product": "kopi bubuk",
    "yearly_sales": "120 juta",
    "nib": "1234 5678 90123",
}


@pytest.fixture
def me(as_, cast):
    return as_(cast.manager_kopi)


def test_what_is_left_empty_comes_from_the_nik(me, cast):
    assert me.post(URL, GOOD).status_code == 302
    owner = Owner.objects.get(name="Rina Wati")
    assert (owner.sex, owner.birth_date) == ("P", datetime.date(1985, 8, 5))
    assert owner.phone == "+6281277770099"
    business = owner.businesses.get()
    assert business.yearly_sales == 120_000_000
    assert business.region_id == "18.71.01"
    assert business.permits.get().number == "1234567890123"
    membership = business.memberships.get()
    assert (membership.association, membership.state) == (cast.kopi, "invited")


def test_the_form_begins_with_the_associations_product_and_kbli(me, cast):
    KbliCode.objects.get_or_create(code="10794", edition="2025", defaults={"title": "Keripik"})
    page = me.get(URL).content.decode()
    assert 'value="kopi bubuk"' in page
    assert f'<option value="{cast.kopi.kbli_id}" selected>' in page
    assert '<optgroup label="Kota Bandar Lampung">' in page


@pytest.mark.parametrize(
    ("given", "field"),
    [({"birth_date": "1985-08-06"}, "birth_date"), ({"sex": "L"}, "sex")],
)
def test_what_the_nik_tells_otherwise_is_asked_once(me, given, field):
    answer = me.post(URL, GOOD | given)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert "as_ktp" in answer.content.decode()
    assert not Owner.objects.filter(name="Rina Wati").exists()
    assert me.post(URL, GOOD | given | {"as_ktp": "on"}).status_code == 302
    assert str(getattr(Owner.objects.get(name="Rina Wati"), field)) == given[field]


def test_where_the_nik_was_issued_is_never_a_reason(me):
    assert me.post(URL, GOOD | {"nik": "3201014508850007", "region": "18.04.04"}).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("nik", "187101450885"),
        ("nik", "1871013302850007"),
        ("phone", "0721 123456"),
        ("phone", "0812 1111 2222 / 0813 1111 2222"),
        ("region", "18.71"),
        ("region", "99.99.99"),
        ("birth_date", "kemarin"),
        ("birth_date", "2025-01-01"),
        ("npwp", "123"),
        ("kbli", "999999"),
        ("started_on", "2999-01-01"),
        ("workers", "-3"),
        ("workers", "banyak"),
        ("yearly_sales", "-5"),
        ("yearly_sales", "9" * 30),
        ("nib", "123"),
        ("firm_name", "x" * 151),
        ("name", "Rina‮Wati"),
        ("name", "Rina\x00Wati"),
    ],
)
def test_each_error_stands_at_its_field_and_all_else_is_kept(me, field, value):
    answer = me.post(URL, GOOD | {field: value})
    assert answer.status_code == 200
    form = answer.context["form"]
    assert list(form.errors) == [field]
    page = answer.content.decode()
    assert page.count('class="error"') == 1
    for name in ("name", "phone", "firm_name", "yearly_sales", "nib"):
        if name != field:
            assert f'value="{GOOD[name]}"' in page, name
    assert not Membership.objects.filter(business__name="Kopi Rina").exists()


def test_the_same_business_twice_is_said_at_its_name(me):
    me.post(URL, GOOD)
    answer = me.post(URL, GOOD)
    assert list(answer.context["form"].errors) == ["firm_name"]
    assert Membership.objects.filter(business__name="Kopi Rina").count() == 1


def test_a_nib_in_use_is_said_at_the_nib(me):
    me.post(URL, GOOD)
    other = GOOD | {"nik": play.nik_for(80), "firm_name": "Lain", "name": "Orang Lain"}
    answer = me.post(URL, other)
    assert list(answer.context["form"].errors) == ["nib"]
    assert not Owner.objects.filter(name="Orang Lain").exists()


def test_no_field_is_taken_that_the_form_does_not_name(me, cast):
    me.post(URL, GOOD | {"state": "confirmed", "association": cast.garam.pk, "user": "1"})
    membership = Membership.objects.get(business__name="Kopi Rina")
    assert (membership.state, membership.association) == ("invited", cast.kopi)
    assert membership.business.owner.user is None


# Putting right what was written


def edit_url(membership):
    return f"/pengurus/anggota/{membership.pk}/ubah/"


def filled(form: MemberForm) -> dict:
    return {name: form[name].value() or "" for name in form.fields if name != "as_ktp"} | {
        "sex": form["sex"].value()
    }


def test_what_was_written_wrongly_is_put_right_with_a_trail(me, waiting):
    page = me.get(edit_url(waiting))
    given = filled(page.context["form"])
    assert "nik" not in given
    given |= {"name": "Dewi Benar", "phone": "0813 2222 3333", "workers": "4", "sku": "SKU/1"}
    given["yearly_sales"] = "50 juta"
    assert me.post(edit_url(waiting), given).status_code == 302
    waiting.refresh_from_db()
    owner, business = waiting.business.owner, waiting.business
    assert (owner.name, owner.phone) == ("Dewi Benar", "+6281322223333")
    assert (business.workers, business.yearly_sales) == (4, 50_000_000)
    assert business.permits.get(kind="sku").number == "SKU/1"
    assert owner.nik == play.nik_for(40, sex="P", born="170885")
    actions = set(Entry.objects.filter(subject_id=str(owner.pk)).values_list("action", flat=True))
    assert "associations.owner.correct" in actions
    assert "81322223333" not in repr(list(Entry.objects.values_list("data", flat=True)))


def test_whoever_has_an_account_corrects_their_own_data(me, cast):
    membership = Membership.objects.get(business__owner__user=cast.member1)
    before = Owner.objects.values().get(user=cast.member1)
    assert me.get(edit_url(membership)).status_code == 302
    answer = me.post(edit_url(membership), GOOD)
    assert answer.status_code == 302
    assert Owner.objects.values().get(user=cast.member1) == before


def test_the_nik_in_an_edit_is_not_read(me, waiting):
    given = filled(me.get(edit_url(waiting)).context["form"])
    me.post(edit_url(waiting), given | {"nik": play.nik_for(99)})
    waiting.refresh_from_db()
    assert waiting.business.owner.nik == play.nik_for(40, sex="P", born="170885")


# A NIB that somebody outside the association holds

HELD, FREE = "9876543210123", "9876543210124"


@pytest.fixture
def stranger(cast):
    business = Business.objects.get(owner__user=cast.member_garam)
    return Permit.objects.create(business=business, kind="nib", number=HELD)


def statements(send) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        assert send().status_code == 302
    return [re.sub(r"'[^']*'|s\d+_x\d+|\b\d+\b", "?", query["sql"]) for query in caught]


def test_a_strangers_nib_is_answered_like_a_free_one(me, stranger):
    people = [
        GOOD | {"nik": play.nik_for(number), "name": f"Orang {number}", "firm_name": f"U {number}"}
        for number in (81, 82, 83)
    ]
    statements(lambda: me.post(URL, people[0] | {"nib": ""}))
    written = [person | {"nib": nib} for person, nib in zip(people[1:], (HELD, FREE), strict=True)]
    held, free = (statements(lambda given=given: me.post(URL, given)) for given in written)
    assert held == free
    for person in written:
        membership = Membership.objects.get(listed_name=person["name"])
        assert person["nib"] in me.get(f"/pengurus/anggota/{membership.pk}/").content.decode()
    assert Permit.objects.get(number=HELD) == stranger


def test_a_strangers_nib_in_an_edit_is_taken_like_a_free_one(me, waiting, stranger):
    given = filled(me.get(edit_url(waiting)).context["form"])
    me.post(edit_url(waiting), given | {"nib": "1234567890123"})
    changed, again = {}, {}
    for nib in (FREE, HELD):
        me.post(edit_url(waiting), given | {"nib": "1234567890123"})
        changed[nib] = statements(lambda nib=nib: me.post(edit_url(waiting), given | {"nib": nib}))
        again[nib] = statements(lambda nib=nib: me.post(edit_url(waiting), given | {"nib": nib}))
        assert me.get(edit_url(waiting)).context["form"]["nib"].value() == nib
        assert nib in me.get(f"/pengurus/anggota/{waiting.pk}/").content.decode()
    assert changed[HELD] == changed[FREE]
    assert again[HELD] == again[FREE]
    assert Entry.objects.filter(action="associations.business.permit").count() == 4
    assert Permit.objects.get(number=HELD) == stranger
    assert not waiting.business.permits.exists()
    me.post(edit_url(waiting), given | {"nib": ""})
    assert me.get(edit_url(waiting)).context["form"]["nib"].value() == ""


def test_an_own_members_nib_is_said_in_an_edit(me, cast, waiting):
    member = Business.objects.get(owner__user=cast.member1)
    Permit.objects.create(business=member, kind="nib", number=HELD)
    given = filled(me.get(edit_url(waiting)).context["form"])
    answer = me.post(edit_url(waiting), given | {"nib": HELD, "workers": "9"})
    assert list(answer.context["form"].errors) == ["nib"]
    waiting.business.refresh_from_db()
    assert (waiting.business.stated_nib, waiting.business.workers) == ("", None)


def test_a_person_whom_the_association_does_not_read_yet_is_a_stranger(me, cast, waiting, stranger):
    closed = {"business": stranger.business, "association": cast.kopi, "brought_person": False}
    Membership.objects.create(**closed)
    given = filled(me.get(edit_url(waiting)).context["form"])
    assert me.post(edit_url(waiting), given | {"nib": HELD}).status_code == 302
    confirm_membership(membership=Membership.objects.get(**closed), by=cast.member_garam)
    assert me.post(edit_url(waiting), given | {"nib": HELD}).status_code == 200
