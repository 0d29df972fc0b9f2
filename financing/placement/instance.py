"""What is to be placed: applicants, offers with their quotas, and who may go where.

Amounts are whole rupiah. A smaller ``priority`` goes first, equal ones by id. ``rank`` 1 is the
applicant's first choice, equal ones by the higher score, then by the offer's id; offers without a
rank come after those with one, in the portal's order: score less the congestion price of that
amount, then the offer's id. A quota that is missing does not limit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from financing.kur.words import BadInput
from financing.kur.words import gettext_noop as _

MOST_APPLICANTS, MOST_OFFERS, MOST_PAIRS = 200_000, 10_000, 5_000_000
MOST_RUPIAH = 10**15  # beyond it a floating-point number no longer tells each rupiah
MOST_COUNT = 10**9


@dataclass(frozen=True, slots=True)
class Applicant:
    id: str
    amount: int
    priority: float = 0
    group: str = ""  # association or kabupaten: `optimum` spreads over them what is else equal


@dataclass(frozen=True, slots=True)
class Offer:
    id: str
    quota_rp: int | None = None
    quota_count: int | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    applicant: str
    offer: str
    score: float = 0
    rank: float | None = None  # None: the applicant left the order to the portal


MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """Points, in the unit of the scores: for each million rupiah asked, and for each person."""

    million: float = 0
    person: float = 0

    def of(self, amount: int) -> float:
        return self.million * amount / MILLION + self.person


FREE = Price()
Prices = Mapping[str, Price]


def liked(pair: Pair, amount: int, prices: Prices) -> tuple[bool, float, float, str]:
    """Sorts an applicant's offers, best first."""
    if pair.rank is not None:
        return False, pair.rank, -pair.score, pair.offer
    return True, 0, prices.get(pair.offer, FREE).of(amount) - pair.score, pair.offer


@dataclass(frozen=True)
class Instance:
    """Sorted on entry, so that the order in which anything arrived can not matter."""

    applicants: tuple[Applicant, ...]
    offers: tuple[Offer, ...]
    wishes: Mapping[str, tuple[Pair, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, applicants: list[Applicant], offers: list[Offer], pairs: list[Pair]) -> Instance:
        """Raises BadInput for a name twice, a pair twice or a pair of somebody unknown."""
        for most, given in (
            (MOST_APPLICANTS, applicants),
            (MOST_OFFERS, offers),
            (MOST_PAIRS, pairs),
        ):
            if len(given) > most:
                raise BadInput(_("Terlalu banyak baris: paling banyak {most}."), most=str(most))
        wishes: dict[str, list[Pair]] = {a.id: [] for a in applicants}
        known = {o.id for o in offers}
        if len(wishes) != len(applicants) or len(known) != len(offers):
            raise BadInput(_("Ada pemohon atau penawaran yang tercantum dua kali."))
        seen = set()
        for pair in pairs:
            if pair.applicant not in wishes or pair.offer not in known:
                raise BadInput(
                    _("Pasangan {a} – {o}: pemohon atau penawaran tidak dikenal."),
                    a=pair.applicant,
                    o=pair.offer,
                )
            if (pair.applicant, pair.offer) in seen:
                raise BadInput(
                    _("Pasangan {a} – {o} tercantum dua kali."), a=pair.applicant, o=pair.offer
                )
            seen.add((pair.applicant, pair.offer))
            wishes[pair.applicant].append(pair)
        return cls(
            tuple(sorted(applicants, key=lambda a: (a.priority, a.id))),
            tuple(sorted(offers, key=lambda o: o.id)),
            {
                name: tuple(sorted(mine, key=lambda p: liked(p, 0, {})))
                for name, mine in wishes.items()
            },
        )

    def priced(self, prices: Prices) -> Instance:
        """The same people and offers; who left the order to the portal gets it with prices."""
        if not prices:
            return self
        wishes = dict(self.wishes)
        for person in self.applicants:
            mine = ((liked(p, person.amount, prices), p) for p in wishes[person.id])
            wishes[person.id] = tuple(p for _key, p in sorted(mine, key=lambda both: both[0]))
        return replace(self, wishes=wishes)

    @classmethod
    def from_json(cls, data: Any) -> Instance:
        if not isinstance(data, dict):
            raise BadInput(_("Berkas penempatan harus berisi satu objek JSON."))
        return cls.of(
            [
                Applicant(
                    _id(row, "id"),
                    _whole(row, "amount", 1, MOST_RUPIAH),
                    _number(row, "priority", 0),
                    _id(row, "group") if row.get("group") else "",
                )
                for row in _rows(data, "applicants")
            ],
            [
                Offer(
                    _id(row, "id"),
                    _optional(row, "quota_rp", MOST_RUPIAH),
                    _optional(row, "quota_count", MOST_COUNT),
                )
                for row in _rows(data, "offers")
            ],
            [
                Pair(
                    _id(row, "applicant"),
                    _id(row, "offer"),
                    _number(row, "score", 0),
                    None if row.get("rank") is None else _number(row, "rank", 1, least=1),
                )
                for row in _rows(data, "pairs")
            ],
        )


def _rows(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows = data.get(key)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(_("{key}: harus berupa daftar objek JSON."), key, key=key)
    return cast("list[dict[str, Any]]", rows)


def _id(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value or len(value) > 200:
        raise BadInput(_("{key}: harus berupa teks yang tidak kosong."), key, key=key)
    return value


def _whole(row: dict[str, Any], key: str, least: int, most: int) -> int:
    value = row.get(key)
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise BadInput(
            _("{key}: harus bilangan bulat dari {least} sampai {most}."),
            key,
            key=key,
            least=str(least),
            most=str(most),
        )
    return value


def _optional(row: dict[str, Any], key: str, most: int) -> int | None:
    return None if row.get(key) is None else _whole(row, key, 0, most)


def _number(row: dict[str, Any], key: str, default: int, least: float = -1e12) -> float:
    value = row.get(key, default)
    good = isinstance(value, int | float) and not isinstance(value, bool)
    # An unlimited whole number does not fit into a float; comparing it is safe.
    if not good or not least <= value <= 1e12:
        raise BadInput(_("{key}: harus berupa angka yang wajar."), key, key=key)
    return cast(float, value)
