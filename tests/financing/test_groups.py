"""A group for KUR Khusus: each member's own yes, the office's letter, and what it opens."""

from __future__ import annotations

import datetime
import io

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from associations.actions.businesses import correct_business
from associations.actions.members import end_membership
from associations.models import Business, Membership
from financing import group_rules
from financing.actions import groups
from financing.actions.groups import CannotGroup
from financing.exports.group_letter import letter_pdf
from financing.findings import choices_for, facts_of
from financing.models import Application, CreditGroup, GroupMember
from financing.papers import missing_papers
from ikm_portal.accounts.models import User
from ikm_portal.audit.engine import CannotMove
from ikm_portal.audit.models import Entry
from ikm_portal.notifications.models import Message
from tests import cast as play


def member_of(group, user) -> GroupMember:
    return group.members.get(membership__business__owner__user=user)


def words(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


# Coming together


def test_nobody_says_yes_for_somebody_else(cast):
    group = play.group(cast, cast.member1, cast.member2, agreed=False)
    member = member_of(group, cast.member1)
    before = Entry.objects.count()
    for other in (cast.manager_kopi, cast.member2, cast.staff):
        with pytest.raises(CannotMove):
            groups.agree_to_group(member=member, is_beginner=False, by=other)
    assert Entry.objects.count() == before
    groups.agree_to_group(member=member, is_beginner=True, by=cast.member1)
    groups.agree_to_group(member=member, is_beginner=False, by=cast.member1)  # pressed twice
    member.refresh_from_db()
    assert (member.state, member.is_beginner) == ("agreed", True)
    told = Message.objects.get(recipient=cast.manager_kopi, subject__contains=group.code)
    assert "Aminah" not in told.subject
    assert "Aminah" in told.body
    entry = Entry.objects.about(member).get(action="financing.groupmember.agree")
    assert entry.data == {"agreement": groups.AGREEMENT}


def test_only_confirmed_members_of_this_association_are_asked(cast):
    waiting = play.member(cast, cast.kopi, 40, "Belum Setuju", confirmed=False)
    group = play.group(cast)
    ids = [
        user.owner.businesses.get().memberships.get().pk
        for user in (waiting, cast.member_garam, cast.member1)
    ]
    assert groups.invite_to_group(group=group, memberships=ids, by=cast.manager_kopi) == 1
    assert groups.invite_to_group(group=group, memberships=ids, by=cast.manager_kopi) == 0
    assert member_of(group, cast.member1).state == "invited"
    assert Message.objects.filter(recipient=cast.member1, subject__contains="kelompok KUR").exists()
    with pytest.raises(CannotGroup):
        groups.invite_to_group(group=group, memberships=ids, by=cast.manager_garam)


def test_a_group_is_sent_whole_and_then_stands(cast):
    group = groups.start_group(
        association=cast.kopi, offtaker="PT A", purpose="Biji kopi", by=cast.manager_kopi
    )
    again = groups.start_group(
        association=cast.kopi, offtaker="PT A", purpose="Biji kopi", by=cast.manager_kopi
    )
    assert again == group
    with pytest.raises(CannotGroup, match=r"Baru 0 anggota setuju.*perjanjian"):
        groups.submit_group(group=group, by=cast.manager_kopi)
    with pytest.raises(CannotGroup):
        groups.start_group(
            association=cast.kopi, offtaker="PT A", purpose="x", by=cast.manager_garam
        )
    whole = play.group(cast, cast.member1, cast.member2)
    third = play.member(cast, cast.kopi, 41, "Cahya Kopi")
    groups.invite_to_group(
        group=whole,
        memberships=[third.owner.businesses.get().memberships.get().pk],
        by=cast.manager_kopi,
    )
    groups.submit_group(group=whole, by=cast.manager_kopi)
    assert Message.objects.filter(recipient=cast.staff, subject__contains=whole.code).exists()
    with pytest.raises(CannotMove):  # too late: the office counts those who were there
        groups.agree_to_group(member=member_of(whole, third), is_beginner=False, by=third)
    with pytest.raises(CannotGroup):
        groups.fill_group(group=whole, offtaker="PT B", purpose="y", by=cast.manager_kopi)
    with pytest.raises(CannotMove):
        groups.submit_group(group=whole, by=cast.manager_kopi)


def test_a_person_with_two_businesses_is_asked_once_and_answers_once(cast, client):
    group = play.group(cast)
    owner = cast.member1.owner
    first = owner.businesses.get().memberships.get()
    more = Business.objects.create(
        owner=owner, name="Kebun Aminah", product="kopi", region=cast.kedaton
    )
    second = Membership.objects.create(association=cast.kopi, business=more, state="confirmed")

    def ask() -> int:
        both = [first.pk, second.pk]
        return groups.invite_to_group(group=group, memberships=both, by=cast.manager_kopi)

    assert (ask(), ask()) == (1, 0)
    client.force_login(cast.manager_kopi)
    page = client.get(f"/pengurus/kelompok/{group.code}/ajak/").content.decode()
    assert "Kebun Aminah" not in page
    assert "Budi Kopi" in page
    url = f"/anggota/kelompok/{group.code}/"
    client.force_login(cast.member1)
    client.post(url, {"jawab": "tidak"})
    only = groups.invite_to_group(group=group, memberships=[second.pk], by=cast.manager_kopi)
    assert only == 1
    assert "Kebun Aminah" in client.get(url).content.decode()
    client.post(url, {"jawab": "ikut"})
    assert dict(group.members.values_list("membership", "state")) == {
        first.pk: "declined",
        second.pk: "agreed",
    }


# The letter


def test_the_number_comes_from_staff_and_only_signing_makes_it_count(cast):
    group = play.group(cast, cast.member1, cast.member2)
    groups.submit_group(group=group, by=cast.manager_kopi)
    for outsider in (cast.manager_kopi, cast.head, cast.member1):
        with pytest.raises(CannotMove):
            groups.number_letter(group=group, letter=play.letter(), by=outsider)
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    wrong = groups.Letter(number="1", on=tomorrow, signatory="A", title="B")
    with pytest.raises(CannotGroup, match="sesudah hari ini"):
        groups.number_letter(group=group, letter=wrong, by=cast.staff)
    group = groups.number_letter(group=group, letter=play.letter(), by=cast.staff)
    assert (group.state, group.letter_members) == ("numbered", 2)
    draft = play.draft(cast.member1, cast.product_bri)
    assert facts_of(draft).has_group_letter is None
    groups.sign_letter(group=group, by=cast.staff)
    facts = facts_of(draft)
    assert (facts.in_group, facts.group_size, facts.has_offtaker) == (True, 2, True)
    assert (facts.has_group_letter, facts.is_beginner) == (True, False)
    assert Message.objects.filter(recipient=cast.member1, subject__contains="terbit").exists()


def test_a_number_is_used_once(cast):
    play.signed_group(cast)
    other = play.group(cast, cast.member1, cast.member2)
    groups.submit_group(group=other, by=cast.manager_kopi)
    with pytest.raises(CannotGroup, match="sudah dipakai"):
        groups.number_letter(group=other, letter=play.letter(), by=cast.staff)
    other.refresh_from_db()
    assert (other.state, other.letter_number) == ("submitted", "")


def test_who_leaves_before_signing_is_counted_out(cast):
    third = play.member(cast, cast.kopi, 41, "Cahya Kopi")
    group = play.group(cast, cast.member1, cast.member2, third)
    groups.submit_group(group=group, by=cast.manager_kopi)
    groups.number_letter(group=group, letter=play.letter(), by=cast.staff)
    groups.leave_group(member=member_of(group, third), by=third)
    with pytest.raises(CannotGroup, match="Jumlah anggota berubah"):
        groups.sign_letter(group=group, by=cast.staff)
    groups.number_letter(group=group, letter=play.letter(), by=cast.staff)
    signed = groups.sign_letter(group=group, by=cast.staff)
    assert signed.letter_members == 2
    assert "Cahya" not in words(letter_pdf(signed))


@pytest.mark.parametrize("way", ["group", "association", "revoked"])
def test_what_ends_it_for_a_member(cast, way):
    group = play.signed_group(cast)
    draft = play.draft(cast.member1, cast.product_bri)
    assert facts_of(draft).has_group_letter
    member = member_of(group, cast.member1)
    if way == "group":
        groups.leave_group(member=member, by=cast.member1)
    elif way == "association":
        end_membership(membership=member.membership, by=cast.member1)
    else:
        groups.revoke_letter(group=group, note="Perjanjian berakhir.", by=cast.staff)
    assert facts_of(draft).has_group_letter is None
    if way != "revoked":  # the letter is what it was for the other
        other = play.draft(cast.member2, cast.product_bri)
        assert facts_of(other).group_size == 2


def test_khusus_becomes_reachable_without_another_paper(cast):
    product = play.khusus(cast)
    draft = play.draft(cast.member1, product)

    def found():
        today = timezone.localdate()
        return next(one for one in choices_for(draft, today) if one.product == product)

    before = found()
    assert any("kelompok punya surat keterangan" in said for said in before.asked)
    assert "other" in {paper.kind for paper in missing_papers(draft)}
    play.signed_group(cast)
    after = found()
    told = " ".join([*after.asked, *after.against, *after.checked])
    assert "kelompok" not in told
    assert "offtaker" not in told
    assert "Surat keterangan kelompok dari dinas atau offtaker sudah ada." in after.fulfilled
    assert "other" not in {paper.kind for paper in missing_papers(draft)}


def test_the_letter_has_its_parts_and_is_the_same_twice(cast):
    group = play.signed_group(cast)
    content = letter_pdf(group)
    assert content == letter_pdf(CreditGroup.objects.get(pk=group.pk))
    text = words(content)
    for part in (
        "Nomor", "Sifat", "Lampiran", "Hal", "Yth.", "Demikian", "Kepala Dinas", "Elvi Contoh",
        "NIP 196801011990032001", "Tembusan", play.letter().number, "Aminah Kopi", "Budi Kopi",
        f"/surat/kelompok/{group.code}/",
    ):  # fmt: skip
        assert part in text
    assert cast.member1.owner.nik not in text
    first = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "Aminah" not in first


# What is seen


def test_the_public_page_names_nobody(cast, client):
    group = play.group(cast, cast.member1, cast.member2)
    url = f"/surat/kelompok/{group.code}/"
    assert client.get(url).status_code == 404
    groups.submit_group(group=group, by=cast.manager_kopi)
    assert client.get(url).status_code == 404
    groups.number_letter(group=group, letter=play.letter(), by=cast.staff)
    assert "belum berlaku" in client.get(url).content.decode()
    groups.sign_letter(group=group, by=cast.staff)
    page = client.get(url.lower()).content.decode()
    for part in (play.letter().number, "Asosiasi Kopi Bubuk Uji", "Surat ini terbit"):
        assert part in page
    for name in ("Aminah", "Budi Kopi", "PT Pembeli", "Elvi", "Sinta"):
        assert name not in page
    groups.revoke_letter(group=group, note="Salah.", by=cast.staff)
    assert "sudah dicabut" in client.get(url).content.decode()
    assert client.get("/surat/kelompok/%00/").status_code == 404


def test_the_office_prints_the_letter_and_nobody_else_there(cast, client):
    signed, waiting = play.signed_group(cast), play.group(cast, cast.member1, cast.member2)
    groups.submit_group(group=waiting, by=cast.manager_kopi)
    before = Entry.objects.count()

    def status(user, group) -> int:
        client.force_login(user)
        return client.get(f"/admin/financing/creditgroup/{group.pk}/surat/").status_code

    for user in (cast.head, cast.reader, cast.officer, cast.manager_kopi, cast.member1):
        assert status(user, signed) in {403, 404}, user
    assert status(cast.staff, waiting) == 404
    assert Entry.objects.count() == before
    assert status(cast.staff, signed) == 200
    assert Entry.objects.about(signed).filter(action__endswith=".letter_taken").exists()


def test_rule_and_rows_agree(cast):
    play.signed_group(cast)
    play.group(cast, cast.member2, agreed=False)
    for user in User.objects.all():
        seen = set(CreditGroup.objects.visible_to(user).values_list("pk", flat=True))
        allowed = {
            one.pk for one in CreditGroup.objects.all() if group_rules.may_view_group(user, one)
        }
        assert seen == allowed, user


def test_the_bank_with_the_case_opens_the_contract(cast, client):
    group = play.signed_group(cast)
    url = f"/berkas/{group.contract_id}/"
    referral = play.sent(cast, cast.member1, play.khusus(cast))

    def answer(user) -> int:
        client.force_login(user)
        return client.get(url).status_code

    assert answer(cast.officer) == 404  # not taken yet
    from financing.actions import referrals

    referrals.receive_referral(referral=referral, by=cast.officer)
    assert answer(cast.officer) == 200
    page = client.get(f"/bank/rujukan/{referral.pk}/").content.decode()
    assert play.letter().number in page
    assert f"/surat/kelompok/{group.code}/" in page
    for other in (cast.officer_bni, cast.officer_liwa, cast.member_garam, cast.manager_garam):
        assert answer(other) == 404
    for own in (cast.member2, cast.manager_kopi, cast.staff):
        assert answer(own) == 200


# Pages


def test_the_managers_page_says_who_is_missing_what(cast, client):
    group = play.group(cast, cast.member1, cast.member2, agreed=False)
    groups.agree_to_group(member=member_of(group, cast.member1), is_beginner=False, by=cast.member1)
    client.force_login(cast.manager_kopi)
    page = client.get(f"/pengurus/kelompok/{group.code}/").content.decode()
    assert "1 dari 2 orang setuju" in page
    assert "Jawab dulu: ikut atau tidak." in page
    assert "https://wa.me/62812" in page
    assert "Baru 1 anggota setuju" in page


def test_what_somebody_asks_for_alone_is_not_told_to_the_managers(cast, client):
    group = play.signed_group(cast)
    for user in (cast.member1, cast.member2):
        correct_business(
            business=user.owner.businesses.get(), by=user, yearly_sales=1, address="Jl. Uji 1"
        )
    client.force_login(cast.manager_kopi)

    def told() -> list[str]:
        page = client.get(f"/pengurus/kelompok/{group.code}/")
        return [line.missing for line in page.context["lines"]]

    before = told()
    assert before[0] == before[1] != ""
    draft = play.draft(cast.member1, cast.product_bri)
    Application.objects.filter(pk=draft.pk).update(association=None)
    assert told() == before
    Application.objects.filter(pk=draft.pk).update(association=cast.kopi)
    assert told() == ["Pilih KUR Khusus dalam pengajuan.", before[1]]
    end_membership(membership=member_of(group, cast.member1).membership, by=cast.member1)
    assert sorted(told()) == ["", before[1]]


def test_as_many_queries_for_two_as_for_thirty(cast, client):
    group = play.group(cast, cast.member1, cast.member2)
    client.force_login(cast.manager_kopi)
    url = f"/pengurus/kelompok/{group.code}/"

    def queries() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    few = queries()
    more = [play.member(cast, cast.kopi, n, f"Anggota {n}") for n in range(50, 78)]
    groups.invite_to_group(
        group=group,
        memberships=[user.owner.businesses.get().memberships.get().pk for user in more],
        by=cast.manager_kopi,
    )
    assert queries() == few <= 12


def test_a_member_answers_in_one_step(cast, client):
    group = play.group(cast, cast.member1, cast.member2, agreed=False)
    client.force_login(cast.member1)
    assert "Ikut kelompok KUR?" in client.get("/anggota/").content.decode()
    url = f"/anggota/kelompok/{group.code}/"
    assert "tanggung renteng" in client.get(url).content.decode()
    client.post(url, {"jawab": "ikut"})
    assert member_of(group, cast.member1).state == "agreed"
    client.post(url, {"jawab": "keluar"})
    client.post(url, {"jawab": "keluar"})
    assert member_of(group, cast.member1).state == "left"
    client.force_login(cast.member_garam)
    assert client.post(url, {"jawab": "ikut"}).status_code == 404


def test_a_refused_file_keeps_what_was_typed(cast, client):
    client.force_login(cast.manager_kopi)
    bad = io.BytesIO(b"<svg onload=alert(1)>")
    bad.name = "kontrak.pdf"
    form = {"offtaker": "PT Baru", "purpose": "Biji kopi", "contract": bad}
    page = client.post("/pengurus/kelompok/baru/", form)
    assert page.status_code == 200
    assert "PT Baru" in page.content.decode()
    assert page.context["form"].errors["contract"]
    assert not CreditGroup.objects.exists()


# The database says the same


@pytest.mark.parametrize(
    "values",
    [
        {"state": "signed"},
        {"state": "numbered", "letter_number": "1"},
        {"letter_number": "1"},
        {"state": "submitted", "contract": None},
        {"signed_at": datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)},
        {"state": "elsewhere"},
    ],
    ids=str,
)
def test_no_row_lies(cast, values):
    group = play.group(cast, cast.member1, cast.member2)
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditGroup.objects.filter(pk=group.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        group.members.update(state="agreed", answered_at=None)
