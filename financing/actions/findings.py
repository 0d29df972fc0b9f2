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
from financing.kur.facts import Facts
from financing.kur.products import ProductResult
from financing.kur.ruleset import RuleSet, canonical
from financing.models import Application, Moment, Product, Referral, StoredFindings
from financing.stored import judge, results_of, rules_of_stored


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
    plain = _bytes(judge(facts, offers, rules, on), facts, rules, on)
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
