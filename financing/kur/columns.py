"""Many applicants as NumPy columns. -1 means not known, everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from financing.kur.facts import COUNTS, NO_BANK, PURPOSES, SECTORS, Facts, sector_of_kbli
from financing.kur.rules.credit import bits

Ints = npt.NDArray[np.int64]
RUPIAH = (
    "amount", "investment_amount", "yearly_sales", "kur_outstanding", "kur_cumulative",
    "ultra_micro_limit", "consumer_limit",
)  # fmt: skip
SMALL = ("months", "investment_months", "contract_months", "kol", "kur_total", *COUNTS)
YESNO = (
    "has_nib", "has_sku", "has_npwp", "has_bpjs_tk", "married", "had_training", "had_mentoring",
    "family_business", "in_group", "has_offtaker", "has_group_letter", "is_beginner",
    "has_ketua_letter", "is_migrant_worker",
)  # fmt: skip
DATES = ("business_started_on", "birth_date")
CREDIT_SETS = ("active_credits", "past_credits")
BANKS = ("active_kur_bank", "spouse_kur_bank")
TYPES: dict[str, Any] = {
    **dict.fromkeys(RUPIAH, np.int64),
    **dict.fromkeys(SMALL, np.int32),
    **dict.fromkeys(YESNO, np.int8),
    **dict.fromkeys(DATES, np.int32),  # date.toordinal()
    **dict.fromkeys(CREDIT_SETS, np.int16),  # bit mask, see rules.credit.bits
    **dict.fromkeys(BANKS, np.int16),  # 0 none, else 1 + place in ``banks``
    "purpose": np.int8,  # place in PURPOSES
    "sector": np.int8,  # place in SECTORS
    "kbli": np.int32,
    "province": np.int16,  # 18
    "kabupaten": np.int16,  # 1871
}


class Columns:
    """Attributes are the names of ``TYPES``; those not given are all unknown.

    What follows by definition from other answers is filled in as ``Facts`` does it.
    """

    def __init__(
        self, size: int, arrays: Mapping[str, npt.NDArray[Any]], banks: Iterable[str] = ()
    ) -> None:
        self.size = size
        self.banks = tuple(banks)
        for name, kind in TYPES.items():
            given = arrays.get(name)
            if given is None:
                column = np.full(size, -1, kind)
            else:
                column = np.array(given, kind)
                if column.shape != (size,):
                    raise ValueError(f"column {name} must have {size} values")
            setattr(self, name, column)
        unexpected = set(arrays) - set(TYPES)
        if unexpected:
            raise ValueError(f"unknown columns: {sorted(unexpected)}")
        self._settle()

    def __getattr__(self, name: str) -> npt.NDArray[Any]:
        # Only for type checkers and for names that were misspelt: real columns are attributes.
        raise AttributeError(name)

    @classmethod
    def from_facts(cls, people: Iterable[Facts]) -> Columns:
        rows = list(people)
        banks = sorted(
            {
                value
                for facts in rows
                for value in (facts.active_kur_bank, facts.spouse_kur_bank)
                if value not in (None, NO_BANK)
            }
        )
        codes = {NO_BANK: 0, None: -1} | {bank: i + 1 for i, bank in enumerate(banks)}
        arrays: dict[str, npt.NDArray[Any]] = {}
        for name in (*RUPIAH, *SMALL, *YESNO):
            values = [getattr(facts, name) for facts in rows]
            arrays[name] = np.array([-1 if v is None else v for v in values], TYPES[name])
        for name in DATES:
            days = [getattr(facts, name) for facts in rows]
            arrays[name] = np.array([-1 if d is None else d.toordinal() for d in days], np.int32)
        for name in CREDIT_SETS:
            sets = [getattr(facts, name) for facts in rows]
            arrays[name] = np.array([-1 if s is None else bits(s) for s in sets], np.int16)
        for name in BANKS:
            arrays[name] = np.array([codes[getattr(facts, name)] for facts in rows], np.int16)
        for name, words in (("purpose", PURPOSES), ("sector", SECTORS)):
            place = {None: -1} | {word: i for i, word in enumerate(words)}
            arrays[name] = np.array([place[getattr(facts, name)] for facts in rows], np.int8)
        arrays["kbli"] = np.array([int(facts.kbli or -1) for facts in rows], np.int32)
        regions = [(facts.region_code or "").replace(".", "") for facts in rows]
        arrays["province"] = np.array([int(code[:2] or -1) for code in regions], np.int16)
        arrays["kabupaten"] = np.array(
            [int(code[:4]) if len(code) >= 4 else -1 for code in regions], np.int16
        )
        return cls(len(rows), arrays, banks)

    def bank_code(self, bank: str) -> int:
        """-2 for a bank at which nobody here has a running KUR."""
        return self.banks.index(bank) + 1 if bank in self.banks else -2

    def kur_count(self, scheme: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Lowest and highest number of earlier KUR, as ``Facts.kur_count``; high -1 = unbounded."""
        total = self.kur_total
        if scheme == "super_mikro":
            low = sum(np.maximum(getattr(self, name), 0) for name in COUNTS)
            return np.where(total >= 0, total, low), total
        known = getattr(self, "kur_" + scheme)
        return np.maximum(known, 0), np.where(known >= 0, known, total)

    def chunk(self, start: int, stop: int) -> Columns:
        """A view of some rows; nothing is copied or settled again."""
        part = object.__new__(Columns)
        part.size = max(min(stop, self.size) - start, 0)
        part.banks = self.banks
        for name in TYPES:
            setattr(part, name, getattr(self, name)[start:stop])
        return part

    def _settle(self) -> None:
        unknown = (self.sector < 0) & (self.kbli >= 0)
        if unknown.any():
            groups, places = np.unique(self.kbli[unknown] // 100, return_inverse=True)
            names = [sector_of_kbli(f"{group:03}00") for group in groups]
            self.sector[unknown] = np.array([SECTORS.index(name) for name in names], np.int8)[
                places
            ]
        counts = [getattr(self, name) for name in COUNTS]
        known = np.logical_and.reduce([count >= 0 for count in counts]) & (self.kur_total < 0)
        self.kur_total[known] = sum(counts)[known]
        never = self.kur_total == 0
        for name in (*COUNTS, "kur_outstanding", "kur_cumulative", "active_kur_bank"):
            column = getattr(self, name)
            column[never & (column < 0)] = 0
        self.spouse_kur_bank[(self.married == 0) & (self.spouse_kur_bank < 0)] = 0


def ordinal(day: date) -> int:
    """How ``DATES`` columns hold a day."""
    return day.toordinal()
