import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, override_settings

from ikm_portal.audit.models import Entry
from ikm_portal.common.phone import show_phone
from tests.accounts.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


def without_token(html: bytes, typed: str) -> str:
    text = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", html.decode())
    return text.replace(typed, "…")


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_by_email_in_any_case(visitor, member):
    response = sign_in(visitor, member.email.upper())
    assert response.status_code == 302
    assert response.url == "/mulai/"
    assert who(visitor) == str(member.pk)


@pytest.mark.parametrize("spell", [show_phone, str, lambda number: f"62 {number[3:]}"])
def test_by_phone_in_three_spellings(visitor, member, spell):
    assert sign_in(visitor, spell(member.phone)).status_code == 302
    assert who(visitor) == str(member.pk)


def test_wrong_password_and_unknown_account_read_the_same(visitor, member):
    wrong = sign_in(visitor, member.email, "bukan-kata-sandi")
    unknown = sign_in(visitor, "tidak.ada@contoh.test", "bukan-kata-sandi")
    assert wrong.status_code == unknown.status_code == 200
    assert "tidak cocok" in wrong.content.decode()
    assert without_token(wrong.content, member.email) == without_token(
        unknown.content, "tidak.ada@contoh.test"
    )
    assert who(visitor) is None


def test_account_switched_off_reads_the_same(visitor, member):
    member.is_active = False
    member.save()
    off = sign_in(visitor, member.email)
    unknown = sign_in(visitor, "tidak.ada@contoh.test")
    assert without_token(off.content, member.email) == without_token(
        unknown.content, "tidak.ada@contoh.test"
    )


@override_settings(
    PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"],
    ACCOUNT_RATE_LIMITS=False,
)
def test_unknown_account_costs_the_same_hashing(visitor, make_user):
    member = make_user()

    def seconds(login):
        begin = time.process_time()
        sign_in(visitor, login, "bukan-kata-sandi")
        return time.process_time() - begin

    seconds(member.email)
    known = min(seconds(member.email) for _ in range(3))
    unknown = min(seconds(f"tidak{n}@contoh.test") for n in range(3))
    assert 0.6 < known / unknown < 1.6


def test_five_failures_close_the_account_for_a_while_from_everywhere(visitor, member):
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"10.9.8.{number}"), member.email, "salah-salah-1")
    answer = sign_in(visitor, show_phone(member.phone).replace("-", " "))
    assert who(visitor) == str(member.pk), "another login of the same person is another key"
    visitor.post("/keluar/")
    answer = sign_in(visitor, f" {member.email.upper()} ")
    assert "Terlalu banyak percobaan" in answer.content.decode()
    assert who(visitor) is None


def test_unknown_accounts_are_limited_alike(visitor):
    for _ in range(5):
        sign_in(visitor, "hantu.laut@contoh.test", "salah-salah-1")
    answer = sign_in(visitor, "hantu.laut@contoh.test", "salah-salah-1")
    assert "Terlalu banyak percobaan" in answer.content.decode()


def test_one_address_is_limited_over_many_accounts(visitor):
    for number in range(20):
        sign_in(visitor, f"tebak{number}@contoh.test", "salah-salah-1")
    answer = sign_in(visitor, "tebak99@contoh.test", "salah-salah-1")
    assert "Terlalu banyak percobaan" in answer.content.decode()


@override_settings(
    CACHES={
        "default": {
            "BACKEND": "ikm_portal.common.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
)
def test_sign_in_works_with_redis_away(visitor, member):
    assert sign_in(visitor, member.email).status_code == 302
    assert who(visitor) == str(member.pk)


@pytest.mark.parametrize(
    "foreign", ["https://jahat.test/", "//jahat.test/", "/\\jahat.test", "javascript:alert(1)"]
)
def test_next_leads_only_to_this_site(visitor, member, foreign):
    response = sign_in(visitor, member.email, next=foreign)
    assert response.status_code == 302
    assert response.url == "/mulai/"


def test_next_on_this_site_is_followed(visitor, member):
    assert sign_in(visitor, member.email, next="/akun/sandi/").url == "/akun/sandi/"


def test_session_is_rotated(visitor, member):
    session = visitor.session
    session["before"] = "x"
    session.save()
    before = session.session_key
    sign_in(visitor, member.email)
    assert visitor.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_sign_out_asks_first_and_needs_post(visitor, member):
    sign_in(visitor, member.email)
    page = visitor.get("/keluar/")
    assert page.status_code == 200
    assert who(visitor) == str(member.pk)
    assert visitor.post("/keluar/", follow=False).url == "/"
    assert who(visitor) is None


def test_csrf_is_needed(member, address):
    strict = Client(enforce_csrf_checks=True, REMOTE_ADDR=address)
    assert sign_in(strict, member.email).status_code == 403


def test_trail_keeps_both_and_no_address(visitor, member):
    sign_in(visitor, member.email, "salah-salah-1")
    sign_in(visitor, "tidak.ada@contoh.test", "salah-salah-1")
    sign_in(visitor, member.email)
    actions = [entry.action for entry in Entry.objects.about(member)]
    assert actions == ["account.sign_in_failed", "account.signed_in"]
    nobody = Entry.objects.get(subject_id="0")
    assert nobody.action == "account.sign_in_failed"
    everything = "".join(Entry.objects.values_list("payload", flat=True))
    assert member.email not in everything
    assert "contoh.test" not in everything


def test_logs_hold_no_login(visitor, member, caplog):
    with caplog.at_level("DEBUG"):
        sign_in(visitor, member.email, "salah-salah-1")
        sign_in(visitor, show_phone(member.phone), "salah-salah-1")
    logged = " ".join(
        str(record.__dict__) for record in caplog.records if "sql" not in record.__dict__
    )
    assert member.email not in logged
    assert member.phone[-8:] not in logged


@pytest.mark.parametrize("typed", ["a\x00b@contoh.test", "x" * 300, "081", "@", "\u202e@a.test"])
def test_odd_logins_get_an_answer(visitor, typed):
    assert sign_in(visitor, typed).status_code == 200


@pytest.mark.parametrize("path", ["/signup/", "/daftar/", "/accounts/signup/", "/masuk/daftar/"])
def test_no_sign_up(visitor, path):
    assert visitor.get(path).status_code in {302, 404}
    assert visitor.post(path, {"email": "a@b.test", "password1": PASSWORD}).status_code in {
        302,
        404,
    }


def test_language_is_switched_and_stays_here(visitor):
    response = visitor.post("/bahasa/", {"language": "en", "next": "https://jahat.test/"})
    assert response.status_code == 302
    assert "jahat" not in response.url
    assert response.cookies["django_language"].value == "en"
