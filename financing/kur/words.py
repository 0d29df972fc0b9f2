"""How the engine speaks: Indonesian sentences with their values kept apart.

A ``Sentence`` holds its source text and its values, so that a page can translate the text
(``sentence.text(gettext)``) while a stored finding keeps the Indonesian one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date


def gettext_noop(text: str) -> str:
    """Marks a text for the translation catalogue; the engine itself speaks Indonesian."""
    return text


MONTHS = (
    gettext_noop("{day} Januari {year}"),
    gettext_noop("{day} Februari {year}"),
    gettext_noop("{day} Maret {year}"),
    gettext_noop("{day} April {year}"),
    gettext_noop("{day} Mei {year}"),
    gettext_noop("{day} Juni {year}"),
    gettext_noop("{day} Juli {year}"),
    gettext_noop("{day} Agustus {year}"),
    gettext_noop("{day} September {year}"),
    gettext_noop("{day} Oktober {year}"),
    gettext_noop("{day} November {year}"),
    gettext_noop("{day} Desember {year}"),
)


def rupiah(amount: int) -> str:
    """Whole rupiah as people say it when that is exact: Rp4,8 miliar, Rp100 juta, else digits."""
    sign = "-" if amount < 0 else ""
    size = abs(amount)
    for unit, name in ((1_000_000_000, "miliar"), (1_000_000, "juta")):
        if size >= unit and size % (unit // 10) == 0:
            whole, tenth = divmod(size // (unit // 10), 10)
            digits = f"{whole:,}".replace(",", ".") + (f",{tenth}" if tenth else "")
            return f"{sign}Rp{digits} {name}"
    return f"{sign}Rp" + f"{size:,}".replace(",", ".")


def percent(value: object) -> str:
    """6.0 -> '6%', 3.25 -> '3,25%'."""
    text = str(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") + "%"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Text with ``{name}`` places and the values that fill them, which may be sentences too."""

    template: str
    values: Mapping[str, Words] = field(default_factory=dict)

    def text(self, translate: Translate | None = None) -> str:
        template = translate(self.template) if translate else self.template
        if not self.values:
            return template
        return template.format_map({k: render(v, translate) for k, v in self.values.items()})

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, slots=True)
class Listed:
    """Several words in a row; ``either``: any one of them ("a, b, atau c")."""

    items: tuple[Words, ...]
    either: bool = False

    def text(self, translate: Translate | None = None) -> str:
        words = [render(item, translate) for item in self.items]
        if not self.either or len(words) < 2:
            return ", ".join(words)
        last = translate(_OR) if translate else _OR
        start = ", ".join(words[:-1]) + ("," if len(words) > 2 else "")
        return f"{start} {last} {words[-1]}"

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence that goes on: without its full stop, to stand inside another."""

    sentence: Sentence

    def text(self, translate: Translate | None = None) -> str:
        return self.sentence.text(translate).removesuffix(".")

    def __str__(self) -> str:
        return self.text()


Words = str | Sentence | Listed | Clause
Translate = Callable[[str], str]
_OR = gettext_noop("atau")


def render(words: Words, translate: Translate | None = None) -> str:
    return words if isinstance(words, str) else words.text(translate)


def phrase(template: str, **values: Words) -> Sentence:
    """A sentence, or a part of one, with its values."""
    return Sentence(template, values)


def tanggal(day: date) -> Sentence:
    return phrase(MONTHS[day.month - 1], day=str(day.day), year=str(day.year))


NOT_KNOWN = Sentence(gettext_noop("belum diketahui"))
NOTHING = Sentence(gettext_noop("tidak ada"))
THERE = {
    True: Sentence(gettext_noop("ada")),
    False: NOTHING,
    None: NOT_KNOWN,
}


class BadInput(ValueError):
    """What was handed in cannot be used; ``str()`` is a sentence for the person who gave it."""

    def __init__(self, template: str, field_name: str = "", **values: Words) -> None:
        self.field = field_name
        self.sentence = Sentence(template, values)
        super().__init__(self.sentence.text())
