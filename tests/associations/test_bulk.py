"""Many members at once end exactly as one by one; no more questions for more of them."""

from __future__ import annotations

import datetime
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from associations.actions.bulk import register_members
from associations.actions.members import CannotRegister, Firm, Person, register_member
from associations.models import Business, Membership, Owner, Permit
from ikm_portal.audit.chain import verify
from ikm_portal.audit.models import Entry
from tests.associations.workbooks import HEADINGS, line, people, workbook
from tests.cast import nik_for

pytestmark = pytest.mark.django_db


def pair(cast, number: int, **firm):
    person = Person(
        name=f"Orang {number}",
        nik=nik_for(number),
        birth_date=datetime.date(1980, 1, 1),
        sex="L",
        region=cast.kedaton,
        phone=f"+62813{number:08d}",
    )
    facts = {"name": f"Usaha {number}", "product": "kopi", "region": cast.kedaton} | firm
    return person, Firm(**facts)


def facts(membership: Membership) -> dict:
    owner, business = membership.business.owner, membership.business
    return {
        "owner": (
            owner.name,
            owner.nik,
            owner.phone,
            owner.nik_hash,
            owner.phone_hash,
            owner.is_demo,
        ),
        "business": (business.name, business.product, business.region_id, business.yearly_sales),
        "permits": list(business.permits.values_list("kind", "number")),
        "membership": (membership.state, membership.listed_name, membership.brought_person),
        "trail": list(Entry.objects.about(membership).values_list("action", "actor_id", "data")),
    }


def test_as_one_by_one(cast):
    person, firm = pair(cast, 500, permits={"nib": "1234567890123", "sku": "5/2020"})
    one = facts(
        register_member(association=cast.garam, person=person, firm=firm, by=cast.manager_garam)
    )
    Membership.objects.filter(business__name="Usaha 500").delete()
    Permit.objects.filter(number="1234567890123").delete()
    Business.objects.filter(name="Usaha 500").delete()
    Owner.objects.filter(name="Orang 500").delete()
    (many,) = register_members(
        association=cast.garam, members=[(person, firm)], by=cast.manager_garam
    )
    many.refresh_from_db()
    assert facts(many) == one


def test_who_is_known_elsewhere_is_invited_like_anyone(cast):
    """Their data stays theirs, the association reads nothing, and the answer tells nothing."""
    known = Owner.objects.get(user=cast.member_garam)
    person, firm = pair(cast, 3, name="Usaha Lain")
    new = pair(cast, 501)
    made = register_members(
        association=cast.kopi, members=[(person, firm), new], by=cast.manager_kopi
    )
    assert [type(one) for one in made] == [Membership, Membership]
    assert [one.state for one in made] == ["invited", "invited"]
    assert made[0].business.owner == known
    known.refresh_from_db()
    assert known.name == "Citra Garam"
    assert not made[0].brought_person
    assert made[1].brought_person
    assert not Owner.objects.visible_to(cast.manager_kopi).filter(pk=known.pk).exists()


def test_a_nib_held_elsewhere_tells_nothing(cast):
    holder = Business.objects.get(owner__user=cast.member_garam)
    Permit.objects.create(business=holder, kind="nib", number="9876543210123")
    (made,) = register_members(
        association=cast.kopi,
        members=[pair(cast, 502, permits={"nib": "9876543210123"})],
        by=cast.manager_kopi,
    )
    assert made.business.permits.count() == 0


def test_two_businesses_of_one_person(cast):
    made = register_members(
        association=cast.kopi,
        members=[pair(cast, 503), pair(cast, 503, name="Lain"), pair(cast, 503, name="USAHA 503")],
        by=cast.manager_kopi,
    )
    assert made[0].business.owner == made[1].business.owner
    assert made[2] == "Usaha ini sudah ada di daftar anggota Anda."
    assert made[1].brought_person


def test_only_who_may(cast):
    with pytest.raises(CannotRegister):
        register_members(association=cast.kopi, members=[pair(cast, 504)], by=cast.manager_garam)
    assert not Owner.objects.filter(name="Orang 504").exists()


def test_no_more_questions_for_more_members(cast):
    counts = []
    for start, many in ((600, 2), (700, 60)):
        pairs = [pair(cast, start + number) for number in range(many)]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            register_members(association=cast.kopi, members=pairs, by=cast.manager_kopi)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def run(content: bytes, tmp_path, *more: str) -> dict:
    path = tmp_path / "anggota.xlsx"
    path.write_bytes(content)
    out = StringIO()
    call_command(
        "import_members", str(path), "--association", "uji-kopi", "--json", *more, stdout=out
    )
    return json.loads(out.getvalue())


def test_the_command(cast, tmp_path):
    before = Membership.objects.count()
    content = workbook([*people(3), line(1000, name="LAGI"), line(1009, nik="123"), line(1)])
    dry = run(content, tmp_path, "--dry-run")
    assert Membership.objects.count() == before
    assert (dry["rows"], dry["accepted"], dry["repairable"], dry["duplicates"]) == (6, 3, 1, 2)
    done = run(content, tmp_path)
    assert done["added"] == 3
    assert Membership.objects.count() == before + 3
    assert {one.state for one in Membership.objects.order_by("-pk")[:3]} == {"invited"}
    again = run(content, tmp_path)
    assert (again["added"], again["duplicates"]) == (0, 5)
    assert Membership.objects.count() == before + 3
    told = json.dumps(done)
    assert nik_for(1000) not in told
    assert "ANGGOTA" not in told.upper().replace("DAFTAR ANGGOTA", "")


def test_the_command_refuses(cast, tmp_path):
    with pytest.raises(CommandError, match="rumus"):
        run(workbook([line(1, phone="=1+1")], HEADINGS), tmp_path)
    with pytest.raises(CommandError, match="tidak ada"):
        call_command("import_members", str(tmp_path / "x.xlsx"), "--association", "uji-kopi")


@pytest.mark.django_db(transaction=True)
def test_the_trail_holds(cast):
    register_members(
        association=cast.kopi, members=[pair(cast, 800), pair(cast, 801)], by=cast.manager_kopi
    )
    assert verify().holds
