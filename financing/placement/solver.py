"""HiGHS, one thread, silent: the same input gives the same answer on every run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt


def programme(
    *, costs: Any, upper: Any, limits: Any, rows: npt.NDArray[Any], values: npt.NDArray[Any]
) -> highspy.HighsLp:
    """Maximise ``costs``; each column at most ``upper``, each row at most ``limits``.

    rows, values: column by column (first axis) the rows that it stands in, and how much.
    """
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(rows), len(limits)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = costs, np.zeros(len(rows)), upper
    lp.row_lower_ = np.full(len(limits), -highspy.kHighsInf)
    lp.row_upper_ = limits
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.arange(0, rows.size + 1, rows.shape[1])
    lp.a_matrix_.index_ = rows.ravel()
    lp.a_matrix_.value_ = values.ravel()
    return lp


def solver(seed: int = 0) -> Any:  # its stubs know half of its methods
    with _muted():
        # Else one thread is refused where somebody solved with more before in this process.
        highspy.Highs.resetGlobalScheduler(True)
        made = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", seed)):
        made.setOptionValue(option, value)
    return made


@contextmanager
def _muted() -> Iterator[None]:
    """HiGHS greets on the standard output before it can be told to be quiet: not part of JSON."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
