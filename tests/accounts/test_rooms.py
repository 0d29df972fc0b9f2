"""Where people land, the staff room's door, idle sessions, the second factor as a duty."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import override_settings

from ikm_portal.accounts.middleware import SEEN
from tests.accounts.conftest import sign_in

pytestmark = pytest.mark.django_db


def signed_in(client, user):
    sign_in(client, user.email)
    return client


@pytest.mark.parametrize("kind", ["member", "manager", "officer", "guest"])
def test_start_leads_somewhere_for_every_kind(visitor, make_user, kind):
    response = signed_in(visitor, make_user(kind)).get("/mulai/")
    assert response.status_code == 302
    assert response.url.startswith("/")


def test_start_leads_staff_to_their_room(visitor, head):
    assert signed_in(visitor, head).get("/mulai/").url == "/admin/"


def test_staff_room_sends_visitors_to_the_one_sign_in(visitor):
    response = visitor.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/masuk/?next=%2Fadmin%2F"


@pytest.mark.parametrize("path", ["/admin/", "/admin/accounts/user/", "/admin/login/"])
@pytest.mark.parametrize("kind", ["member", "officer"])
def test_staff_room_does_not_exist_for_others(visitor, make_user, kind, path):
    assert signed_in(visitor, make_user(kind)).get(path).status_code == 404


def test_no_second_sign_in_form_in_the_staff_room(visitor, head):
    response = visitor.post("/admin/login/", {"username": head.email, "password": "x"})
    assert response.status_code == 302
    assert response.url.startswith("/masuk/")


@pytest.mark.parametrize("kind", ["staff", "officer"])
def test_idle_staff_and_banks_are_signed_out(visitor, make_user, kind):
    signed_in(visitor, make_user(kind, is_staff=kind == "staff")).get("/akun/")
    session = visitor.session
    session[SEEN] = int(time.time()) - 30 * 60 - 5
    session.save()
    response = visitor.get("/akun/")
    assert response.status_code == 302
    assert response.url == "/masuk/?next=/akun/"
    assert "_auth_user_id" not in visitor.session


def test_idle_counts_from_the_last_request(visitor, make_user):
    signed_in(visitor, make_user("officer")).get("/akun/")
    session = visitor.session
    session[SEEN] = int(time.time()) - 29 * 60
    session.save()
    assert visitor.get("/akun/").status_code == 200
    assert visitor.session[SEEN] > time.time() - 5


def test_members_stay(visitor, member):
    signed_in(visitor, member).get("/akun/")
    session = visitor.session
    session[SEEN] = 1
    session.save()
    assert visitor.get("/akun/").status_code == 200


def test_idle_part_of_a_page_sends_the_whole_page(visitor, make_user):
    signed_in(visitor, make_user("officer")).get("/akun/")
    session = visitor.session
    session[SEEN] = 1
    session.save()
    response = visitor.get("/akun/", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response["HX-Redirect"] == "/masuk/"


@override_settings(SECOND_FACTOR_KINDS=frozenset({"staff", "officer"}))
def test_second_factor_comes_before_everything(visitor, make_user):
    officer = make_user("officer")
    signed_in(visitor, officer)
    assert visitor.get("/mulai/").url == "/akun/pengaman/"
    assert visitor.post("/mulai/").status_code == 303
    assert visitor.get("/api/v1/x").status_code == 403
    part = visitor.get("/mulai/", headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == "/akun/pengaman/"
    page = visitor.get("/akun/pengaman/")
    assert page.status_code == 200
    assert "wajib" in page.content.decode()
    Authenticator.objects.create(user=officer, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert visitor.get("/mulai/").url == "/akun/pengaman/", "recovery codes alone are no factor"
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={})
    assert visitor.get("/mulai/").url != "/akun/pengaman/"


@override_settings(SECOND_FACTOR_KINDS=frozenset({"staff", "officer"}))
def test_members_need_no_second_factor(visitor, member):
    assert signed_in(visitor, member).get("/mulai/").url != "/akun/pengaman/"


def test_own_account_shows_no_full_number(visitor, member):
    html = signed_in(visitor, member).get("/akun/").content.decode()
    assert member.name in html
    assert member.email in html
    assert member.phone[-7:-2] not in html
    assert "Masuk" in html
    assert visitor.get("/akun/")["Cache-Control"] == "no-store, private"
