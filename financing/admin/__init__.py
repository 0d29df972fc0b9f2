"""The office's rooms for credit and support."""

from financing.admin import (
    applications,
    banks,
    cohorts,
    groups,
    nation,
    placement,
    quotas,
    ranking,
    referrals,
    rehearsals,
    reports,
    rules,
    rulevalues,
    support,
)

__all__ = [
    "applications",
    "banks",
    "cohorts",
    "groups",
    "nation",
    "placement",
    "quotas",
    "ranking",
    "referrals",
    "rehearsals",
    "reports",
    "rules",
    "rulevalues",
    "support",
]
