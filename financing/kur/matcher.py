"""Bank products compiled to tables: one applicant on a page, or millions in a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from financing.kur import engine, products
from financing.kur.columnar import CHUNK, Masks, Verdicts, scheme_masks
from financing.kur.columns import Columns
from financing.kur.facts import PURPOSES, SCHEMES, Facts
from financing.kur.findings import VERDICTS, SchemeResult
from financing.kur.product_words import CHECKS, PAPERS
from financing.kur.rules.base import FAILED, NONE, PASSED, UNKNOWN, WARNING, Codes, select
from financing.kur.rules.booking import OtherBank
from financing.kur.ruleset import RuleSet
from financing.kur.tables import Judge, Seen, Table


@dataclass(frozen=True, slots=True)
class Part:
    """One chunk. ``schemes``: masks of those asked for; ``own``: (applicant, product) masks."""

    start: int
    schemes: dict[str, Masks]
    scheme_verdicts: dict[str, Verdicts]
    own: npt.NDArray[np.uint32]
    verdicts: npt.NDArray[np.uint8]


class Matcher:
    """Products compiled to tables for one day: each check maps an applicant to a small class,
    and each class to one row of ready masks over all products."""

    def __init__(self, offers: Sequence[products.ProductRules], rules: RuleSet, on: date) -> None:
        self.offers, self.rules, self.on = tuple(offers), rules, on
        self._edges = {
            "amount": _edges((p.min_amount, p.max_amount) for p in offers),
            "months": _edges((p.min_months, p.max_months, p.max_months_ki) for p in offers),
        }
        self.schemes = tuple(s for s in SCHEMES if any(p.scheme == s for p in offers))
        self._papers = sorted({PAPERS[paper][0] for p in offers for paper in p.papers})
        self._tables: dict[str, Table] = {}
        self._rows: dict[Any, Table] = {}
        self._seen: dict[Any, Seen] = {}

    @cached_property
    def _of_schemes(self) -> npt.NDArray[np.uint8]:
        """Verdict of each product's scheme, by the verdicts of all of them as digits."""
        many = len(self.schemes)
        if not many:
            return np.zeros((1, 0), np.uint8)
        digits = np.indices((len(VERDICTS),) * many, np.uint8).reshape(many, -1).T
        return digits[:, [self.schemes.index(p.scheme) for p in self.offers]]

    def run(
        self, columns: Columns, chunk: int = CHUNK, schemes: Sequence[str] = SCHEMES
    ) -> Iterator[Part]:
        """Chunk by chunk, so that memory stays bounded whatever the number of applicants.

        ``schemes``: those whose findings are wanted, at least ``self.schemes`` (those on offer).
        """
        for start in range(0, columns.size, chunk):
            part = columns.chunk(start, start + chunk)
            masks, of_scheme = {}, {}
            for scheme in schemes:
                masks[scheme], of_scheme[scheme] = scheme_masks(part, self.rules, scheme, self.on)
            own, verdicts = self._pairs(part, of_scheme)
            yield Part(start, masks, of_scheme, own, verdicts)

    def _pairs(
        self, c: Columns, of_scheme: dict[str, Verdicts]
    ) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
        """Of every (applicant, product): the bank layer's mask, and the verdict of both layers."""
        own = np.zeros((c.size, len(self.offers)), np.uint32)
        masks = np.empty_like(own)
        verdicts = np.empty(own.shape, np.uint8)
        worse = np.empty_like(verdicts)
        classes = np.zeros(c.size, np.int32)
        for scheme in self.schemes:
            classes = classes * len(VERDICTS) + of_scheme[scheme]
        np.take(self._of_schemes, classes, axis=0, out=verdicts, mode="clip")
        for classes, table in self._lookups(c):
            np.take(table.masks, classes, axis=0, out=masks, mode="clip")
            own |= masks
            np.take(table.verdicts, classes, axis=0, out=worse, mode="clip")
            np.maximum(verdicts, worse, out=verdicts)
        return own, verdicts

    def match(self, facts: Facts) -> list[products.Match]:
        """One applicant against every product, from the same tables; for every page."""
        rules, on = self.rules, self.on
        schemes = {}
        for scheme in SCHEMES:
            codes = tuple(engine.judge(facts, rules, scheme, on))
            verdict = engine.verdict_of(codes, engine.terms_of(rules, scheme, on))
            schemes[scheme] = codes, VERDICTS.index(verdict)
        own = np.zeros(len(self.offers), np.uint32)
        worst = np.zeros(len(self.offers), np.uint8)
        told: dict[str, SchemeResult] = {}
        for table in self._tables_of(facts):
            own |= table.masks[0]
            np.maximum(worst, table.verdicts[0], out=worst)
        out = []
        for product, mask, bank in zip(self.offers, own.tolist(), worst.tolist(), strict=True):
            codes, of_scheme = schemes[product.scheme]
            both = VERDICTS[of_scheme if of_scheme > bank else bank]
            out.append(products.Match(product, both, codes, mask, facts, rules, on, told))
        return out

    def _tables_of(self, facts: Facts) -> Iterator[Table]:
        """One-row tables of the applicant, of each check; those needed once are kept."""
        if len(self._edges["amount"]):
            yield self._row("amount", facts.amount, self._edges["amount"])
        if len(self._edges["months"]):
            kind = facts.purpose if facts.purpose in ("ki", None) else "kmk"
            yield self._row("months", facts.months, self._edges["months"], kind)
        region = facts.region_code and facts.region_code[:5]
        papers = tuple(getattr(facts, field) for field in self._papers)
        banks = (facts.active_kur_bank, facts.spouse_kur_bank)
        for name, sample in (
            ("purpose", facts.purpose),
            ("sector", facts.kbli),
            ("region", region),
            ("papers", papers),
            ("one_bank", banks),
        ):
            yield self._row(name, sample)

    def _row(
        self, name: str, value: Any, edges: npt.NDArray[np.int64] | None = None, kind: Any = None
    ) -> Table:
        place = value
        if edges is not None and value is not None:
            place = int(np.searchsorted(edges, value, side="left"))
        key = (name, place, kind)
        row = self._rows.get(key)
        if row is None:
            sample = (value, kind) if name == "months" else value
            row = self._rows[key] = Table(name, self._codes(name, [sample]))
        return row

    def _booking(self, pairs: list[int], banks: tuple[str, ...]) -> npt.NDArray[np.uint32]:
        """The one-bank check of some pairs (own bank, spouse's bank): few, so in columns."""
        own, spouse = np.divmod(np.array(pairs, np.int32), len(banks) + 2)
        c = Columns(
            len(pairs),
            {
                "active_kur_bank": own - 1,
                "spouse_kur_bank": spouse - 1,
                "married": np.full(len(pairs), 1),
            },
            banks,
        )
        out = np.zeros((c.size, len(self.offers)), np.uint32)
        done: dict[tuple[str, bool], Codes] = {}
        for place, product in enumerate(self.offers):
            t = products.one_bank_terms(self.rules, product.scheme, self.on)
            if t is None:
                continue
            key = (product.bank, t.hard)
            if key not in done:
                codes = OtherBank().judge_columns_at(c, t, product.bank)
                failed = FAILED if t.hard else WARNING
                done[key] = select(
                    [(codes == FAILED, failed), (codes == UNKNOWN, NONE)], PASSED, c.size
                )
            out[:, place] = done[key]
        return out

    def _lookups(self, c: Columns) -> Iterator[tuple[npt.NDArray[Any], Table]]:
        """Of each check: the class of each applicant, and what the classes say of all products."""
        width = len(c.banks) + 2
        pairs = (c.active_kur_bank + 1).astype(np.int32) * width + c.spouse_kur_bank + 1
        yield self._met("one_bank", pairs, lambda new: self._booking(new, c.banks), c.banks)
        edges = self._edges["amount"]
        if len(edges):
            yield _bucket(c.amount, edges), self._kept("amount", _samples(edges))
        edges = self._edges["months"]
        if len(edges):
            width = len(edges) + 2
            kind = np.where(c.purpose == PURPOSES.index("ki"), 1, np.where(c.purpose < 0, 2, 0))
            samples_of = [(m, word) for word in ("kmk", "ki", None) for m in _samples(edges)]
            yield _bucket(c.months, edges) + width * kind, self._kept("months", samples_of)
        if any(p.purposes for p in self.offers):
            yield c.purpose + 1, self._kept("purpose", [None, *PURPOSES])
        if any(p.sectors for p in self.offers):
            yield self._met("sector", c.kbli, self._sectors)
        if any(p.regions for p in self.offers):
            place = np.where(c.kabupaten >= 0, c.kabupaten, c.province)
            yield self._met("region", place, self._regions)
        if self._papers:
            classes = np.zeros(c.size, np.int64)
            for field in self._papers:
                classes = classes * 3 + (getattr(c, field) + 1)
            answers = [_digits(n, len(self._papers)) for n in range(3 ** len(self._papers))]
            yield classes, self._kept("papers", answers)

    def _met(
        self, name: str, values: npt.NDArray[Any], judge: Judge, key: tuple[str, ...] = ()
    ) -> tuple[npt.NDArray[np.int32], Table]:
        if (name, key) not in self._seen:
            self._seen[name, key] = Seen(name, judge)
        seen = self._seen[name, key]
        classes = seen.classes(values)  # first: it may add to the table
        return classes, seen.table

    def _sectors(self, codes: list[int]) -> npt.NDArray[np.uint32]:
        return self._codes("sector", [None if code < 0 else f"{code:05}" for code in codes])

    def _regions(self, codes: list[int]) -> npt.NDArray[np.uint32]:
        return self._codes("region", [_dotted(code) for code in codes])

    def _kept(self, name: str, samples: list[Any]) -> Table:
        """A table whose classes never change is made once."""
        if name not in self._tables:
            self._tables[name] = Table(name, self._codes(name, samples))
        return self._tables[name]

    def _codes(self, name: str, samples: list[Any]) -> npt.NDArray[np.uint32]:
        """One sample applicant of each class, judged by the one-applicant code."""
        place = CHECKS.index(name)
        people = [self._person(name, sample) for sample in samples]
        return np.array(
            [
                [products.judge(facts, p, self.rules, self.on)[place] for p in self.offers]
                for facts in people
            ],
            np.uint32,
        ).reshape(len(samples), len(self.offers))

    def _person(self, name: str, sample: Any) -> Facts:
        if name == "months":
            return Facts(months=sample[0], purpose=sample[1])
        if name == "one_bank":
            return Facts(active_kur_bank=sample[0], spouse_kur_bank=sample[1])
        if name == "papers":
            return Facts(**dict(zip(self._papers, sample, strict=True)))
        return Facts(**{{"sector": "kbli", "region": "region_code"}.get(name, name): sample})


def _edges(limits: Any) -> npt.NDArray[np.int64]:
    """Numbers at which some product's answer changes: v is the last of its class."""
    points: set[int] = set()
    for low, *highs in limits:
        if low is not None:
            points.add(low - 1)
        points.update(high for high in highs if high is not None)
    return np.array(sorted(points), np.int64)


def _bucket(values: npt.NDArray[Any], edges: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """0 = unknown, else 1 + number of edges below the value."""
    return np.where(values < 0, 0, np.searchsorted(edges, values, side="left") + 1)


def _samples(edges: npt.NDArray[np.int64]) -> list[int | None]:
    """One value of each class of ``_bucket``."""
    return [None, *(int(edge) for edge in edges), int(edges[-1]) + 1]


def _dotted(code: int) -> str | None:
    if code < 0:
        return None
    return str(code) if code < 100 else f"{code // 100}.{code % 100:02}"


def _digits(number: int, places: int) -> list[bool | None]:
    answers: list[bool | None] = []
    for _place in range(places):
        number, digit = divmod(number, 3)
        answers.append((None, False, True)[digit])
    return answers[::-1]
