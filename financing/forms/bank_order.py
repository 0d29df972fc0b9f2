"""Numbers, arrows and ticks of the page on which a person orders the banks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.translation import gettext as _

from financing.bank_order import Row

NUMBER, OUT = "nomor-", "tidak-"  # followed by the product's slug
UP, DOWN = "naik", "turun"
SHOWN = "tampil"  # slugs in the order of the page that was filled in, which may be an old one


@dataclass
class OrderAnswers:
    """`order`: slugs, best first, once every number is read. `wrong`: what a row's number lacks."""

    order: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Mapping[str, Any], rows: Sequence[Row]) -> Self:
        """A number moves its row there, in front of whoever stood there when it moves up; the rest
        closes up. Then an arrow moves one row by one place."""
        told = cls(without=[row.slug for row in rows if OUT + row.slug in data])
        place = {slug: n for n, slug in enumerate(str(data.get(SHOWN, "")).split(","))}
        rows = sorted(rows, key=lambda row: place.get(row.slug, len(place)))
        wished = []
        for old, row in enumerate(rows, 1):
            typed = str(data.get(NUMBER + row.slug, "")).strip()
            told.typed[row.slug] = typed
            if row.slug in told.without:
                continue
            new = told._number(row, typed, old, len(rows))
            wished.append((new, (new > old) - (new < old), old, row.slug))
        told.order = [slug for *_key, slug in sorted(wished)]
        told._step(str(data.get(UP, "")), -1)
        told._step(str(data.get(DOWN, "")), 1)
        return told

    def _number(self, row: Row, typed: str, old: int, most: int) -> int:
        if not typed:  # it was left out until now, or the field was emptied
            return row.number or most
        good = typed.isascii() and typed.isdigit() and len(typed) < 7
        if not (good and 1 <= int(typed) <= most):
            self.wrong[row.slug] = _("Tulis angka 1 sampai %(most)d.") % {"most": most}
            return old
        return int(typed)

    def _step(self, slug: str, by: int) -> None:
        if slug in self.order:
            at = self.order.index(slug)
            self.order.pop(at)
            self.order.insert(max(0, at + by), slug)
