"""Persons with a device: what they press, what reaches them, and how heavy their pages are."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Page

from tests.browser.live import check_axe, check_fits, picture, press
from tests.journeys.mail import PostOffice, link_in, text_of

MEMBER, BANK = 60_000, 120_000  # bytes of one first view, cold cache

# What no letter may carry: a NIK, or a mobile number in any spelling.
NUMBERS = re.compile(r"(?<!\d)\d{16}(?!\d)|(?<![\d.])(?:\+?62|0)[ .-]?8(?:[ .-]?\d){7,11}(?!\d)")


def photo_file(name: str = "foto.jpg") -> dict[str, Any]:
    out = io.BytesIO()
    Image.effect_noise((800, 600), 60).convert("RGB").save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


class Person:
    """`user` in front of `page`. Every page that `look` sees fits, is light, and satisfies axe."""

    def __init__(self, user: Any, page: Page, *, portal: str, scripts: bool, limit: int = 0):
        self.user, self.page, self.portal = user, page, portal
        self._scripts, self._limit = scripts, limit
        self._weight = 0.0
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        wire.on("Network.requestWillBeSent", self._begins)
        wire.on("Network.loadingFinished", self._arrived)

    def _begins(self, event: dict[str, Any]) -> None:
        if event.get("type") == "Document" and "redirectResponse" not in event:
            self._weight = 0.0

    def _arrived(self, event: dict[str, Any]) -> None:
        self._weight += event["encodedDataLength"]

    def goes(self, path: str) -> None:
        self.page.goto(self.portal + path)

    def presses(self, words: str, *, within: str = "main") -> None:
        press(self.page, words, within=within)

    def fills(self, **answers: str) -> None:
        for name, value in answers.items():
            self.page.fill(f"[name={name}]", value)

    def sees(self, *sentences: str) -> None:
        text = self.page.inner_text("main, #content-start")
        for sentence in sentences:
            assert sentence in text, f"“{sentence}” is not on {self.page.url}:\n{text}"

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def look(self, name: str = "") -> None:
        """The page as it stands is one a small phone and every reader can use."""
        check_fits(self.page)
        if self._scripts:
            check_axe(self.page)
            if name:
                picture(self.page, name)
        if self._limit:
            self.page.wait_for_load_state("networkidle")
            assert 1_000 < self._weight < self._limit, f"{self.page.url}: {self._weight:,.0f} B"

    def is_told(self, post: PostOffice, subject: str, *, leads_to: str | Callable[[str], bool]):
        """By letter and in the inbox; both lead to the same page of the right room.

        The person stands on that page afterwards.
        """
        letter = post.to(self.user, subject)
        found = NUMBERS.search(text_of(letter))
        assert not found, f"“{found[0] if found else ''}” travels by mail: {subject}"
        address = link_in(letter)
        assert address.startswith(self.portal + "/"), address
        self.page.goto(address)
        self._stands_on(leads_to)
        self.goes("/kotak-masuk/")
        article = self.page.locator("article").filter(
            has=self.page.locator(f'h2:text-is("{subject}")')
        )
        assert article.count() == 1, f"{article.count()} x “{subject}” in the inbox"
        self.look()
        with self.page.expect_navigation():
            article.locator("a.btn").click()
        self._stands_on(leads_to)

    def _stands_on(self, expected: str | Callable[[str], bool]) -> None:
        right = expected(self.path) if callable(expected) else self.path == expected
        assert right, f"the link led to {self.page.url}"
        assert self.page.locator("h1").count() == 1
