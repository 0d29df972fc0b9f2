"""What is known of one applicant. ``None`` means *not known*: it is asked for, never assumed.

The engine cannot see a name, sex or religion: there is no such field here.
Build from outside data with ``reading.read_facts``; it answers nonsense with a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

SCHEMES = ("super_mikro", "mikro", "kecil", "khusus", "pmi")
PURPOSES = ("kmk", "ki", "split")
FARMING = ("pertanian", "perkebunan", "perikanan", "peternakan")
SECTORS = (*FARMING, "industri", "produksi_lain", "perdagangan", "jasa")
PRODUCTION = frozenset(SECTORS[:6])
# Kinds of credit that the regulations tell apart (domain README section 1.2).
CREDITS = (
    "household",  # kredit konsumsi rumah tangga
    "kpr",
    "motorcycle",
    "sk",  # secured by a surat keputusan
    "credit_card",
    "warehouse_receipt",
    "ultra_micro",
    "p2p",
    "consumer_productive",  # consumer credit that was used for the business
    "programme",  # government programme credit other than KUR
    "commercial",  # ordinary working capital or investment credit
)
NO_BANK = "tidak"
"""Value of ``active_kur_bank`` and ``spouse_kur_bank`` for someone without a running KUR."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Money in whole rupiah, time in whole months, ``region_code`` dotted Kemendagri (18.71).

    ``kur_*`` counts are KUR contracts had before this one. ``kur_outstanding`` is what is still
    owed on KUR, ``kur_cumulative`` the sum of all KUR limits ever had. With ``purpose='split'``
    ``investment_amount`` is the part of ``amount`` for investment and ``months`` the working
    capital part's.
    """

    amount: int | None = None
    months: int | None = None
    purpose: str | None = None
    investment_amount: int | None = None
    investment_months: int | None = None
    kbli: str | None = None
    sector: str | None = None
    region_code: str | None = None
    business_started_on: date | None = None
    has_nib: bool | None = None
    has_sku: bool | None = None
    has_npwp: bool | None = None
    has_bpjs_tk: bool | None = None
    birth_date: date | None = None
    married: bool | None = None
    yearly_sales: int | None = None
    workers: int | None = None
    kur_total: int | None = None
    kur_super_mikro: int | None = None
    kur_mikro: int | None = None
    kur_kecil: int | None = None
    kur_khusus: int | None = None
    kur_pmi: int | None = None
    kur_outstanding: int | None = None
    kur_cumulative: int | None = None
    active_kur_bank: str | None = None
    spouse_kur_bank: str | None = None
    active_credits: frozenset[str] | None = None
    past_credits: frozenset[str] | None = None
    ultra_micro_limit: int | None = None
    consumer_limit: int | None = None
    kol: int | None = None
    had_training: bool | None = None
    had_mentoring: bool | None = None
    family_business: bool | None = None
    in_group: bool | None = None
    group_size: int | None = None
    has_offtaker: bool | None = None
    has_group_letter: bool | None = None
    is_beginner: bool | None = None
    has_ketua_letter: bool | None = None
    is_migrant_worker: bool | None = None
    contract_months: int | None = None

    def __post_init__(self) -> None:
        """Fills only what follows from the other answers by definition."""
        fill = object.__setattr__
        if self.sector is None and self.kbli is not None:
            fill(self, "sector", sector_of_kbli(self.kbli))
        counts = [getattr(self, name) for name in COUNTS]
        if self.kur_total is None and None not in counts:
            fill(self, "kur_total", sum(counts))
        if self.kur_total == 0:
            for name in (*COUNTS, "kur_outstanding", "kur_cumulative"):
                if getattr(self, name) is None:
                    fill(self, name, 0)
            if self.active_kur_bank is None:
                fill(self, "active_kur_bank", NO_BANK)
        if self.married is False and self.spouse_kur_bank is None:
            fill(self, "spouse_kur_bank", NO_BANK)

    def kur_count(self, scheme: str) -> tuple[int, int | None]:
        """Lowest and highest possible number of earlier KUR that ``scheme`` counts.

        Super Mikro is for people who never had any KUR (S15), so it counts all of them.
        """
        if scheme == "super_mikro":
            known = self.kur_total
            low = sum(getattr(self, name) or 0 for name in COUNTS)
            return (low, None) if known is None else (known, known)
        known = getattr(self, "kur_" + scheme)
        return (0, self.kur_total) if known is None else (known, known)

    def to_json(self) -> dict[str, Any]:
        """Only what is known, as plain JSON values; ``reading.read_facts`` reads it back."""
        out: dict[str, Any] = {}
        for name in NAMES:
            value = getattr(self, name)
            if value is None:
                continue
            if isinstance(value, date):
                value = value.isoformat()
            elif isinstance(value, frozenset):
                value = sorted(value)
            out[name] = value
        return out

    @classmethod
    def from_json(cls, known: Mapping[str, Any]) -> Facts:
        """Back from ``to_json``: for what this program wrote itself, so nothing is checked."""
        values = dict(known)
        for name in ("business_started_on", "birth_date"):
            if name in values:
                values[name] = date.fromisoformat(values[name])
        for name in ("active_credits", "past_credits"):
            if name in values:
                values[name] = frozenset(values[name])
        return cls(**values)


COUNTS = tuple("kur_" + scheme for scheme in SCHEMES)
NAMES = tuple(item.name for item in fields(Facts))


def sector_of_kbli(kbli: str) -> str:
    """Sector group of a five-digit KBLI code (2020 and 2025 editions agree on the divisions)."""
    group, division = kbli[:3], int(kbli[:2])
    if division == 1:
        return {"012": "perkebunan", "014": "peternakan"}.get(group, "pertanian")
    if division == 3:
        return "perikanan"
    if 10 <= division <= 33:
        return "industri"
    if division in (2, 5, 6, 7, 8, 9, 35, 36, 37, 38, 39, 41, 42, 43):
        return "produksi_lain"
    if 45 <= division <= 47:
        return "perdagangan"
    return "jasa"
