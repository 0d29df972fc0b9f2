"""The rules, in the order in which people read them."""

from __future__ import annotations

from financing.kur.facts import SCHEMES
from financing.kur.rules.base import Outcome, Rule, Terms
from financing.kur.rules.booking import OtherBank
from financing.kur.rules.business import Age, BusinessAge, StartupSupport, Turnover
from financing.kur.rules.credit import ConcurrentCredit, PriorCredit
from financing.kur.rules.group import (
    Collateral,
    Commodity,
    GroupLetter,
    KetuaLetter,
    Membership,
    Migrant,
    Offtaker,
    Sikp,
    Slik,
)
from financing.kur.rules.history import Access, Cumulative, Cycle, Outstanding
from financing.kur.rules.loan import Amount, Months, Split
from financing.kur.rules.permits import Bpjs, Legality, Npwp
from financing.kur.rules.rate import Rate

ALL: tuple[Rule, ...] = (
    Migrant(),
    Membership(),
    Amount(),
    Months(),
    Split(),
    Rate(),
    BusinessAge(),
    StartupSupport(),
    Legality(),
    Npwp(),
    Bpjs(),
    Turnover(),
    Age(),
    Access(),
    Outstanding(),
    Cycle(),
    Cumulative(),
    PriorCredit(),
    ConcurrentCredit(),
    OtherBank(),
    Offtaker(),
    GroupLetter(),
    KetuaLetter(),
    Commodity(),
    Slik(),
    Sikp(),
    Collateral(),
)
OF_SCHEME: dict[str, tuple[Rule, ...]] = {
    scheme: tuple(rule for rule in ALL if scheme in rule.schemes) for scheme in SCHEMES
}
MASK_RULES = 21
"""Three bits a rule in a 64-bit mask (see ``columnar``)."""
assert all(len(rules) <= MASK_RULES for rules in OF_SCHEME.values())  # noqa: S101

__all__ = ["ALL", "MASK_RULES", "OF_SCHEME", "Outcome", "Rule", "Terms"]
