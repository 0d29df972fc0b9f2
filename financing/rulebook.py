"""The rule set in force on a day. The only place that knows where the rules come from.

From the approved edition of that day; from the file only while no edition was ever approved (a
database without reference data). An approved edition never changes, so each one is built once in a
process and kept by its content. Which one acts is asked once in a request, and anew elsewhere.
"""

from __future__ import annotations

import datetime
import threading
from functools import cache, lru_cache
from typing import Any

from django.core.signals import request_finished, request_started
from django.utils import timezone

from financing.kur.ruleset import RuleSet
from financing.models import RuleEdition

_request = threading.local()


class RulesChanged(Exception):
    """The rows of an approved edition are not what was approved."""


@cache
def file_rules() -> RuleSet:
    """The reference data that ships with the project. One object: it keeps its compiled terms."""
    return RuleSet.from_file()


def current_rules() -> RuleSet:
    return rules_on(timezone.localdate())


def rules_on(day: datetime.date) -> RuleSet:
    """What acts on a day. Days before the first edition are read by the first."""
    edition = edition_on(day)
    return file_rules() if edition is None else rules_of(edition)


def edition_on(day: datetime.date) -> RuleEdition | None:
    """The approved edition that acts on a day, without its rows."""
    acting: RuleEdition | None = None
    for edition in approved_editions():
        if edition.effective_from <= day or acting is None:
            acting = edition
    return acting


def rules_of(edition: RuleEdition) -> RuleSet:
    """Of an approved edition. Raises RulesChanged rather than act on rows nobody approved."""
    rules = built(edition.pk, edition.version)
    if rules is None:
        raise RulesChanged(f"edition {edition.pk} is not {edition.version} any more")
    return rules


def built(pk: int, version: str) -> RuleSet | None:
    """What an edition says, kept by its version; None when its rows say something else."""
    try:
        return _built(pk, version)
    except RulesChanged:
        return None


def forget() -> None:
    """After an approval in the same request."""
    if getattr(_request, "open", False):
        _request.approved = None


@lru_cache(maxsize=16)
def _built(pk: int, version: str) -> RuleSet:
    rules = RuleEdition.objects.get(pk=pk).ruleset()
    if rules.version != version:
        raise RulesChanged(f"edition {pk}: approved {version}, found {rules.version}")
    return rules


def approved_editions() -> list[RuleEdition]:
    """In the order in which they act; a handful of rows."""
    kept = getattr(_request, "approved", None)
    if kept is None:
        kept = list(RuleEdition.objects.approved().in_order())
        if getattr(_request, "open", False):
            _request.approved = kept
    return kept


def request_begins(**_kwargs: Any) -> None:
    _request.open, _request.approved = True, None


def request_ends(**_kwargs: Any) -> None:
    _request.open, _request.approved = False, None


request_started.connect(request_begins, dispatch_uid="financing.rulebook")
request_finished.connect(request_ends, dispatch_uid="financing.rulebook")
