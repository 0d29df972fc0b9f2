"""A member says yes by link or code: once, by the right person, and nobody's account is taken."""

from __future__ import annotations

import datetime
import re
import threading

import pytest
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from associations.actions import invitations
from associations.actions.consents import ends_on
from associations.actions.members import end_membership
from associations.models import Consent, ConsentText, MemberInvitation, Membership, Owner
from associations.models.invitation import MAX_TRIES
from ikm_portal.accounts.models import User
from ikm_portal.audit.models import Entry
from ikm_portal.common.templatetags.portal import tanggal
from ikm_portal.notifications.models import Message
from tests.associations.conftest import PASSWORD, invited

BIRTH = datetime.date(1985, 8, 17)
RIGHT = {"nik_end": "0040", "birth_date": "1985-08-17"}


@pytest.fixture
def sent(cast, waiting):
    return invitations.invite_member(membership=waiting, by=cast.manager_kopi)


def path_of(sent):
    return re.search(r"/konfirmasi/[^/]+/", sent.link).group(0)


def say_yes(client, path, page=None, **more):
    page = page or client.get(path)
    wording = re.search(r'name="wording" value="([^"]+)"', page.content.decode()).group(1)
    answers = {"agree": "on", "wording": wording, "password1": PASSWORD, "password2": PASSWORD}
    return client.post(path, answers | more)


def test_the_link_makes_an_account_and_says_yes(client, cast, sent, waiting):
    answer = say_yes(client, path_of(sent))
    assert answer.status_code == 302
    waiting.refresh_from_db()
    owner = waiting.business.owner
    assert waiting.state == "confirmed"
    assert owner.user.kind == "member"
    assert owner.user.phone == owner.phone
    assert check_password(PASSWORD, owner.user.password)
    assert client.session["_auth_user_id"] == str(owner.user.pk)
    assert set(Consent.objects.filter(owner=owner).values_list("purpose", "channel")) == {
        ("portal", "web"),
        ("association", "web"),
    }
    assert Message.objects.filter(recipient=cast.manager_kopi, body__contains="Dewi").exists()


def test_the_code_needs_nik_and_birth_date_too(client, sent, waiting):
    assert client.get("/konfirmasi/").status_code == 200
    answer = client.post("/konfirmasi/", {"code": sent.spoken_code, **RIGHT})
    assert answer.url == "/konfirmasi/baca/"
    assert say_yes(client, "/konfirmasi/baca/").status_code == 302
    assert set(Consent.objects.values_list("channel", flat=True).filter(
        owner=waiting.business.owner)) == {"code"}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"nik_end": "0041"}, {"birth_date": "1985-08-18"}, {"code": "000000"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_one_wrong_answer_says_nothing_and_changes_nothing(client, sent, waiting, wrong):
    given = {"code": sent.code, **RIGHT} | wrong
    if "code" in wrong:
        given["code"] = f"{(int(sent.code) + 1) % 10**6:06d}"
    answer = client.post("/konfirmasi/", given)
    assert answer.status_code == 200
    assert "Tidak cocok" in answer.content.decode()
    assert "Dewi" not in answer.content.decode()
    assert client.get("/konfirmasi/baca/").status_code == 404
    waiting.refresh_from_db()
    assert waiting.state == "invited"


def test_after_five_wrong_answers_the_right_one_is_refused_too(sent):
    for _try in range(MAX_TRIES):
        assert invitations.find_by_code(code=sent.code, nik_end="9999", birth_date=BIRTH) is None
    assert invitations.find_by_code(code=sent.code, nik_end="0040", birth_date=BIRTH) is None
    assert invitations.find_by_token(sent.link.rstrip("/").rpartition("/")[2]) is None


def _used(sent, cast):
    invitations.confirm_with_new_account(
        invitation=sent.invitation, password=PASSWORD, channel="web"
    )


def _old(sent, cast):
    past = timezone.now() - datetime.timedelta(days=20)
    MemberInvitation.objects.update(created_at=past, expires_at=past + datetime.timedelta(days=14))


def _newer(sent, cast):
    invitations.invite_member(membership=sent.invitation.membership, by=cast.manager_kopi)


def _left(sent, cast):
    membership = Membership.objects.get(pk=sent.invitation.membership_id)
    end_membership(membership=membership, by=cast.manager_kopi)


def _unknown(sent, cast):
    MemberInvitation.objects.update(token_hash="0" * 64, code_hash="0" * 64)


@pytest.mark.parametrize("spoil", [_used, _old, _newer, _left, _unknown])
def test_a_link_or_code_that_is_over_answers_alike(client, cast, sent, spoil):
    spoil(sent, cast)
    before = User.objects.count()
    page = client.get(path_of(sent))
    assert page.status_code == 404
    assert "tidak berlaku" in page.content.decode()
    assert "Dewi" not in page.content.decode()
    posted = client.post(path_of(sent), {"agree": "on", "password1": PASSWORD})
    assert posted.status_code == 404
    code = client.post("/konfirmasi/", {"code": sent.code, **RIGHT})
    assert "Tidak cocok" in code.content.decode()
    assert User.objects.count() == before


def test_a_page_shown_by_code_ends_after_a_while(client, sent):
    client.post("/konfirmasi/", {"code": sent.code, **RIGHT})
    session = client.session
    session["member_invitation"] = [session["member_invitation"][0], 1]
    session.save()
    assert client.get("/konfirmasi/baca/").status_code == 404


def test_secrets_lie_nowhere_in_clear(sent):
    row = MemberInvitation.objects.filter(pk=sent.invitation.pk).values().get()
    token = sent.link.rstrip("/").rpartition("/")[2]
    stored = repr(row) + repr(list(Entry.objects.values()))
    assert token not in stored
    assert sent.code not in repr(row["code_hash"])


def test_the_last_day_of_the_yes_stands_in_what_one_agrees_to(client, sent, waiting):
    last = ends_on("portal", timezone.localdate())
    page = client.get(path_of(sent))
    assert f"berlaku sampai {tanggal(last)}" in page.content.decode()
    say_yes(client, path_of(sent), page)
    kept = Consent.objects.filter(owner=waiting.business.owner)
    assert {(one.purpose, one.valid_until) for one in kept} == {
        ("portal", last),
        ("association", last),
    }


def test_without_agreeing_nothing_happens(client, sent, waiting):
    answer = client.post(path_of(sent), {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 200
    assert "Beri tanda" in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "invited"


def test_a_wording_that_changed_in_between_is_read_again(client, sent, waiting):
    page = client.get(path_of(sent))
    ConsentText.objects.create(
        purpose="portal", version=2, body="Naskah baru.", valid_from="2023-02-01"
    )
    answer = say_yes(client, path_of(sent), page)
    assert "baru saja berubah" in answer.content.decode()
    assert "Naskah baru." in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "invited"
    assert say_yes(client, path_of(sent), answer).status_code == 302
    assert Consent.objects.get(owner=waiting.business.owner, purpose="portal").text.version == 2


@pytest.mark.parametrize("weak", ["pendek", "1234567890123", "dewi belum"])
def test_a_weak_password_leaves_the_invitation_open(client, sent, waiting, weak):
    answer = say_yes(client, path_of(sent), password1=weak, password2=weak)
    assert answer.status_code == 200
    assert not Owner.objects.get(pk=waiting.business.owner_id).user
    assert say_yes(client, path_of(sent)).status_code == 302


# Accounts that are there already


def test_a_number_that_signs_in_already_is_asked_to_sign_in(client, cast, sent, waiting):
    User.objects.create_user(
        name="Dewi", kind="member", phone=waiting.business.owner.phone, password=PASSWORD
    )
    page = client.get(path_of(sent)).content.decode()
    assert "Masuk dulu" in page
    assert "password1" not in page
    given = {"agree": "on", "password1": PASSWORD, "password2": PASSWORD}
    posted = client.post(path_of(sent), given)
    assert posted.status_code == 200
    waiting.refresh_from_db()
    assert waiting.state == "invited"


def test_the_person_goes_on_with_the_account_of_the_same_number(as_, cast, sent, waiting):
    user = User.objects.create_user(
        name="Dewi", kind="member", phone=waiting.business.owner.phone, password=PASSWORD
    )
    assert say_yes(as_(user), path_of(sent)).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"
    assert waiting.business.owner.user == user
    assert User.objects.filter(phone_hash=user.phone_hash).count() == 1


def test_everybody_else_who_is_signed_in_is_turned_away(as_, everybody, sent, waiting):
    for name, user in everybody.items():
        if user is None:
            continue
        page = as_(user).get(path_of(sent)).content.decode()
        assert "Undangan untuk akun lain" in page, name
        as_(user).post(path_of(sent), {"agree": "on", "wording": "portal:1,association:1"})
        with pytest.raises(invitations.CannotConfirm):
            invitations.confirm_with_account(invitation=sent.invitation, by=user, channel="web")
    waiting.refresh_from_db()
    assert waiting.state == "invited"
    assert waiting.business.owner.user is None


def test_another_kind_of_account_on_the_number_stays_whose_it_is(client, cast, sent, waiting):
    officer = User.objects.create_user(
        name="Dewi di bank", kind="officer", phone=waiting.business.owner.phone, password="x"
    )
    page = client.get(path_of(sent)).content.decode()
    assert 'name="phone"' in page
    taken = say_yes(client, path_of(sent), phone=officer.phone)
    assert "sudah dipakai akun lain" in taken.content.decode()
    assert say_yes(client, path_of(sent), phone="0812 9999 8888").status_code == 302
    officer.refresh_from_db()
    assert officer.kind == "officer"
    assert Owner.objects.get(pk=waiting.business.owner_id).user.phone == "+6281299998888"


def test_a_known_member_signs_in_and_says_yes_to_a_second_association(as_, client, cast):
    from associations.actions.members import Firm, Person, register_member

    owner = Owner.objects.get(user=cast.member1)
    membership = register_member(
        association=cast.garam,
        person=Person("Nama Karangan", owner.nik, BIRTH, "P", cast.kedaton, phone="+628990000001"),
        firm=Firm("Garam Baru", "garam", cast.kedaton),
        by=cast.manager_garam,
    )
    sent = invitations.invite_member(membership=membership, by=cast.manager_garam)
    assert sent.phone == ""
    assert "Nama Karangan" in sent.chat_text
    assert "Masuk dulu" in client.get(path_of(sent)).content.decode()
    assert say_yes(as_(cast.member1), path_of(sent)).status_code == 302
    membership.refresh_from_db()
    assert membership.state == "confirmed"


def test_nobody_else_can_invite(cast, everybody, waiting):
    for name, user in everybody.items():
        if user is None or name == "manager" or user.has_perm("associations.add_membership"):
            continue  # staff who bring members in may invite them, too: tests/office
        with pytest.raises(invitations.CannotInvite):
            invitations.invite_member(membership=waiting, by=user)
    assert not MemberInvitation.objects.exists()


def test_a_weak_password_is_the_actions_own_refusal(sent):
    with pytest.raises(ValidationError):
        invitations.confirm_with_new_account(
            invitation=sent.invitation, password="123", channel="web"
        )
    assert MemberInvitation.objects.open().filter(pk=sent.invitation.pk).exists()


def test_codes_that_collide_are_drawn_again(cast, waiting, monkeypatch):
    other = invited(cast, cast.kopi, 41, "Eka Belum")
    drawn = iter(["111111", "111111", "222222"])
    monkeypatch.setattr(invitations, "new_code", lambda: next(drawn))
    assert invitations.invite_member(membership=waiting, by=cast.manager_kopi).code == "111111"
    assert invitations.invite_member(membership=other, by=cast.manager_kopi).code == "222222"


def test_too_many_tries_from_one_address_are_turned_away(client, db):
    codes = [
        client.post("/konfirmasi/", {"code": f"{n:06d}", **RIGHT}).status_code for n in range(22)
    ]
    assert codes[0] == 200
    assert codes[-1] == 429


HOSTILE = ["\x00", "‮", "x" * 5000, "' OR 1=1 --", "<script>alert(1)</script>", "१२३४५६", "-1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_input_meets_a_sentence(client, sent, text):
    answer = client.post("/konfirmasi/", {"code": text, "nik_end": text, "birth_date": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert client.get("/konfirmasi/" + "x" * 300 + "/").status_code == 404
    assert client.get("/konfirmasi/%00/").status_code == 404
    answer = say_yes(client, path_of(sent), password1=text, password2=text + "y")
    assert answer.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_account(cast):
    membership = invited(cast, cast.kopi, 40, "Dewi Belum")
    sent = invitations.invite_member(membership=membership, by=cast.manager_kopi)
    gate, done, told = threading.Barrier(3), [], []

    def run():
        try:
            gate.wait(timeout=20)
            done.append(
                invitations.confirm_with_new_account(
                    invitation=sent.invitation, password=PASSWORD, channel="code"
                )
            )
        except (invitations.CannotConfirm, invitations.PhoneTaken) as refusal:
            told.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(done) == 1
    assert len(told) == 2
    assert User.objects.filter(phone_hash=done[0].phone_hash).count() == 1
    assert Consent.objects.filter(owner__user=done[0]).count() == 2
