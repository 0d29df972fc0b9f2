import datetime
import re
import threading
import uuid

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from ikm_portal.accounts.actions.invitation import (
    CannotAccept,
    CannotInvite,
    accept_invitation,
    invite,
    renew_access,
)
from ikm_portal.accounts.models import Invitation, User
from ikm_portal.audit.models import Entry
from tests.accounts.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
NEW = "lada-hitam-58"


@pytest.fixture
def email():
    return f"{uuid.uuid4().hex[:10]}@contoh.test"


def send(head, email, **more):
    return invite(**{"kind": "member", "name": "Ngadiman", "email": email, "by": head} | more)


def path_of(sent):
    return sent.link.removeprefix("http://testserver")


def token_of(sent):
    return sent.link.rstrip("/").rsplit("/", 1)[1]


def accept(client, path, password=NEW):
    return client.post(path, {"password1": password, "password2": password})


def test_invited_person_sets_a_password_and_is_in(
    visitor, head, email, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sent = send(head, email.upper(), phone="+6281270001111")
    letter = mail.outbox[-1]
    assert letter.to == [email]
    assert sent.link in letter.body
    assert email not in letter.subject
    assert sent.link in sent.chat_text
    assert token_of(sent) not in Invitation.objects.get().token_hash
    page = visitor.get(path_of(sent))
    assert "Ngadiman" in page.content.decode()
    assert "70001111" not in page.content.decode()
    assert accept(visitor, path_of(sent)).url == "/mulai/"
    user = User.objects.find(email)
    assert visitor.session["_auth_user_id"] == str(user.pk)
    assert (user.kind, user.is_staff, user.is_superuser) == ("member", False, False)
    assert user.phone == "+6281270001111"
    invitation = Invitation.objects.get()
    assert invitation.user == user
    assert invitation.used_at
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"account.invitation_sent", "account.joined", "account.signed_in"} <= actions


def test_the_form_cannot_choose_the_account(visitor, head, email):
    sent = send(head, email)
    form = {"password1": NEW, "password2": NEW, "kind": "staff", "is_staff": "1"}
    visitor.post(path_of(sent), form | {"email": "lain@contoh.test", "is_superuser": "1"})
    user = User.objects.find(email)
    assert (user.kind, user.is_staff, user.is_superuser) == ("member", False, False)


def closed(client, path):
    response = client.get(path)
    return response.status_code, re.sub(r'value="[^"]+"', "", response.content.decode())


def test_used_expired_replaced_and_unknown_links_answer_alike(head, email, address):
    used = send(head, email)
    accept_invitation(token_of(used), NEW)
    expired = send(head, "lewat@contoh.test")
    past = timezone.now() - datetime.timedelta(days=8)
    Invitation.objects.filter(pk=expired.invitation.pk).update(
        created_at=past, expires_at=past + datetime.timedelta(days=7)
    )
    replaced = send(head, "ganti@contoh.test")
    send(head, "ganti@contoh.test")
    paths = [path_of(sent) for sent in (used, expired, replaced)] + ["/undangan/tidak-ada/"]
    answers = {closed(Client(REMOTE_ADDR=address), path)[0] for path in paths}
    assert answers == {404}
    pages = {closed(Client(REMOTE_ADDR=address), path)[1].replace(path, "") for path in paths}
    assert len(pages) == 1
    assert "Minta tautan baru" in pages.pop()
    for path in paths:
        assert accept(Client(REMOTE_ADDR="10.8.8.8"), path).status_code == 404
    assert not User.objects.find("lewat@contoh.test")
    assert not User.objects.find("ganti@contoh.test")


def test_links_are_limited_per_address(visitor):
    for number in range(20):
        assert visitor.get(f"/undangan/tebak-{number}/").status_code == 404
    assert visitor.get("/undangan/tebak-21/").status_code == 429
    assert accept(visitor, "/undangan/tebak-22/").status_code == 429


@pytest.mark.parametrize("weak", ["pendek", "1234567890", "ngadiman123"])
def test_weak_password_leaves_the_link_open(visitor, head, email, weak):
    sent = send(head, email)
    assert accept(visitor, path_of(sent), weak).status_code == 200
    with pytest.raises(ValidationError):
        accept_invitation(token_of(sent), weak)
    assert User.objects.find(email) is None
    assert accept(visitor, path_of(sent)).status_code == 302


def test_passwords_must_agree(visitor, head, email):
    sent = send(head, email)
    response = visitor.post(path_of(sent), {"password1": NEW, "password2": NEW + "x"})
    assert "tidak sama" in response.content.decode()
    assert User.objects.find(email) is None


def test_existing_account_is_never_taken_over(head, make_user, email):
    sent = send(head, email)
    there = make_user(email=email)
    with pytest.raises(CannotAccept):
        accept_invitation(token_of(sent), NEW)
    there.refresh_from_db()
    assert there.check_password(PASSWORD)
    with pytest.raises(CannotInvite):
        send(head, email)
    with pytest.raises(CannotInvite):
        send(head, "baru@contoh.test", phone=there.phone)


def test_signed_in_person_is_asked_to_sign_out_first(visitor, head, member, email):
    sent = send(head, email)
    sign_in(visitor, member.email)
    assert accept(visitor, path_of(sent)).status_code == 200
    assert Invitation.objects.get().used_at is None
    assert visitor.session["_auth_user_id"] == str(member.pk)


def test_who_may_invite(make_user, email):
    for kind in ("member", "manager", "officer", "guest"):
        with pytest.raises(CannotInvite):
            send(make_user(kind), email)
    plain = make_user("staff", is_staff=True)
    with pytest.raises(CannotInvite):
        send(plain, email)
    assert Invitation.objects.count() == 0


def test_new_colleagues_only_by_who_may_appoint(make_user, email):
    from django.contrib.auth.models import Group

    from ikm_portal.accounts.actions.group import sync_groups

    sync_groups()
    clerk = make_user("staff", is_staff=True)
    clerk.groups.add(Group.objects.get(name="Petugas"))
    assert send(clerk, email).invitation.kind == "member"
    with pytest.raises(CannotInvite):
        send(clerk, "petugas.baru@contoh.test", kind="staff")
    chief = make_user("staff", is_staff=True)
    chief.groups.add(Group.objects.get(name="Kepala/penyetuju"))
    user = accept_invitation(token_of(send(chief, "petugas.baru@contoh.test", kind="staff")), NEW)
    assert user.is_staff
    assert not user.is_superuser
    assert not user.groups.exists()


def test_renewed_access_ends_everything_old(visitor, head, make_user):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    user = make_user()
    sign_in(visitor, user.email)
    TOTP.activate(user, generate_totp_secret())
    sent = renew_access(account=user, note="Datang dengan KTP", by=head)
    assert visitor.get("/akun/").status_code == 302, "old sessions end"
    assert sign_in(visitor, user.email).status_code == 200, "the old password is dead"
    assert accept_invitation(token_of(sent), NEW) == user
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert not user.authenticator_set.exists()
    with pytest.raises(CannotAccept):
        accept_invitation(token_of(sent), "lagi-lagi-lagi-1")
    kept = Entry.objects.about(user).get(action="account.access_renewed")
    assert (kept.actor_id, kept.note) == (head.pk, "Datang dengan KTP")


def test_access_is_renewed_only_with_a_reason_and_never_upwards(make_user, head):
    from django.contrib.auth.models import Group

    from ikm_portal.accounts.actions.group import sync_groups

    sync_groups()
    chief = make_user("staff", is_staff=True)
    chief.groups.add(Group.objects.get(name="Kepala/penyetuju"))
    for account, note in ((head, "x"), (chief, "x"), (make_user(), " ")):
        with pytest.raises(CannotInvite):
            renew_access(account=account, note=note, by=chief)
        account.refresh_from_db()
        assert account.check_password(PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_account(head, email):
    sent = send(head, email)
    gate, outcomes = threading.Barrier(2), []

    def take(password):
        try:
            gate.wait(10)
            accept_invitation(token_of(sent), password)
            outcomes.append("in")
        except CannotAccept:
            outcomes.append("closed")
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(f"lada-hitam-{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["closed", "in"]
    assert User.objects.filter(email=email).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_invitations_to_one_address_make_one_account(head, email):
    first = send(head, email)
    second = send(head, "lain@contoh.test")
    Invitation.objects.filter(pk=second.invitation.pk).update(email=email)
    accept_invitation(token_of(first), NEW)
    with pytest.raises(CannotAccept):
        accept_invitation(token_of(second), NEW)
    assert User.objects.filter(email=email).count() == 1


def test_staff_invite_from_their_room(visitor, head, email):
    sign_in(visitor, head.email)
    form = {"kind": "officer", "name": "Sari", "email": email, "phone": "0812 7000 2222"}
    page = visitor.post("/admin/accounts/invitation/add/", form)
    text = page.content.decode()
    assert page.status_code == 200
    assert "http://testserver/undangan/" in text
    assert "wa.me/6281270002222" in text
    assert visitor.get("/admin/accounts/invitation/").status_code == 200
    assert (
        visitor.get(f"/admin/accounts/invitation/{Invitation.objects.get().pk}/change/").status_code
        == 200
    )
    assert visitor.get("/admin/accounts/user/").status_code == 200
