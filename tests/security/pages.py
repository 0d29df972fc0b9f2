"""What one answer shows, read with the standard parser: enough to judge any page of the portal."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

VOID_ATTRIBUTES = ("src", "href", "action", "formaction", "poster", "data")


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str]
    files: list[str]


@dataclass
class Facts:
    """`problems` are what no page may have; the rest is for the test that asks."""

    lang: str = ""
    title: str = ""
    h1: int = 0
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url, self.facts = url, Facts()
        self._form: Form | None = None
        self._in_title = self._in_script = self._in_svg = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self._inline(tag, given)
        if tag == "html":
            self.facts.lang = given.get("lang", "")
        elif tag == "svg":
            self._in_svg = True
        elif tag == "title":
            self._in_title = not self._in_svg  # an icon may carry a title of its own
        elif tag == "h1":
            self.facts.h1 += 1
        elif tag == "script":
            self._in_script = "src" not in given and given.get("type") != "application/json"
        elif tag == "form":
            action = urljoin(self.url, given.get("action") or self.url)
            self._form = Form(action, given.get("method", "get").lower(), {}, [])
            self.facts.forms.append(self._form)
        elif tag in {"input", "textarea", "select", "button"} and self._form and given.get("name"):
            self._answer(given)
        self._addresses(tag, given)

    def _answer(self, given: dict[str, str]) -> None:
        assert self._form is not None
        if given.get("type") == "file":
            self._form.files.append(given["name"])
        else:
            self._form.fields.setdefault(given["name"], given.get("value", ""))

    def _inline(self, tag: str, given: dict[str, str]) -> None:
        for name, value in given.items():
            if name.startswith("on") or name == "style":
                self.facts.problems.append(f"inline {name}= on <{tag}>")
            if value.lower().strip().startswith("javascript:"):
                self.facts.problems.append(f"javascript: in {name} of <{tag}>")
        if tag == "style":
            self.facts.problems.append("inline <style>")

    def _addresses(self, tag: str, given: dict[str, str]) -> None:
        for name in VOID_ATTRIBUTES:
            if given.get(name) and not given[name].startswith(("#", "data:image/", "mailto:")):
                self._address(tag, name, urljoin(self.url, given[name]), given)

    def _address(self, tag: str, name: str, address: str, given: dict[str, str]) -> None:
        if urlsplit(address).netloc != urlsplit(self.url).netloc:
            if tag != "a" or not allowed_abroad(address):
                self.facts.problems.append(f"<{tag} {name}> leads to {address}")
        elif tag == "a":
            self.facts.links.append(address)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            if self._form.method == "post" and "csrfmiddlewaretoken" not in self._form.fields:
                self.facts.problems.append(f"form without CSRF token to {self._form.action}")
            self._form = None
        elif tag == "title":
            self._in_title = False
        elif tag == "svg":
            self._in_svg = False
        elif tag == "script":
            self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.facts.title += data.strip()
        if self._in_script and data.strip():
            self.facts.problems.append("inline <script>")


def allowed_abroad(address: str) -> bool:
    """A person may be led out by a link that says so: to a chat that they start themselves, the
    State's own pages, and the text of the law."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    ours = host in {"wa.me", "pasal.id"} or host.endswith((".go.id", ".pasal.id"))
    return parts.scheme == "tel" or (parts.scheme == "https" and ours)


def read(url: str, html: str) -> Facts:
    """`url` is absolute: what has another host is abroad."""
    reader = _Reader(url)
    reader.feed(html)
    facts = reader.facts
    if facts.h1 != 1:
        facts.problems.append(f"{facts.h1} h1")
    if not facts.title:
        facts.problems.append("no title")
    if not facts.lang:
        facts.problems.append("no lang")
    return facts
