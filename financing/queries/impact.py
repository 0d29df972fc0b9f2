"""The numbers of a rehearsal. Each is the count of the very lines that its list shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from associations.enums import Sex
from associations.models import Region
from financing.enums import RehearsalLevel, Scheme
from financing.models import Bank, Product, Rehearsal


@dataclass(frozen=True)
class Total:
    """One row: who gains and who loses. `lines` filters the list behind it."""

    label: str
    lines: dict[str, Any]
    gains: int
    loses: int


@dataclass(frozen=True)
class Table:
    title: str | Promise
    rows: list[Total]


_TABLES: tuple[tuple[str | Promise, str, str], ...] = (
    (_("Menurut skema"), RehearsalLevel.SCHEME, "scheme"),
    (_("Menurut bank"), RehearsalLevel.BANK, "bank"),
    (_("Menurut produk"), RehearsalLevel.PRODUCT, "product"),
    (_("Menurut kabupaten/kota"), RehearsalLevel.FILE, "kabupaten"),
    (_("Menurut jenis kelamin"), RehearsalLevel.FILE, "sex"),
)


def whole(rehearsal: Rehearsal) -> Total:
    """Each file once."""
    counted = _counted(rehearsal, RehearsalLevel.FILE, "rehearsal")
    gains, loses = counted.get(rehearsal.pk, (0, 0))
    return Total("", {"level": RehearsalLevel.FILE.value}, gains, loses)


def tables(rehearsal: Rehearsal) -> list[Table]:
    """By scheme, bank, product, kabupaten and sex; tables with nothing to tell are left out."""
    found = []
    for title, level, column in _TABLES:
        counted = _counted(rehearsal, level, column)
        names = _names(column, list(counted))
        rows = [
            Total(names[value], {"level": str(level), column: value}, gains, loses)
            for value, (gains, loses) in counted.items()
        ]
        if rows:
            found.append(Table(title, sorted(rows, key=lambda row: row.label)))
    return found


def _counted(rehearsal: Rehearsal, level: str, column: str) -> dict[Any, tuple[int, int]]:
    counts: dict[Any, list[int]] = {}
    rows = (
        rehearsal.lines.filter(level=level)
        .order_by(column)
        .values_list(column, "gains")
        .annotate(n=Count("pk"))
    )
    for value, gains, n in rows:
        counts.setdefault(value, [0, 0])[0 if gains else 1] += n
    return {value: (both[0], both[1]) for value, both in counts.items()}


def _names(column: str, values: list[Any]) -> dict[Any, str]:
    if column == "scheme":
        return {value: str(Scheme(value).label) for value in values}
    if column == "sex":
        return {value: str(Sex(value).label) for value in values}
    if column == "kabupaten":
        return {one.pk: one.name for one in Region.objects.filter(pk__in=values)}
    if column == "bank":
        banks = Bank.objects.filter(pk__in=values).select_related("institution")
        return {one.pk: one.name for one in banks}
    products = Product.objects.filter(pk__in=values).select_related("bank__institution")
    return {one.pk: f"{one.name} ({one.bank})" for one in products}
