"""The order of offers for millions: the same points as ``score``, in columns.

What somebody asks for occurs again and again, so ``score`` itself is asked once for each amount and
term that occur, and the answer is looked up for all others.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from financing.matching.score import ELSEWHERE, Offer, Weights, Wish, score

_SPAN = 1 << 12  # months stay below it
Totals = npt.NDArray[np.uint16]


class Ranking:
    """offers: their own ``same_place`` is not read; near: of each offer, the kabupaten (1871) in
    which its bank has a branch."""

    def __init__(
        self, offers: Sequence[Offer], near: Sequence[Collection[int]], weights: Weights
    ) -> None:
        self.offers = tuple(replace(offer, same_place=False) for offer in offers)
        self.near, self.weights = tuple(near), weights
        self._wishes: dict[int, Totals] = {}
        self._places: dict[int, Totals] = {}

    def totals(
        self, amounts: npt.NDArray[Any], months: npt.NDArray[Any], kabupaten: npt.NDArray[Any]
    ) -> Totals:
        """(applicant, offer): 0 to 10,000. -1 means not known, as in ``kur.columns``."""
        asked = (amounts.astype(np.int64) + 1) * _SPAN + months + 1
        keys, classes = np.unique(asked, return_inverse=True)
        codes, places = np.unique(kabupaten, return_inverse=True)
        far = np.stack([self._of_wish(int(key)) for key in keys])
        near = np.stack([self._of_place(int(code)) for code in codes])
        out: Totals = far.take(classes, axis=0)
        out += near.take(places, axis=0)
        return out

    def _of_wish(self, key: int) -> Totals:
        """As if every branch were elsewhere."""
        if key not in self._wishes:
            amount, months = key // _SPAN - 1, key % _SPAN - 1
            wish = Wish(None if amount < 0 else amount, None if months < 0 else months)
            self._wishes[key] = np.array(
                [score(wish, offer, self.weights).total for offer in self.offers], np.uint16
            )
        return self._wishes[key]

    def _of_place(self, code: int) -> Totals:
        """What a branch in this kabupaten adds."""
        if code not in self._places:
            more = (100 - ELSEWHERE) * self.weights.near
            self._places[code] = np.array(
                [more if code in places else 0 for places in self.near], np.uint16
            )
        return self._places[code]


def best(totals: Totals, allowed: npt.NDArray[np.bool_]) -> tuple[Totals, npt.NDArray[np.int16]]:
    """Totals with 0 where not allowed, and each one's first offer, -1 where none is allowed.

    Equal totals go by the order of the offers.
    """
    counted = allowed.view(np.uint8).astype(np.uint16)
    points = totals * counted
    first = (points + counted).argmax(axis=1).astype(np.int16)
    none = ~allowed[np.arange(len(first)), first]
    return points, np.where(none, np.int16(-1), first)
