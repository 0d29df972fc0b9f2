"""A real Chromium in front of the real service: sign-in form, compressed static files, PostgreSQL.

    def test_x(portal, phone, cast):          # `cast` first builds the people
        page = phone(cast.member1)            # 360 px, scripts on, signed in by the /masuk/ form
        page.goto(portal + "/anggota/")
        check_axe(page)

    def test_y(portal, phone, cast):
        page = phone(cast.member1, scripts=False)

- `portal` is the address of the service ("http://127.0.0.1:…"), without a slash at its end.
- `phone(user, …)` and `desk(user, …)` open a page in a browser of its own each time: another
  device. Give `user=None` to stay signed out. A page that shows an inline script or style, or
  logs an error, fails the test.
- `weigh(portal, user, path)` gives the bytes on the wire of one first view, with an empty cache.
- `picture(page, name)` keeps a screenshot when SHOTS names a folder.

A test that opens a browser is marked `browser` by itself and commits to the database (it is emptied
after each). One Chromium and one service per process, whichever folder the tests stand in.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test import override_settings
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Browser, Page, sync_playwright

from tests.cast import PASSWORD

# Playwright's own loop runs in this thread; Django takes that for an async context.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
FIRST_VIEW = 60_000  # bytes on the wire of a member's or public page, cold cache
_ARGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-gpu",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def portal(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole service in a thread, with static files hashed and compressed as in production."""
    from django.conf import settings

    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with override_settings(
        STATIC_ROOT=str(tmp_path_factory.mktemp("static")),
        STORAGES=storages,
        WHITENOISE_AUTOREFRESH=False,
    ):
        call_command("collectstatic", verbosity=0, interactive=False)
        server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler, ipv6=False)
        server.set_app(WSGIHandler())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def sign_in(page: Page, portal: str, user: Any, *, then: str = "/mulai/") -> None:
    """By the form, as everybody does; `cast` gave all its people the same password."""
    page.goto(f"{portal}/masuk/?next={then}")
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation(url=lambda url: "/masuk/" not in url):
        page.click("main form button:not([form])")


def press(page: Page, words: str, *, within: str = "main") -> None:
    """Presses the link or button with exactly these words and waits for the page that follows."""
    found = page.locator(within).locator(f"a:text-is('{words}'), button:text-is('{words}')")
    with page.expect_navigation():
        found.first.click()


Opener = Callable[..., Page]


@pytest.fixture
def _open(chromium: Browser, portal: str, transactional_db: None) -> Iterator[Opener]:
    contexts, troubles = [], []

    def opened(viewport: dict, user: Any, scripts: bool, state: Any = None) -> Page:
        context = chromium.new_context(
            viewport=viewport,
            java_script_enabled=scripts,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            storage_state=state,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and troubles.append(said.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        if user is not None and state is None:
            sign_in(page, portal, user)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not [words for words in troubles if not _expected(words)], troubles


def _expected(words: str) -> bool:
    """The browser logs answers such as 404 that a test asked for, and the line that a test cut;
    scripts off is no fault."""
    return bool(re.search(r"status of 4\d\d|ERR_INTERNET_DISCONNECTED", words))


@pytest.fixture
def phone(_open: Opener) -> Opener:
    """phone(user=None, scripts=True): a page on a new small phone."""
    return lambda user=None, scripts=True: _open(PHONE, user, scripts)


@pytest.fixture
def desk(_open: Opener) -> Opener:
    """desk(user=None, scripts=True): a page on a new computer."""
    return lambda user=None, scripts=True: _open(DESK, user, scripts)


@pytest.fixture
def weigh(_open: Opener, portal: str) -> Callable[..., int]:
    """weigh(user, path) → bytes that a first view of `path` brings over the wire.

    Signed in beforehand on one device, then opened on a fresh one with only the cookies: nothing
    is cached. All answers count, with their headers.
    """

    def weighed(user: Any, path: str, *, scripts: bool = True) -> int:
        state = None
        if user is not None:
            state = _open(PHONE, user, True).context.storage_state()
        page = _open(PHONE, user, scripts, state or {"cookies": [], "origins": []})
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        sizes: list[float] = []
        wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        answer = page.goto(portal + path, wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        assert page.url == portal + path, f"{path} led to {page.url}"
        return int(sum(sizes))

    return weighed


def check_axe(page: Page) -> None:
    """No violation of WCAG 2.2 A or AA, nor of axe's good practice, on the page as it stands."""
    found = Axe().run(page).response["violations"]
    told = [
        f"{one['id']}: {one['help']}\n  " + "\n  ".join(node["html"] for node in one["nodes"][:3])
        for one in found
    ]
    assert not told, f"{page.url}\n" + "\n".join(told)


def check_fits(page: Page) -> None:
    """Nothing is wider than the screen, and what a thumb must hit is large enough (24 px, AA)."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url}: {wide} px too wide"


def picture(page: Page, name: str) -> None:
    """A screenshot of the whole page, when SHOTS names a folder."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
