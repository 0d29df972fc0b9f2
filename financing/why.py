"""Why this product fits a file or not: what was kept when it counted, rule by rule, in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from financing.kur.findings import CONFIDENCE_WORDS, OUTCOME_WORDS, VERDICT_WORDS, Finding
from financing.kur.products import ProductResult
from financing.kur.rules import Outcome
from financing.kur.words import Sentence, render
from financing.models import Application, Referral, RuleEdition, StoredFindings
from financing.queries.limits import industry_words, region_names, region_words
from financing.stored import CannotReplay, results_of

_TONES = {
    Outcome.PASSED: "good",
    Outcome.FAILED: "bad",
    Outcome.UNKNOWN: "info",
    Outcome.BANK_CHECKS: "info",
    Outcome.WARNING: "waiting",
}
_VERDICT_TONES = {
    "eligible": "good",
    "eligible_with_warnings": "good",
    "unknown": "info",
    "not_yet": "bad",
}
_ORDER = ["eligible", "eligible_with_warnings", "unknown", "not_yet"]


@dataclass(frozen=True)
class Rule:
    """One rule as it was held against the file. `own`: the bank's, not the regulation's."""

    label: str
    value: str
    limit: str
    outcome: str
    tone: str
    said: str
    source: str
    url: str
    own: bool


@dataclass(frozen=True)
class Product:
    code: str
    bank: str
    name: str
    verdict: str
    tone: str
    failed: list[Rule]
    rules: list[Rule]  # every one, of the products that are shown whole
    counted: int  # how many they are
    chosen: bool


@dataclass(frozen=True)
class Why:
    """`edition` is None for findings from before there were editions."""

    on: datetime.date
    moment: str
    version: str
    edition: RuleEdition | None
    products: list[Product]

    @property
    def shortened(self) -> bool:
        return any(not product.rules for product in self.products)

    @property
    def fitting(self) -> int:
        return sum(1 for product in self.products if not product.failed)


def why_of_application(application: Application, *, whole: bool = False) -> Why | None:
    """Every product of every bank, best first; None before the file was ever sent.

    `whole`: every rule of every product. Otherwise every rule of the chosen one, and of the others
    what failed: a hundred rules that nobody reads are most of the page.
    """
    stored = (
        StoredFindings.objects.select_related("edition")
        .filter(application=application)
        .order_by("-pk")
        .first()
    )
    chosen = application.product.slug if application.product else ""
    return _why(stored, chosen, whole=whole) if stored else None


def why_of_referral(referral: Referral) -> Why | None:
    """The bank's own product only: what other banks' rules say is not for it to read."""
    stored = getattr(referral, "findings", None)
    return _why(stored, referral.product.slug, only=True) if stored else None


def _why(
    stored: StoredFindings, chosen: str, *, only: bool = False, whole: bool = False
) -> Why | None:
    try:
        results = results_of(stored, only=chosen if only else None)
    except CannotReplay:
        return None
    # Findings from before the banks' names were kept beside them still open.
    names = {item["bank"]: item.get("bank_name", item["bank"].upper()) for item in stored.products}
    places = region_names(code for result in results for code in result.product.regions)
    results.sort(key=lambda result: _ORDER.index(result.verdict))
    return Why(
        on=stored.on,
        moment=stored.get_moment_display(),
        version=stored.rules_version,
        edition=stored.edition,
        products=[_product(result, names, chosen, places, whole) for result in results],
    )


def _product(
    result: ProductResult,
    names: dict[str, str],
    chosen: str,
    places: dict[str, str],
    whole: bool,
) -> Product:
    source = result.product.source
    whole = whole or result.product.code == chosen

    def wanted(findings: Iterable[Finding]) -> list[Finding]:
        return [one for one in findings if whole or one.outcome == Outcome.FAILED]

    told = [_rule(finding, "") for finding in wanted(result.scheme.findings)]
    told += [_own_rule(finding, source, places) for finding in wanted(result.findings)]
    return Product(
        code=result.product.code,
        bank=names[result.product.bank],
        name=result.product.name,
        verdict=gettext(VERDICT_WORDS[result.verdict]),
        tone=_VERDICT_TONES[result.verdict],
        failed=[rule for rule in told if rule.tone == "bad"],
        rules=told if whole else [],
        counted=len(result.scheme.findings) + len(result.findings),
        chosen=result.product.code == chosen,
    )


def _own_rule(finding: Finding, source: str, places: dict[str, str]) -> Rule:
    """The bank's rule; where the engine compared codes, their names are read."""
    told, limit = _rule(finding, source), finding.threshold
    if finding.rule == "bank_sector":
        return replace(told, limit=industry_words(limit))
    if finding.rule == "bank_region":
        return replace(told, limit=region_words(limit, places))
    return told


def _rule(finding: Finding, own_source: str) -> Rule:
    values: Any = finding.officer.values
    named = [part for part in (finding.regulation, finding.article) if part]
    source = finding.sources[0] if finding.sources else {}
    if not named:
        named = [own_source or source.get("title", "")]
    if finding.confidence in ("inferred", "carried_over_unverified", "memory_to_check"):
        named.append(gettext(CONFIDENCE_WORDS[finding.confidence]))
    return Rule(
        label=gettext(finding.label),
        value=_shown(values.get("value")),
        limit=_shown(values.get("threshold")),
        outcome=gettext(OUTCOME_WORDS[finding.outcome]),
        tone=_TONES[finding.outcome],
        said=finding.applicant.text(gettext),
        source=", ".join(part for part in named if part),
        url=source.get("url", ""),
        own=finding.layer == "bank",
    )


def _shown(words: str | Sentence | None) -> str:
    return "" if words is None else render(words, gettext)
