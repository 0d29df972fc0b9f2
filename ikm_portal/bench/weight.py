"""Bytes on the wire of a first view: the page, its style sheets, scripts, fonts and pictures."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings

from associations.models import Association
from ikm_portal.bench.browser import Answer, Browser
from ikm_portal.bench.persons import Page, head_of, pages, told_member, told_referral
from ikm_portal.bench.report import Result, Table
from ikm_portal.bench.scratch import Scratch, like_production
from meetings.models import Meeting

KB = 1000
LIMITS = {"umum": 60, "anggota": 60, "bank": 120}
# What a browser fetches by itself; a picture behind loading="lazy" counts too.
_LINKED = re.compile(r"<(?:link|script|img|source|use|image)\b[^>]*>", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:src|href|xlink:href)=[\"']?([^\"'\s>]+)", re.IGNORECASE)
_IN_STYLE = re.compile(r"url\([\"']?([^\"')]+)")


def static_bytes(url: str) -> tuple[int, Path]:
    """As whitenoise serves it to a browser that takes brotli."""
    path = Path(settings.STATIC_ROOT) / unquote(
        urlsplit(url).path.removeprefix(settings.STATIC_URL)
    )
    for ending in (".br", ".gz"):
        packed = path.with_name(path.name + ending)
        if packed.exists():
            return packed.stat().st_size, path
    return path.stat().st_size, path


def parts_of(answer: Answer) -> dict[str, int]:
    """Address → bytes of everything that the page makes a browser fetch from this site."""
    import gzip

    html = answer.body
    if answer.headers.get("Content-Encoding") == "gzip":
        html = gzip.decompress(html)
    found: dict[str, int] = {}
    for tag in _LINKED.findall(html.decode()):
        if re.search(r"rel=[\"']?(?:canonical|alternate|next|prev)", tag):
            continue
        for url in _ADDRESS.findall(tag):
            _add(found, url)
    return found


def _add(found: dict[str, int], url: str) -> None:
    url = url.split("#")[0]
    if not url.startswith(settings.STATIC_URL) or url in found:
        return
    found[url], path = static_bytes(url)
    if path.suffix == ".css":
        for inner in _IN_STYLE.findall(path.read_text()):
            if not inner.startswith("data:"):
                _add(found, urljoin(url, inner))


def run(scratch: Scratch) -> Result:
    result = Result("weight")
    table = Table(
        "First view, kB on the wire (page by gzip, files by brotli)",
        ["page", "whose", "page", "style", "script", "font, picture", "all"],
    )
    with scratch.within(scratch.template()), like_production():
        for whose, page in _todo():
            answer = page.browser.get(page.url)
            if answer.status != 200:
                raise RuntimeError(f"{page.url} answered {answer.status}")
            parts = parts_of(answer)
            kinds = {
                ending: sum(size for url, size in parts.items() if url.endswith(ending))
                for ending in (".css", ".js")
            }
            head = sum(len(f"{name}: {value}\r\n") for name, value in answer.headers.items())
            whole = head + len(answer.body) + sum(parts.values())
            rest = sum(parts.values()) - sum(kinds.values())
            row = [head + len(answer.body), kinds[".css"], kinds[".js"], rest, whole]
            table.rows.append([page.url, whose, *(size / KB for size in row)])
            result.bar(f"{page.url}", whole / KB, LIMITS[whose], " kB")
    result.tables.append(table)
    result.notes.append("every font and picture that a style sheet names counts, used or not")
    return result


def _todo() -> list[tuple[str, Page]]:
    nobody, member = Browser(), Browser(told_member())
    meeting, association = Meeting.objects.earliest("pk"), Association.objects.earliest("pk")
    public = [
        "/", "/kur/", "/kur/simulasi/", "/kur/cek/", "/asosiasi/", f"/asosiasi/{association.slug}/",
        "/rapat/", f"/rapat/{meeting.slug}/", "/komitmen/", "/status/", "/masuk/",
    ]  # fmt: skip
    own = ["/anggota/", "/anggota/data/", "/anggota/pengajuan/", "/anggota/persetujuan/",
           "/anggota/siapa-membuka/", "/kotak-masuk/", "/akun/"]  # fmt: skip
    case = told_referral()
    officer = Browser(head_of(case.branch))
    own.append(pages()[-1].url)
    return [
        *(("umum", Page(url, nobody, url)) for url in public),
        *(("anggota", Page(url, member, url)) for url in own),
        *(("bank", Page(url, officer, url)) for url in ("/bank/", f"/bank/rujukan/{case.pk}/")),
    ]
