"""Ready rows of masks and verdicts over all products, one for each class of applicants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from financing.kur.columnar import ASKED, ELIGIBLE, NOT_YET, WITH_WARNINGS
from financing.kur.product_words import CHECKS
from financing.kur.rules.base import FAILED, UNKNOWN, WARNING

Judge = Callable[[list[int]], npt.NDArray[np.uint32]]
_WORST = np.full(8, ELIGIBLE, np.uint8)
_WORST[[FAILED, UNKNOWN, WARNING]] = NOT_YET, ASKED, WITH_WARNINGS


class Table:
    """One check's outcome codes by (class, product), as bits of the mask and as verdicts."""

    def __init__(self, check: str, codes: npt.NDArray[np.uint32]) -> None:
        self.masks = codes << np.uint32(3 * CHECKS.index(check))
        self.verdicts = _WORST[codes]


class Seen:
    """Values met so far, each with its row; a value is judged when it is first met.

    ``judge`` takes new values (-1 is one of them: not known) and gives their codes, one row each.
    """

    def __init__(self, check: str, judge: Judge) -> None:
        self._check, self._judge = check, judge
        self._places = np.full(1, -1, np.int32)  # of value + 1; -1: not met yet
        self._codes: npt.NDArray[np.uint32] | None = None
        self.table: Table

    def classes(self, values: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
        """Row of each value in ``table``."""
        keys = values.astype(np.int32) + 1
        top = int(keys.max(initial=0))
        if top >= len(self._places):
            more = np.full(top + 1 - len(self._places), -1, np.int32)
            self._places = np.concatenate([self._places, more])
        found = self._places[keys]
        if (found < 0).any() or self._codes is None:
            self._meet(np.unique(keys[found < 0]))
            found = self._places[keys]
        return found

    def _meet(self, keys: npt.NDArray[np.int32]) -> None:
        codes = self._judge([int(key) - 1 for key in keys])
        known = 0 if self._codes is None else len(self._codes)
        self._places[keys] = np.arange(known, known + len(keys))
        self._codes = codes if self._codes is None else np.concatenate([self._codes, codes])
        self.table = Table(self._check, self._codes)
