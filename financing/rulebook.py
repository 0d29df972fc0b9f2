"""The rule set in force. The only place that knows where the rules come from."""

from __future__ import annotations

from functools import cache

from financing.kur.ruleset import RuleSet


@cache
def current_rules() -> RuleSet:
    """One object for the whole process: it keeps its compiled terms."""
    return RuleSet.from_file()
