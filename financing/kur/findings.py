"""What the engine answers: findings of a scheme, its verdict, and their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from financing.kur.rules.base import Outcome
from financing.kur.ruleset import canonical
from financing.kur.words import Sentence
from financing.kur.words import gettext_noop as _

OUTCOME_WORDS = {
    Outcome.PASSED: _("memenuhi"),
    Outcome.FAILED: _("tidak memenuhi"),
    Outcome.UNKNOWN: _("belum diketahui"),
    Outcome.BANK_CHECKS: _("diperiksa bank"),
    Outcome.WARNING: _("perhatian: bank yang memutuskan"),
}
CONFIDENCE_WORDS = {
    "verified_text": _("sudah dicocokkan dengan teks aturan"),
    "verified_secondary": _("dari berita atau laman resmi"),
    "inferred": _("disimpulkan, belum dicocokkan"),
    "carried_over_unverified": _("dari aturan sebelumnya, belum dicocokkan"),
    "conflict": _("sumber berbeda-beda"),
    "memory_to_check": _("pengetahuan umum, belum dicocokkan"),
    "unknown": _("belum ditemukan"),
    "bank_published": _("ketentuan bank sendiri"),
}
VERDICTS = ("eligible", "eligible_with_warnings", "unknown", "not_yet")
VERDICT_WORDS = {
    "eligible": _("Memenuhi syarat"),
    "eligible_with_warnings": _("Memenuhi syarat, dengan catatan"),
    "unknown": _("Masih ada yang perlu dijawab"),
    "not_yet": _("Belum memenuhi syarat"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule looked at. ``layer``: 'kur' (regulation) or 'bank' (the bank's own, narrower)."""

    rule: str
    label: str
    layer: str
    scheme: str
    value: Any
    threshold: Any
    outcome: Outcome
    confidence: str
    regulation: str
    article: str
    sources: tuple[dict[str, str], ...]
    applicant: Sentence
    officer: Sentence
    asks: tuple[str, ...] = ()

    @property
    def passed(self) -> bool | None:
        """True or False where it is settled; None where it is not known or the bank's to say."""
        return {Outcome.PASSED: True, Outcome.FAILED: False}.get(self.outcome)

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "label": self.label,
            "layer": self.layer,
            "scheme": self.scheme,
            "value": self.value,
            "threshold": self.threshold,
            "outcome": self.outcome.name.lower(),
            "passed": self.passed,
            "confidence": self.confidence,
            "regulation": self.regulation,
            "article": self.article,
            "source": list(self.sources),
            "applicant": self.applicant.text(),
            "officer": self.officer.text(),
            "asks": list(self.asks),
        }


@dataclass(frozen=True, slots=True)
class SchemeResult:
    """Every rule of one scheme for one applicant on one day."""

    scheme: str
    on: date
    version: str
    verdict: str
    findings: tuple[Finding, ...]

    @property
    def eligible(self) -> bool:
        return self.verdict in ("eligible", "eligible_with_warnings")

    @property
    def failed(self) -> tuple[Finding, ...]:
        return tuple(item for item in self.findings if item.outcome == Outcome.FAILED)

    @property
    def questions(self) -> tuple[str, ...]:
        """Names of the fields still to be asked, each once, in order."""
        names = [
            name for item in self.findings if item.outcome == Outcome.UNKNOWN for name in item.asks
        ]
        return tuple(dict.fromkeys(names))

    def as_json(self) -> dict[str, Any]:
        return {
            "scheme": self.scheme,
            "on": self.on.isoformat(),
            "rules_version": self.version,
            "verdict": self.verdict,
            "questions": list(self.questions),
            "findings": [item.as_json() for item in self.findings],
        }

    def to_json_bytes(self) -> bytes:
        """The same bytes for the same facts, rule version and day: what is stored and replayed."""
        return canonical(self.as_json())
