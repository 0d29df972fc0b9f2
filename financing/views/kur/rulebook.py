"""/kur/aturan/: every value in force, where it is written, and every change with its day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from financing.kur.facts import SCHEMES
from financing.kur.findings import CONFIDENCE_WORDS
from financing.kur.keys import KEYS
from financing.kur.ruleset import Row, RuleSet
from financing.models import RuleEdition
from financing.rule_words import Change, changes, days_words, key_label, scheme_label, value_words
from financing.rulebook import approved_editions, current_rules, edition_on, rules_of


@dataclass(frozen=True)
class Line:
    label: str
    value: str
    days: str
    where: str
    mark: str
    region: str


@dataclass(frozen=True)
class Version:
    """One approved edition and what it changed against the one that it was copied from."""

    edition: RuleEdition
    changes: list[Change]
    acting: bool
    coming: bool


@login_not_required
@require_safe
def rulebook(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    rules, acting = current_rules(), edition_on(today)
    editions = {one.pk: one for one in approved_editions()}
    versions = [
        Version(
            one,
            changed(editions.get(one.base_id or 0), one),
            acting is not None and one.pk == acting.pk,
            one.effective_from > today,
        )
        for one in editions.values()
    ]
    context = {
        "day": today,
        "edition": acting,
        "version": rules.version,
        "schemes": in_force(rules, today, get_language() or ""),
        "versions": versions[::-1],
    }
    return render(request, "kur/rulebook.html", context)


@lru_cache(maxsize=8)
def in_force(
    rules: RuleSet, day: datetime.date, language: str
) -> list[tuple[str, str, list[Line]]]:
    """(code, name, lines) of each scheme: what the engine compares, as it reads it that day."""
    listed: dict[str, list[Line]] = {}
    for row in rules.in_force(day):
        if row.key in KEYS:
            listed.setdefault(row.scheme, []).append(_line(row))
    order = ["*", *SCHEMES]
    return [
        (scheme.replace("*", "semua"), scheme_label(scheme), sorted(listed[scheme], key=_label))
        for scheme in order
        if scheme in listed
    ]


def changed(before: RuleEdition | None, after: RuleEdition) -> list[Change]:
    return changes(rules_of(before), rules_of(after)) if before is not None else []


def _line(row: Row) -> Line:
    return Line(
        label=key_label(row.key),
        value=value_words(row.key, row.value, row.unit),
        days=days_words(row),
        where=", ".join(part for part in (row.regulation, row.article) if part),
        mark="" if row.verified else CONFIDENCE_WORDS.get(row.confidence, ""),
        region=row.region,
    )


def _label(line: Line) -> str:
    return line.label
