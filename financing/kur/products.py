"""A bank's own published rules for one product: narrower than the regulation, never wider.

Both layers stay apart: ``ProductResult.scheme`` holds the regulation's findings,
``ProductResult.findings`` the bank's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from financing.kur import engine
from financing.kur.facts import PURPOSES, SCHEMES, Facts
from financing.kur.findings import Finding, SchemeResult
from financing.kur.product_words import CHECKS, PAPERS, findings_of
from financing.kur.rules import OF_SCHEME, Outcome, Terms
from financing.kur.rules.base import FAILED, NONE, PASSED, UNKNOWN, WARNING
from financing.kur.rules.booking import OtherBank
from financing.kur.ruleset import RuleSet, canonical
from financing.kur.words import BadInput
from financing.kur.words import gettext_noop as _

_ONE_BANK = {
    scheme: next(i for i, rule in enumerate(listed) if isinstance(rule, OtherBank))
    for scheme, listed in OF_SCHEME.items()
}
_OTHER_BANK = OtherBank()


class BadProduct(BadInput):
    """A product whose published rules contradict themselves."""


@dataclass(frozen=True, slots=True)
class ProductRules:
    """``None`` and empty tuples mean "nothing beyond the regulation".

    ``sectors``: KBLI prefixes (``("10", "11")``). ``regions``: dotted Kemendagri codes of a
    province or kabupaten. ``papers``: keys of ``PAPERS``, all of them needed. ``max_months_ki``:
    another longest term for investment.
    """

    code: str
    bank: str
    scheme: str
    name: str = ""
    min_amount: int | None = None
    max_amount: int | None = None
    min_months: int | None = None
    max_months: int | None = None
    max_months_ki: int | None = None
    purposes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    source: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if self.scheme not in SCHEMES:
            raise BadProduct(_("Skema produk tidak dikenal."), "scheme")
        if not set(self.purposes) <= set(PURPOSES) or not set(self.papers) <= set(PAPERS):
            raise BadProduct(_("Kegunaan atau surat produk tidak dikenal."), "purposes")
        for low, high, name in (
            (self.min_amount, self.max_amount, "min_amount"),
            (self.min_months, self.max_months, "min_months"),
        ):
            if low is not None and high is not None and low > high:
                raise BadProduct(_("Batas bawah produk melebihi batas atasnya."), name)
        for prefix in self.sectors:
            if not (prefix.isdigit() and prefix.isascii() and 2 <= len(prefix) <= 5):
                raise BadProduct(_("Awalan KBLI produk harus 2 sampai 5 angka."), "sectors")
        for code in self.regions:
            if len(code) not in (2, 5) or not code.replace(".", "").isdigit():
                raise BadProduct(_("Wilayah produk harus kode provinsi atau kabupaten."), "regions")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ProductRules:
        lists = {"purposes", "sectors", "regions", "papers"}
        known = {key: data[key] for key in data if key in cls.__slots__}
        if "scheme" not in known or "bank" not in known or "code" not in known:
            raise BadProduct(_("Produk harus punya kode, bank, dan skema."))
        values: dict[str, Any] = {k: tuple(v) if k in lists else v for k, v in known.items()}
        return cls(**values)


@dataclass(frozen=True, slots=True)
class ProductResult:
    """``scheme`` = what the regulation says, ``findings`` = what the bank adds."""

    product: ProductRules
    scheme: SchemeResult
    findings: tuple[Finding, ...]
    verdict: str

    @property
    def eligible(self) -> bool:
        return self.verdict in ("eligible", "eligible_with_warnings")

    @property
    def failed(self) -> tuple[Finding, ...]:
        own = tuple(item for item in self.findings if item.outcome == Outcome.FAILED)
        return self.scheme.failed + own

    @property
    def questions(self) -> tuple[str, ...]:
        own = [n for f in self.findings if f.outcome == Outcome.UNKNOWN for n in f.asks]
        return tuple(dict.fromkeys([*self.scheme.questions, *own]))

    def as_json(self) -> dict[str, Any]:
        return {
            "product": self.product.code,
            "bank": self.product.bank,
            "name": self.product.name,
            "scheme": self.product.scheme,
            "verdict": self.verdict,
            "questions": list(self.questions),
            "scheme_verdict": self.scheme.verdict,
            "scheme_findings": [item.as_json() for item in self.scheme.findings],
            "bank_findings": [item.as_json() for item in self.findings],
            "on": self.scheme.on.isoformat(),
            "rules_version": self.scheme.version,
        }

    def to_json_bytes(self) -> bytes:
        return canonical(self.as_json())


def judge(facts: Facts, product: ProductRules, rules: RuleSet, on: date) -> list[int]:
    """Outcome codes of the bank's layer, in the order of ``product_words.CHECKS``."""
    t = one_bank_terms(rules, product.scheme, on)
    booking = NONE
    if t is not None:
        code = _OTHER_BANK.judge_at(facts, t, product.bank)
        booking = WARNING if code == FAILED and not t.hard else code
        if code == UNKNOWN:
            booking = NONE  # the regulation's own finding asks already
    return [
        booking,
        _range(facts.amount, product.min_amount, product.max_amount),
        _months(facts, product),
        _member(facts.purpose, product.purposes),
        _prefix(facts.kbli, product.sectors),
        _prefix(facts.region_code, product.regions),
        _papers(facts, product),
    ]


def combine(scheme_verdict: str, codes: Sequence[int]) -> str:
    """Verdict of both layers together."""
    if scheme_verdict == "not_yet" or FAILED in codes:
        return "not_yet"
    if scheme_verdict == "unknown" or UNKNOWN in codes:
        return "unknown"
    return "eligible_with_warnings" if WARNING in codes else scheme_verdict


def check(facts: Facts, product: ProductRules, rules: RuleSet, on: date) -> ProductResult:
    codes = engine.judge(facts, rules, product.scheme, on)
    own = judge(facts, product, rules, on)
    return tell(codes, own, facts, product, rules, on)


class Match(NamedTuple):
    """One product's verdict by codes; ``tell()`` puts it into words when somebody asks."""

    product: ProductRules
    verdict: str
    scheme_codes: tuple[int, ...]
    own_mask: int
    facts: Facts
    rules: RuleSet
    on: date
    told: dict[str, SchemeResult]
    """Schemes put into words already: products of one scheme share them."""

    def tell(self) -> ProductResult:
        own = [self.own_mask >> (3 * place) & 7 for place in range(len(CHECKS))]
        facts, rules, on, name = self.facts, self.rules, self.on, self.product.scheme
        scheme = self.told.get(name)
        if scheme is None:
            scheme = self.told[name] = engine.tell(self.scheme_codes, facts, rules, name, on)
        return _tell(scheme, own, facts, self.product, rules, on)


def match_all(
    facts: Facts, offers: Iterable[ProductRules], rules: RuleSet, on: date
) -> list[Match]:
    """Every product, matched or not. For many applicants keep a ``Matcher`` instead."""
    schemes = {}
    for scheme in SCHEMES:
        codes = tuple(engine.judge(facts, rules, scheme, on))
        schemes[scheme] = codes, engine.verdict_of(codes, engine.terms_of(rules, scheme, on))
    told: dict[str, SchemeResult] = {}
    out = []
    for product in offers:
        codes, verdict = schemes[product.scheme]
        own = judge(facts, product, rules, on)
        mask = sum(code << (3 * place) for place, code in enumerate(own))
        out.append(Match(product, combine(verdict, own), codes, mask, facts, rules, on, told))
    return out


def tell(
    scheme_codes: Sequence[int],
    own_codes: Sequence[int],
    facts: Facts,
    product: ProductRules,
    rules: RuleSet,
    on: date,
) -> ProductResult:
    """The result in words from outcome codes, wherever they were computed."""
    scheme = engine.tell(scheme_codes, facts, rules, product.scheme, on)
    return _tell(scheme, own_codes, facts, product, rules, on)


def _tell(
    scheme: SchemeResult,
    own_codes: Sequence[int],
    facts: Facts,
    product: ProductRules,
    rules: RuleSet,
    on: date,
) -> ProductResult:
    findings = findings_of(
        own_codes, facts, product, rules, one_bank_terms(rules, product.scheme, on)
    )
    return ProductResult(product, scheme, findings, combine(scheme.verdict, own_codes))


def one_bank_terms(rules: RuleSet, scheme: str, on: date) -> Terms | None:
    """Terms of the one-bank rule, or None on days for which no value is known."""
    t = engine.terms_of(rules, scheme, on)[_ONE_BANK[scheme]]
    return t if t.row is not None and t.limit is not None else None


def _range(value: int | None, low: int | None, high: int | None) -> int:
    if low is None and high is None:
        return NONE
    if value is None:
        return UNKNOWN
    fits = (low is None or low <= value) and (high is None or value <= high)
    return PASSED if fits else FAILED


def _months(facts: Facts, product: ProductRules) -> int:
    low, high, later = product.min_months, product.max_months, product.max_months_ki
    if later is None or later == high:
        return _range(facts.months, low, high)
    if facts.purpose is None:
        outcomes = {_range(facts.months, low, high), _range(facts.months, low, later)}
        return outcomes.pop() if len(outcomes) == 1 else UNKNOWN
    return _range(facts.months, low, later if facts.purpose == "ki" else high)


def _member(value: str | None, allowed: tuple[str, ...]) -> int:
    if not allowed:
        return NONE
    return UNKNOWN if value is None else PASSED if value in allowed else FAILED


def _prefix(value: str | None, prefixes: tuple[str, ...]) -> int:
    """A value too short for a longer prefix (a bare province code) settles nothing."""
    if not prefixes:
        return NONE
    if value is None:
        return UNKNOWN
    if value.startswith(prefixes):
        return PASSED
    return UNKNOWN if any(prefix.startswith(value) for prefix in prefixes) else FAILED


def _papers(facts: Facts, product: ProductRules) -> int:
    if not product.papers:
        return NONE
    answers = [getattr(facts, PAPERS[paper][0]) for paper in product.papers]
    if False in answers:
        return FAILED
    return UNKNOWN if None in answers else PASSED
