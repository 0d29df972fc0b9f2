"""How the engine speaks: Indonesian sentences with their values kept apart.

A ``Sentence`` holds its source text and its values, so that a page can translate the text
(``sentence.text(gettext)``) while a stored finding keeps the Indonesian one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

# fmt: off
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus",
          "September", "Oktober", "November", "Desember")
# fmt: on


def gettext_noop(text: str) -> str:
    """Marks a text for the translation catalogue; the engine itself speaks Indonesian."""
    return text


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


def tanggal(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def percent(value: object) -> str:
    """6.0 -> '6%', 3.25 -> '3,25%'."""
    text = str(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") + "%"


def any_of(words: list[str]) -> str:
    """'NIB', 'NIB atau SKU', 'a, b, atau c'."""
    if len(words) < 3:
        return " atau ".join(words)
    return ", ".join(words[:-1]) + ", atau " + words[-1]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Text with ``{name}`` places and the (already formatted) values that fill them."""

    template: str
    values: Mapping[str, str] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] | None = None) -> str:
        template = translate(self.template) if translate else self.template
        return template.format_map(self.values) if self.values else template

    def __str__(self) -> str:
        return self.text()


class BadInput(ValueError):
    """What was handed in cannot be used; ``str()`` is a sentence for the person who gave it."""

    def __init__(self, template: str, field_name: str = "", **values: str) -> None:
        self.field = field_name
        self.sentence = Sentence(template, values)
        super().__init__(self.sentence.text())
