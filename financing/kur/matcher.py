"""Bank products compiled to tables: one applicant on a page, or millions in a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from financing.kur import engine, products
from financing.kur.columnar import (
    ASKED,
    CHUNK,
    ELIGIBLE,
    NOT_YET,
    WITH_WARNINGS,
    Masks,
    Verdicts,
    scheme_masks,
)
from financing.kur.columns import Columns
from financing.kur.facts import PURPOSES, SCHEMES, Facts
from financing.kur.findings import VERDICTS
from financing.kur.product_words import CHECKS, PAPERS
from financing.kur.rules.base import FAILED, NONE, PASSED, UNKNOWN, WARNING, Codes, select
from financing.kur.rules.booking import OtherBank
from financing.kur.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Part:
    """One chunk. ``schemes``: masks by scheme; ``own``: (applicant, product) masks."""

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
        self._papers = sorted({PAPERS[paper][0] for p in offers for paper in p.papers})
        self._tables: dict[str, npt.NDArray[np.uint32]] = {}
        self._rows: dict[Any, npt.NDArray[np.uint32]] = {}

    def run(self, columns: Columns, chunk: int = CHUNK) -> Iterator[Part]:
        """Chunk by chunk, so that memory stays bounded whatever the number of applicants."""
        for start in range(0, columns.size, chunk):
            part = columns.chunk(start, start + chunk)
            masks, verdicts = {}, {}
            for scheme in SCHEMES:
                masks[scheme], verdicts[scheme] = scheme_masks(part, self.rules, scheme, self.on)
            own = self.own_masks(part)
            yield Part(start, masks, verdicts, own, self.verdicts(verdicts, own))

    def verdicts(
        self, of_scheme: dict[str, Verdicts], own: npt.NDArray[np.uint32]
    ) -> npt.NDArray[np.uint8]:
        """Verdict of both layers for every (applicant, product) pair."""
        own_verdicts = _VERDICT_OF_LOW[own & 0x3FFFF]
        np.maximum(own_verdicts, _VERDICT_OF_LOW[own >> 18], out=own_verdicts)
        for place, product in enumerate(self.offers):
            column = own_verdicts[:, place]
            np.maximum(column, of_scheme[product.scheme], out=column)
        return own_verdicts

    def match(self, facts: Facts) -> list[products.Match]:
        """One applicant against every product, from the same tables; for every page."""
        rules, on = self.rules, self.on
        schemes = {}
        for scheme in SCHEMES:
            codes = tuple(engine.judge(facts, rules, scheme, on))
            verdict = engine.verdict_of(codes, engine.terms_of(rules, scheme, on))
            schemes[scheme] = codes, VERDICTS.index(verdict)
        own = np.zeros(len(self.offers), np.uint32)
        for row in self._rows_of(facts):
            own |= row
        worst = np.maximum(_VERDICT_OF_LOW[own & 0x3FFFF], _VERDICT_OF_LOW[own >> 18])
        out = []
        for product, mask, bank in zip(self.offers, own.tolist(), worst.tolist(), strict=True):
            codes, of_scheme = schemes[product.scheme]
            both = VERDICTS[of_scheme if of_scheme > bank else bank]
            out.append(products.Match(product, both, codes, mask, facts, rules, on))
        return out

    def _rows_of(self, facts: Facts) -> Iterator[npt.NDArray[np.uint32]]:
        """The applicant's row of each check; rows that were needed once are kept."""
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
    ) -> npt.NDArray[np.uint32]:
        place = value
        if edges is not None and value is not None:
            place = int(np.searchsorted(edges, value, side="left"))
        key = (name, place, kind)
        row = self._rows.get(key)
        if row is None:
            sample = (value, kind) if name == "months" else value
            row = self._rows[key] = self._table(name, [sample])[0]
        return row

    def own_masks(self, c: Columns) -> npt.NDArray[np.uint32]:
        """Masks of the bank layer: rows are applicants, columns the products in order."""
        own = np.zeros((c.size, len(self.offers)), np.uint32)
        row = np.empty_like(own)
        for classes, table in self._lookups(c):
            np.take(table, classes, axis=0, out=row, mode="clip")
            own |= row
        return own

    def _booking(self, c: Columns) -> npt.NDArray[np.uint32]:
        """The one-bank check of few applicants: one for each pair of banks that occurs."""
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

    def _lookups(self, c: Columns) -> Iterator[tuple[npt.NDArray[Any], npt.NDArray[np.uint32]]]:
        """Class of each applicant, and the table class -> ready bits for all products."""
        width = len(c.banks) + 2
        pairs = (c.active_kur_bank + 1).astype(np.int32) * width + c.spouse_kur_bank + 1
        classes, samples = _by_value(pairs)
        banks = {
            "active_kur_bank": np.array(samples, np.int32) // width - 1,
            "spouse_kur_bank": np.array(samples, np.int32) % width - 1,
            "married": np.full(len(samples), 1),
        }
        yield classes, self._booking(Columns(len(samples), banks, c.banks))
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
            classes, samples = _by_value(c.kbli)
            codes = [None if value < 0 else f"{value:05}" for value in samples]
            yield classes, self._table("sector", codes)
        if any(p.regions for p in self.offers):
            place = np.where(c.kabupaten >= 0, c.kabupaten, c.province)
            classes, samples = _by_value(place)
            yield classes, self._table("region", [_dotted(value) for value in samples])
        if self._papers:
            classes = np.zeros(c.size, np.int64)
            for field in self._papers:
                classes = classes * 3 + (getattr(c, field) + 1)
            answers = [_digits(n, len(self._papers)) for n in range(3 ** len(self._papers))]
            yield classes, self._kept("papers", answers)

    def _kept(self, name: str, samples: list[Any]) -> npt.NDArray[np.uint32]:
        """A table whose classes never change is made once."""
        if name not in self._tables:
            self._tables[name] = self._table(name, samples)
        return self._tables[name]

    def _table(self, name: str, samples: list[Any]) -> npt.NDArray[np.uint32]:
        """One sample applicant of each class, judged by the one-applicant code."""
        place = CHECKS.index(name)
        people = [self._person(name, sample) for sample in samples]
        codes = np.array(
            [
                [products.judge(facts, p, self.rules, self.on)[place] for p in self.offers]
                for facts in people
            ],
            np.uint32,
        ).reshape(len(samples), len(self.offers))
        return codes << np.uint32(3 * place)

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


def _by_value(values: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], list[int]]:
    samples, classes = np.unique(values, return_inverse=True)
    return classes, [int(value) for value in samples]


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


def _verdict_table() -> npt.NDArray[np.uint8]:
    """Verdict of six packed codes: the worst of them."""
    worst = np.array([ELIGIBLE] * 8, np.uint8)
    worst[FAILED], worst[UNKNOWN], worst[WARNING] = NOT_YET, ASKED, WITH_WARNINGS
    numbers = np.arange(1 << 18)
    out = np.zeros(1 << 18, np.uint8)
    for place in range(6):
        np.maximum(out, worst[(numbers >> (3 * place)) & 7], out=out)
    return out


_VERDICT_OF_LOW = _verdict_table()
