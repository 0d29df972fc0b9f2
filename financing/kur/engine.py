"""One applicant against one scheme: judge by codes first, put into words when asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from financing.kur.facts import SCHEMES, Facts
from financing.kur.findings import OUTCOME_WORDS, Finding, SchemeResult
from financing.kur.rules import OF_SCHEME, Outcome, Rule, Terms
from financing.kur.rules.base import FAILED, NONE, UNKNOWN, WARNING
from financing.kur.ruleset import RuleSet
from financing.kur.words import Sentence
from financing.kur.words import gettext_noop as _

OFFICER = _("{label}: {value}; ketentuan: {threshold}. Hasil: {outcome}.")
_NO_ROW = _("{label}: aturannya tidak kami temukan untuk tanggal ini; bank yang memeriksa.")


def terms_of(rules: RuleSet, scheme: str, on: date) -> tuple[Terms, ...]:
    """Thresholds of every rule of a scheme on a day, in the order of ``OF_SCHEME``; kept."""
    key = (scheme, on)
    if key not in rules.cache:
        if len(rules.cache) > 4_000:  # one entry a scheme and day: about two years of days
            rules.cache.clear()
        rules.cache[key] = tuple(rule.terms(rules, scheme, on) for rule in OF_SCHEME[scheme])
    return rules.cache[key]


def settled(rule: Rule, t: Terms) -> int | None:
    """Outcome that does not depend on the applicant: no value, or a rule that was ended."""
    if t.row is None:
        return int(rule.missing)
    return NONE if t.limit is None and not rule.takes_null else None


def judge(facts: Facts, rules: RuleSet, scheme: str, on: date) -> list[int]:
    """Outcome codes in the order of ``OF_SCHEME[scheme]``."""
    out = []
    for rule, t in zip(OF_SCHEME[scheme], terms_of(rules, scheme, on), strict=True):
        if t.row is None or t.limit is None:
            fixed = settled(rule, t)
            if fixed is not None:
                out.append(fixed)
                continue
        code = rule.judge(facts, t)
        out.append(WARNING if code == FAILED and not t.hard else code)
    return out


def verdict_of(codes: Sequence[int], terms: Sequence[Terms]) -> str:
    """not_yet > unknown > eligible_with_warnings > eligible.

    An unknown answer to a rule that could not block anyway only warns.
    """
    if FAILED in codes:
        return "not_yet"
    warned = WARNING in codes
    if UNKNOWN in codes:
        for code, t in zip(codes, terms, strict=True):
            if code == UNKNOWN and t.hard:
                return "unknown"
        warned = True
    return "eligible_with_warnings" if warned else "eligible"


def check(facts: Facts, rules: RuleSet, scheme: str, on: date) -> SchemeResult:
    """All findings of one scheme. Deterministic in (facts, rules.version, scheme, on)."""
    return tell(judge(facts, rules, scheme, on), facts, rules, scheme, on)


def check_all(facts: Facts, rules: RuleSet, on: date) -> list[SchemeResult]:
    return [check(facts, rules, scheme, on) for scheme in SCHEMES]


def tell(codes: Sequence[int], facts: Facts, rules: RuleSet, scheme: str, on: date) -> SchemeResult:
    """Findings from outcome codes, wherever they were computed (here or in columns)."""
    terms = terms_of(rules, scheme, on)
    findings = tuple(
        finding(rule, int(code), facts, t, rules)
        for rule, code, t in zip(OF_SCHEME[scheme], codes, terms, strict=True)
        if code != NONE
    )
    return SchemeResult(scheme, on, rules.version, verdict_of(codes, terms), findings)


def finding(rule: Rule, code: int, facts: Facts, t: Terms, rules: RuleSet) -> Finding:
    """One rule in words."""
    outcome = Outcome(code)
    value: Any = None
    threshold: Any = None
    if t.row is None:
        applicant = officer = Sentence(_NO_ROW, {"label": Sentence(rule.label)})
    else:
        value, threshold = rule.value(facts, t), rule.threshold(t)
        shown, limit = rule.shown(facts, t)
        applicant = rule.say(code, facts, t)
        officer = Sentence(
            OFFICER,
            {
                "label": Sentence(rule.label),
                "value": shown,
                "threshold": limit,
                "outcome": Sentence(OUTCOME_WORDS[outcome]),
            },
        )
    row = t.row
    return Finding(
        rule=rule.code,
        label=rule.label,
        layer="kur",
        scheme=t.scheme,
        value=value,
        threshold=threshold,
        outcome=outcome,
        confidence=row.confidence if row else "unknown",
        regulation=row.regulation if row else "",
        article=row.article if row else "",
        sources=tuple(rules.source_list(row)) if row else (),
        applicant=applicant,
        officer=officer,
        asks=rule.asks(facts, t) if outcome == Outcome.UNKNOWN else (),
    )
