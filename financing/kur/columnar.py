"""The same findings for millions: outcome codes in NumPy columns, words only on demand.

A scheme's codes of one applicant fit one 64-bit mask (three bits a rule, in the order of
``OF_SCHEME``); a product's own layer fits 32 bits (three bits a check, in the order of
``CHECKS``). ``expand`` turns a mask and the facts back into the findings of ``engine.check``, to
the byte.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from financing.kur import engine, products
from financing.kur.columns import Columns
from financing.kur.facts import Facts
from financing.kur.findings import SchemeResult
from financing.kur.product_words import CHECKS
from financing.kur.rules import OF_SCHEME
from financing.kur.rules.base import FAILED, UNKNOWN, WARNING
from financing.kur.ruleset import RuleSet

ELIGIBLE, WITH_WARNINGS, ASKED, NOT_YET = range(4)
"""Verdicts as numbers, in the order of ``findings.VERDICTS``."""
CHUNK = 16_384
"""Small enough that the tables of one chunk stay in the processor's cache."""
Masks = npt.NDArray[np.uint64]
Verdicts = npt.NDArray[np.uint8]


def scheme_masks(columns: Columns, rules: RuleSet, scheme: str, on: date) -> tuple[Masks, Verdicts]:
    """Packed outcome codes and verdict of each applicant for one scheme."""
    masks = np.zeros(columns.size, np.uint64)
    failed = np.zeros(columns.size, np.bool_)
    asked, warned = failed.copy(), failed.copy()
    for place, (rule, t) in enumerate(
        zip(OF_SCHEME[scheme], engine.terms_of(rules, scheme, on), strict=True)
    ):
        fixed = engine.settled(rule, t)
        if fixed is None:
            codes = rule.judge_columns(columns, t)
        else:
            codes = np.full(columns.size, fixed, np.uint8)
        fails, unknown = codes == FAILED, codes == UNKNOWN
        if t.hard:
            failed |= fails
            asked |= unknown
        else:
            codes = np.where(fails, np.uint8(WARNING), codes)
            warned |= unknown
        warned |= codes == WARNING
        masks |= codes.astype(np.uint64) << np.uint64(3 * place)
    verdicts = np.full(columns.size, ELIGIBLE, np.uint8)
    verdicts[warned] = WITH_WARNINGS
    verdicts[asked] = ASKED
    verdicts[failed] = NOT_YET
    return masks, verdicts


def unpack(mask: int, places: int) -> list[int]:
    """Outcome codes of a mask."""
    return [(int(mask) >> (3 * place)) & 7 for place in range(places)]


def expand(mask: int, facts: Facts, rules: RuleSet, scheme: str, on: date) -> SchemeResult:
    """The findings in words from a stored mask; equal to ``engine.check`` on the same facts."""
    return engine.tell(unpack(mask, len(OF_SCHEME[scheme])), facts, rules, scheme, on)


def expand_product(
    mask: int, own: int, facts: Facts, product: products.ProductRules, rules: RuleSet, on: date
) -> products.ProductResult:
    codes = unpack(mask, len(OF_SCHEME[product.scheme]))
    return products.tell(codes, unpack(own, len(CHECKS)), facts, product, rules, on)
