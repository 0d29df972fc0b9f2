"""What the engine says of a file, kept when it is sent and when it goes to a bank, and replayed."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import zlib
from collections.abc import Sequence

from django.utils import timezone

from financing import rulebook
from financing.findings import facts_of, rules_of
from financing.kur import products
from financing.kur.facts import Facts
from financing.kur.products import ProductResult, ProductRules
from financing.kur.ruleset import RuleSet, canonical
from financing.models import Application, Moment, Product, Referral, StoredFindings


class CannotReplay(Exception):
    """The rules that a finding names are not there any more. Its text says which."""


def keep_findings(
    *, application: Application, moment: Moment, referral: Referral | None = None
) -> StoredFindings:
    """Every product on offer of every bank, whether the bank serves the place or not."""
    on = timezone.localdate()
    edition = rulebook.edition_on(on)
    rules = rulebook.rules_on(on)
    found = list(Product.objects.on_offer().order_by("bank__code", "min_amount", "pk"))
    offers = [rules_of(product) for product in found]
    facts = facts_of(application)
    plain = _bytes(_results(facts, offers, rules, on), facts, rules, on)
    return StoredFindings.objects.create(
        application=application,
        referral=referral,
        moment=moment,
        on=on,
        edition=edition,
        rules_version=rules.version,
        facts=facts.to_json(),
        products=[
            {**dataclasses.asdict(offer), "bank_name": product.bank.name}
            for offer, product in zip(offers, found, strict=True)
        ],
        body=zlib.compress(plain, 9),
        digest=hashlib.sha256(plain).hexdigest(),
    )


def replay(stored: StoredFindings) -> bytes:
    """Judged anew by the rules, products and facts of that day. Raises CannotReplay."""
    rules = rules_of_stored(stored)
    facts = stored.known()
    return _bytes(results_of(stored), facts, rules, stored.on)


def is_as_kept(stored: StoredFindings) -> bool:
    """The replay gives the kept bytes, and these are the ones that were sealed by the digest."""
    plain = stored.plain
    return replay(stored) == plain and hashlib.sha256(plain).hexdigest() == stored.digest


def results_of(stored: StoredFindings, *, only: str | None = None) -> list[ProductResult]:
    """In words, product by product, as kept; of one product where its code is given. Raises
    CannotReplay."""
    rules = rules_of_stored(stored)
    offers = [offer for offer in stored.offers() if only is None or offer.code == only]
    return _results(stored.known(), offers, rules, stored.on)


def rules_of_stored(stored: StoredFindings) -> RuleSet:
    edition = stored.edition
    rules = rulebook.file_rules() if edition is None else rulebook.rules_of(edition)
    if rules.version != stored.rules_version:
        raise CannotReplay(f"rules {stored.rules_version} are gone, found {rules.version}")
    return rules


def _results(
    facts: Facts, offers: Sequence[ProductRules], rules: RuleSet, on: datetime.date
) -> list[ProductResult]:
    return [match.tell() for match in products.match_all(facts, offers, rules, on)]


def _bytes(
    results: Sequence[ProductResult], facts: Facts, rules: RuleSet, on: datetime.date
) -> bytes:
    return canonical(
        {
            "facts": facts.to_json(),
            "on": on.isoformat(),
            "rules_version": rules.version,
            "products": [result.as_json() for result in results],
        }
    )
