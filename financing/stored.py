"""Kept findings opened again: by the rules, the products and the facts of their own day."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from financing import rulebook
from financing.kur import products
from financing.kur.facts import Facts
from financing.kur.products import ProductResult, ProductRules
from financing.kur.ruleset import RuleSet
from financing.models import StoredFindings


class CannotReplay(Exception):
    """The rules that a finding names are not there any more. Its text says which."""


def results_of(stored: StoredFindings, *, only: str | None = None) -> list[ProductResult]:
    """In words, product by product, as kept; of one product where its code is given. Raises
    CannotReplay."""
    rules = rules_of_stored(stored)
    offers = [offer for offer in stored.offers() if only is None or offer.code == only]
    return judge(stored.known(), offers, rules, stored.on)


def rules_of_stored(stored: StoredFindings) -> RuleSet:
    edition = stored.edition
    rules = rulebook.file_rules() if edition is None else rulebook.rules_of(edition)
    if rules.version != stored.rules_version:
        raise CannotReplay(f"rules {stored.rules_version} are gone, found {rules.version}")
    return rules


def judge(
    facts: Facts, offers: Sequence[ProductRules], rules: RuleSet, on: datetime.date
) -> list[ProductResult]:
    return [match.tell() for match in products.match_all(facts, offers, rules, on)]
