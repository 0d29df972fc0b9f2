"""A passkey in a real browser, under the real Content-Security-Policy."""

import os
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator

from ikm_portal.accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def page(chromium):
    """A phone of its own in the one Chromium of the process."""
    context = chromium.new_context(viewport={"width": 360, "height": 800}, locale="id-ID")
    yield context.new_page()
    context.close()


@pytest.fixture
def site(portal):
    """A passkey belongs to a name: a bare number is no name to a browser."""
    return portal.replace("127.0.0.1", "localhost")


@pytest.fixture
def problems(page):
    """What the browser complains about: refused scripts, errors, pages that broke."""
    found = []
    page.on("console", lambda line: line.type == "error" and found.append(line.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def virtual_authenticator(page):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def shot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"accounts-{name}.png", full_page=True)


def test_add_a_passkey_and_sign_in_with_it(page, problems, site, make_user):
    member = make_user(name="Mirhan")
    virtual_authenticator(page)
    page.goto(f"{site}/masuk/")
    shot(page, "masuk")
    page.get_by_label("Surel atau nomor HP").fill(member.email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.goto(f"{site}/akun/pengaman/kunci/tambah/")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Lanjutkan").click()
    page.get_by_label("Nama kunci ini").fill("HP saya")
    shot(page, "tambah-kunci")
    page.get_by_role("button", name="Tambah kunci sandi").click()
    page.wait_for_url("**/akun/pengaman/cadangan/")
    shot(page, "cadangan")
    page.goto(f"{site}/akun/pengaman/kunci/")
    assert page.get_by_text("HP saya").is_visible()
    shot(page, "kunci")
    page.goto(f"{site}/akun/")
    shot(page, "akun")
    page.get_by_role("main").get_by_role("button", name="Keluar").click()

    page.goto(f"{site}/masuk/?next=/akun/")
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    page.wait_for_url(f"{site}/akun/")
    assert page.get_by_role("main").get_by_text("Mirhan").is_visible()
    key = Authenticator.objects.get(user=member, type=Authenticator.Type.WEBAUTHN)
    assert key.last_used_at
    assert User.objects.get(pk=member.pk).last_login
    assert [text for text in problems if "404" not in text] == []


def test_passkey_as_the_second_step(page, problems, site, make_user):
    member = make_user()
    virtual_authenticator(page)
    page.goto(f"{site}/masuk/?next=/akun/pengaman/kunci/tambah/")
    page.get_by_label("Surel atau nomor HP").fill(member.email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Lanjutkan").click()
    page.get_by_role("button", name="Tambah kunci sandi").click()
    page.wait_for_url("**/akun/pengaman/cadangan/")
    page.goto(f"{site}/keluar/")
    page.get_by_role("main").get_by_role("button", name="Keluar").click()

    page.goto(f"{site}/masuk/?next=/akun/")
    page.get_by_label("Surel atau nomor HP").fill(member.email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/masuk/pengaman/")
    shot(page, "pengaman-masuk")
    page.get_by_role("button", name="Pakai kunci sandi").click()
    page.wait_for_url(f"{site}/akun/")
    assert [text for text in problems if "404" not in text] == []


def test_a_browser_without_the_key_is_told(page, site):
    page.goto(f"{site}/masuk/")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    told = page.locator("[data-passkey-failed]")
    assert not told.is_visible()
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('tidak')) }")
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    told.wait_for(state="visible")
