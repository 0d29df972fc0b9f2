"""The English catalogue: every Indonesian text of the portal, and its translation.

Babel reads Python; Django's own `templatize` turns a template into lines of gettext calls. No
system tool is needed, neither here nor on the machine that runs the portal.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
PYTHON = ["ikm_portal", "associations", "financing", "meetings"]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


@dataclass(frozen=True)
class Text:
    """One text with where it stands; `ids` holds singular and plural where there are two."""

    ids: str | tuple[str, str]
    context: str | None
    path: str
    line: int


def texts() -> Iterator[Text]:
    """Every text marked for translation."""
    for folder in PYTHON:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _calls(path.read_text(encoding="utf-8"), path)
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            yield from _calls(_as_calls(path.read_text(encoding="utf-8")), path)


# What templatize leaves between the calls is noise to a Python reader: keep the calls, by line.
_CALL = re.compile(
    r"(?<![A-Za-z])(n?p?gettext|_)\(\s*((?:u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?\s*)+)"
)


def _as_calls(template: str) -> str:
    lines = []
    for line in templatize(template).split("\n"):
        calls = [f"{name}({args.rstrip().rstrip(',')})" for name, args in _CALL.findall(line)]
        lines.append("; ".join(calls))
    return "\n".join(lines)


def _calls(source: str, path: Path) -> Iterator[Text]:
    stream = io.BytesIO(source.encode())
    for line, ids, _comments, context in extract("python", stream, keywords=KEYWORDS):
        shown = path.relative_to(ROOT).as_posix()
        whole = (ids[0], ids[1]) if isinstance(ids, list | tuple) else ids
        yield Text(whole, context, shown, line)


def read() -> Catalog:
    if not PO.exists():
        return Catalog(locale="en", domain="django")
    with PO.open("rb") as stream:
        return read_po(stream, locale="en", domain="django")


def merged() -> Catalog:
    """Today's texts with the translations that are there."""
    known = read()
    fresh = Catalog(
        locale="en", domain="django", project="Portal IKM Lampung", header_comment="", fuzzy=False
    )
    for text in texts():
        old = known.get(text.ids[0] if isinstance(text.ids, tuple) else text.ids, text.context)
        fresh.add(
            text.ids,
            old.string if old and _same_shape(old, text.ids) else None,
            locations=[(text.path, 0)],
            context=text.context,
            flags=_flags(text.ids),
        )
    return fresh


def _same_shape(old: Message, ids: str | tuple[str, str]) -> bool:
    return isinstance(old.id, tuple | list) == isinstance(ids, tuple)


def _flags(ids: str | tuple[str, str]) -> list[str]:
    singular = ids[0] if isinstance(ids, tuple) else ids
    return ["python-format"] if re.search(r"%\(\w+\)[sd]", singular) else []


def write(catalog: Catalog) -> None:
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as stream:
        write_po(stream, catalog, width=100, omit_header=True, no_location=True, sort_output=True)


def gaps() -> list[str]:
    """What is wrong with the catalogue: missing, left over, or with other placeholders."""
    known, fresh = read(), merged()
    problems = []
    fresh_keys = {(_first(message), message.context) for message in fresh if message.id}
    for message in fresh:
        if not message.id:
            continue
        where = message.locations[0][0] if message.locations else "?"
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        if not all(strings):
            problems.append(f"not translated: {_first(message)!r} ({where})")
        else:
            wanted = set(_placeholders(_first(message)))
            for string in strings[-1:]:
                if set(_placeholders(str(string))) != wanted:
                    problems.append(f"placeholders differ: {_first(message)!r} ({where})")
    for message in known:
        if message.id and (_first(message), message.context) not in fresh_keys:
            problems.append(f"no longer used: {_first(message)!r}")
    return problems


def _first(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def _placeholders(text: str) -> list[str]:
    return re.findall(r"%\(\w+\)[sd]|%[sd%]", text)
