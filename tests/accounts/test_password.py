import re

import pytest
from django.core import mail
from django.test import Client, override_settings

from ikm_portal.audit.models import Entry
from ikm_portal.notifications.models import Message
from tests.accounts.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
NEW = "lada-hitam-58"


def link_in_mail():
    return re.search(r"http://testserver(/lupa-sandi/\S+)", mail.outbox[-1].body).group(1)


def ask(client, email):
    return client.post("/lupa-sandi/", {"email": email})


def set_new(client, link):
    form = client.get(link, follow=True)
    url = form.redirect_chain[-1][0] if form.redirect_chain else link
    return client.post(url, {"password1": NEW, "password2": NEW})


@override_settings(ALLOWED_HOSTS=["*"])
def test_link_comes_from_site_url_and_works_once(visitor, member, eager):
    response = visitor.post("/lupa-sandi/", {"email": member.email}, headers={"host": "jahat.test"})
    assert response.status_code == 302
    assert "jahat" not in mail.outbox[-1].body
    link = link_in_mail()
    assert set_new(visitor, link).status_code == 302
    assert sign_in(visitor, member.email, NEW).status_code == 302
    again = Client(REMOTE_ADDR="10.3.3.3").get(link)
    assert "tidak berlaku" in again.content.decode()


def test_same_answer_for_an_unknown_address(visitor, member, eager):
    known, unknown = ask(visitor, member.email), ask(visitor, "tidak.ada@contoh.test")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.to for message in mail.outbox] == [[member.email]]


@pytest.mark.parametrize("state", ["off", "never set up"])
def test_no_letter_for_accounts_without_a_way_in(visitor, make_user, eager, state):
    user = make_user(**({"is_active": False} if state == "off" else {"password": None}))
    ask(visitor, user.email)
    assert mail.outbox == []


def test_reset_still_goes_out_with_the_queue_away(visitor, member, monkeypatch):
    from kombu.exceptions import OperationalError

    from ikm_portal.accounts import letters

    def away(*args):
        raise OperationalError

    monkeypatch.setattr(letters.send_reset_link, "delay", away)
    assert ask(visitor, member.email).status_code == 302
    assert mail.outbox[-1].to == [member.email]


def test_asking_is_limited_per_address_asked_for(visitor, member, eager):
    for _ in range(3):
        ask(visitor, member.email)
    assert ask(visitor, member.email).status_code == 429
    assert len(mail.outbox) == 3


def test_reset_keeps_the_second_factor(visitor, member, eager):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(member, generate_totp_secret())
    ask(visitor, member.email)
    set_new(visitor, link_in_mail())
    assert sign_in(visitor, member.email, NEW).url == "/masuk/pengaman/"
    assert "_auth_user_id" not in visitor.session


def test_change_ends_other_sessions_and_tells_the_owner(visitor, member):
    other = Client(REMOTE_ADDR="10.4.4.4")
    sign_in(visitor, member.email)
    sign_in(other, member.email)
    response = visitor.post(
        "/akun/sandi/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert response.url == "/akun/"
    assert visitor.get("/akun/").status_code == 200
    assert other.get("/akun/").status_code == 302
    assert Entry.objects.about(member).filter(action="account.password_changed").count() == 1
    assert Message.objects.filter(recipient=member).count() == 1


@pytest.mark.parametrize("weak", ["pendek", "1234567890", "password1234"])
def test_weak_passwords_are_refused(visitor, member, weak):
    sign_in(visitor, member.email)
    form = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    assert visitor.post("/akun/sandi/", form).status_code == 200
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_old_password_is_needed(visitor, member):
    sign_in(visitor, member.email)
    form = {"oldpassword": "salah-salah-1", "password1": NEW, "password2": NEW}
    assert visitor.post("/akun/sandi/", form).status_code == 200
    member.refresh_from_db()
    assert member.check_password(PASSWORD)
