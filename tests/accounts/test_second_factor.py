import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client, override_settings

from ikm_portal.audit.models import Entry
from ikm_portal.common import crypto
from tests.accounts.conftest import PASSWORD, sign_in

# Codes may not be used twice: the suite moves one step of the clock per code.
pytestmark = pytest.mark.django_db(transaction=True)


def code(secret: str, step: int = 1) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[step]))


def set_up(client, user) -> str:
    sign_in(client, user.email)
    confirm = client.get("/akun/pengaman/aplikasi/pasang/")
    assert confirm.url.startswith("/akun/konfirmasi/")
    confirmed = client.post(confirm.url, {"password": PASSWORD})
    assert confirmed.url == "/akun/pengaman/aplikasi/pasang/"
    page = client.get(confirmed.url).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = re.search(r'<code class="small">([A-Z2-7]+)</code>', page).group(1)
    done = client.post("/akun/pengaman/aplikasi/pasang/", {"code": code(secret)})
    assert done.url == "/akun/pengaman/cadangan/"
    return secret


def test_set_up_and_sign_in_with_a_code(visitor, member):
    secret = set_up(visitor, member)
    kept = Authenticator.objects.get(user=member, type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in kept
    assert crypto.decrypt(kept) == secret
    other = Client(REMOTE_ADDR="10.5.5.5")
    assert sign_in(other, member.email).url == "/masuk/pengaman/"
    assert "_auth_user_id" not in other.session
    assert other.get("/akun/").status_code == 302, "the password alone opens nothing"
    assert other.post("/masuk/pengaman/", {"code": "000000"}).status_code == 200
    assert other.post("/masuk/pengaman/", {"code": code(secret, 2)}).url == "/mulai/"
    actions = set(Entry.objects.about(member).values_list("action", flat=True))
    assert {"account.factor_added", "account.factor_failed", "account.signed_in"} <= actions


def test_recovery_code_works_once(visitor, member):
    set_up(visitor, member)
    page = visitor.get("/akun/pengaman/cadangan/").content.decode()
    one = re.search(r"<code>(\d{8})</code>", page).group(1)
    for url in ("/mulai/", None):
        other = Client(REMOTE_ADDR="10.5.5.6")
        sign_in(other, member.email)
        response = other.post("/masuk/pengaman/", {"code": one})
        assert getattr(response, "url", None) == url


def test_codes_are_limited(visitor, member):
    secret = set_up(visitor, member)
    other = Client(REMOTE_ADDR="10.5.5.7")
    sign_in(other, member.email)
    for _ in range(6):
        answer = other.post("/masuk/pengaman/", {"code": "000000"})
    assert "Terlalu banyak percobaan" in answer.content.decode()
    other.post("/masuk/pengaman/", {"code": code(secret, 2)})
    assert "_auth_user_id" not in other.session


def test_taking_it_off_needs_a_fresh_confirmation_and_is_kept(visitor, member):
    secret = set_up(visitor, member)
    other = Client(REMOTE_ADDR="10.5.5.8")
    sign_in(other, member.email)
    other.post("/masuk/pengaman/", {"code": code(secret, 2)})
    refused = other.post("/akun/pengaman/aplikasi/lepas/")
    assert refused.url.startswith("/akun/konfirmasi/")
    assert Authenticator.objects.filter(user=member).count() == 2
    assert visitor.post("/akun/pengaman/aplikasi/lepas/").url == "/akun/pengaman/"
    assert not Authenticator.objects.filter(user=member).exists()
    assert Entry.objects.about(member).filter(action="account.factor_removed").exists()


@override_settings(SECOND_FACTOR_KINDS=frozenset({"officer"}))
def test_whoever_must_have_one_cannot_take_off_the_last(visitor, make_user):
    officer = make_user("officer")
    set_up(visitor, officer)
    answer = visitor.post("/akun/pengaman/aplikasi/lepas/")
    assert answer.status_code == 200
    assert "wajib" in answer.content.decode()
    assert Authenticator.objects.filter(user=officer, type=Authenticator.Type.TOTP).exists()


@override_settings(SECOND_FACTOR_KINDS=frozenset({"officer"}))
def test_the_last_passkey_stays_too(visitor, make_user):
    officer = make_user("officer")
    sign_in(visitor, officer.email)
    keys = [
        Authenticator.objects.create(
            user=officer, type=Authenticator.Type.WEBAUTHN, data={"name": f"Kunci {n}"}
        )
        for n in range(2)
    ]
    paths = [f"/akun/pengaman/kunci/{key.pk}/hapus/" for key in keys]
    visitor.post(visitor.get(paths[0]).url, {"password": PASSWORD})
    for path in paths:
        visitor.post(path)
    assert [key.pk for key in Authenticator.objects.filter(user=officer)] == [keys[1].pk]


def test_keys_of_others_do_not_exist(visitor, member, make_user):
    other = make_user()
    key = Authenticator.objects.create(user=other, type=Authenticator.Type.WEBAUTHN, data={})
    sign_in(visitor, member.email)
    path = f"/akun/pengaman/kunci/{key.pk}/hapus/"
    visitor.post(visitor.get(path).url, {"password": PASSWORD})
    assert visitor.get(path).status_code == 404
    assert visitor.post(path).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()
