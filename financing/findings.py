"""What the KUR engine says about an application, in front of every bank that serves the place."""

from __future__ import annotations

import datetime
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from associations.enums import PermitKind
from associations.models import Business
from financing.enums import PaperKind
from financing.kur import advice, products
from financing.kur.facts import Facts
from financing.kur.findings import Finding
from financing.kur.instalments import schedule
from financing.kur.products import ProductResult, ProductRules
from financing.kur.rules import Outcome
from financing.kur.ruleset import RuleSet
from financing.kur.targets import Target
from financing.matching.score import Score
from financing.models import Application, Branch, Product, ServiceTime
from financing.queries.groups import GroupStanding, standing_of
from financing.ranking import Line, Market, lines, weights_on
from financing.rulebook import rules_on

_ORDER = {"eligible": 0, "eligible_with_warnings": 1, "unknown": 2, "not_yet": 3}
_TONES = {
    "eligible": "good",
    "eligible_with_warnings": "good",
    "unknown": "info",
    "not_yet": "bad",
}


@dataclass(frozen=True)
class Choice:
    """One product in front of one application. `instalment` in rupiah a month, an estimate."""

    product: Product
    branch: Branch
    result: ProductResult
    instalment: int | None
    ways: tuple[str, ...]  # what would make it fit, in words
    score: Score | None = None
    parts: Sequence[Line] = ()  # what the score is made of
    time: ServiceTime | None = None  # how long such answers really took
    offer: str = ""  # whose quota it would be, as placements name it

    @property
    def tone(self) -> str:
        return _TONES[self.result.verdict]

    @property
    def open(self) -> bool:
        """May be chosen: the amount and months are within the product's own limits."""
        return not any(finding.outcome == Outcome.FAILED for finding in self.result.findings)

    @property
    def against(self) -> list[str]:
        return [_said(finding) for finding in self.result.failed]

    @property
    def asked(self) -> list[str]:
        """What the bank will still want to know."""
        return self._said(Outcome.UNKNOWN)

    @property
    def checked(self) -> list[str]:
        """What only the bank can look up."""
        return self._said(Outcome.BANK_CHECKS)

    @property
    def noted(self) -> list[str]:
        """What does not speak against it for certain."""
        return self._said(Outcome.WARNING)

    @property
    def fulfilled(self) -> list[str]:
        return self._said(Outcome.PASSED)

    def _said(self, outcome: Outcome) -> list[str]:
        findings = self.result.scheme.findings + self.result.findings
        return [_said(finding) for finding in findings if finding.outcome == outcome]


_LOOK_UP = object()


def facts_of(application: Application, group: GroupStanding | object | None = _LOOK_UP) -> Facts:
    """Only what the portal really knows; the rest stays unknown and is asked for by the bank.

    `group`: the letter that covers the business, from `standings_of`, where many are asked for.
    """
    if group is _LOOK_UP:
        group = standing_of(application.business_id)
    known = {"in_group": application.association_id is not None or None}
    if isinstance(group, GroupStanding):
        known |= group.facts
    papers = {paper.kind for paper in application.papers.all() if paper.removed_at is None}
    return facts_of_business(
        application.business,
        papers,
        amount=application.amount,
        months=application.months,
        purpose=application.purpose or None,
        **known,
    )


def facts_of_business(business: Business, papers: Set[str] = frozenset(), **wish: Any) -> Facts:
    """Of a business and its owner, whether it has applied or not. `wish`: what was asked for."""
    owner = business.owner
    # As stated: a missing fact would tell a manager that somebody else holds the NIB.
    permits = {permit.kind for permit in business.permits_as_stated()}
    return Facts(
        kbli=business.kbli.code if business.kbli else None,
        region_code=business.kabupaten_code,
        business_started_on=business.started_on,
        has_nib=(PermitKind.NIB in permits or PaperKind.NIB in papers) or None,
        has_sku=(PermitKind.SKU in permits or PaperKind.SKU in papers) or None,
        has_npwp=(bool(owner.npwp) or PaperKind.NPWP in papers) or None,
        has_bpjs_tk=(PaperKind.BPJS in papers) or None,
        birth_date=owner.birth_date,
        married=owner.is_married,
        yearly_sales=business.yearly_sales,
        workers=business.workers,
        **wish,
    )


def choices_for(application: Application, on: datetime.date) -> list[Choice]:
    """Every product on offer whose bank has a branch for the kabupaten, best fit first.

    First what may be chosen, then by the engine's verdict, then by the published score. Banks with
    equal points stand in the order of their codes: the portal prefers none.
    """
    market, weights = Market.on(on, application.business.kabupaten_code), weights_on(on)
    found = market.here(application.business.kabupaten_code)
    facts, rules = facts_of(application), rules_on(on)
    matches = products.match_all(facts, (rules_of(one) for one, _branch in found), rules, on)
    choices = []
    for (product, branch), match in zip(found, matches, strict=True):
        result = match.tell()
        told = market.score(application, product, branch, weights)
        choices.append(
            Choice(
                product=product,
                branch=branch,
                result=result,
                instalment=instalment(application, product),
                ways=_ways(facts, result, rules, on),
                score=told,
                parts=lines(application, product, branch, market, told),
                time=market.time(product, branch),
                offer=market.offer_id(product, branch),
            )
        )
    return sorted(choices, key=_place)


def _place(choice: Choice) -> tuple[bool, int, int]:
    points = choice.score.total if choice.score else 0
    return not choice.open, _ORDER[choice.result.verdict], -points


def choice_of(application: Application, on: datetime.date) -> Choice | None:
    """The chosen product alone."""
    product = application.product
    if product is None:
        return None
    branch = (
        Branch.objects.filter(
            bank=product.bank_id, is_active=True, serves=application.business.kabupaten_code
        )
        .order_by("pk")
        .first()
    )
    if branch is None:
        return None
    facts, rules = facts_of(application), rules_on(on)
    result = products.check(facts, rules_of(product), rules, on)
    return Choice(
        product, branch, result, instalment(application, product), _ways(facts, result, rules, on)
    )


def rules_of(product: Product) -> ProductRules:
    return ProductRules(
        code=product.slug,
        bank=product.bank.institution.slug,
        scheme=product.scheme,
        name=product.name,
        min_amount=product.min_amount,
        max_amount=product.max_amount,
        max_months=product.max_months_working_capital,
        max_months_ki=product.max_months_investment,
        sectors=tuple(product.sectors),
        regions=tuple(product.regions),
        papers=tuple(product.papers),
        source=product.source,
    )


def instalment(application: Application, product: Product) -> int | None:
    if not application.amount or not application.months:
        return None
    return schedule(application.amount, application.months, product.rate).instalment


def _ways(
    facts: Facts, result: ProductResult, rules: RuleSet, on: datetime.date
) -> tuple[str, ...]:
    if result.verdict != "not_yet":
        return ()
    target = Target(rules, result.product.scheme, result.product)
    return tuple(
        " ".join(change.sentence.text(gettext) for change in option.changes)
        for option in advice.advise(facts, target, on).options[:3]
    )


def _said(finding: Finding) -> str:
    return finding.applicant.text(gettext)
