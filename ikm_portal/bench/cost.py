"""CPU seconds of this process and of the PostgreSQL backend that works for it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from django.db import connection


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU. `database` is None where the server's process can't be seen."""

    python: float
    database: float | None

    @property
    def total(self) -> float:
        return self.python + (self.database or 0)


class Backend:
    """The server process behind `connection`, when it runs on this machine."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid(), current_database()")
            pid, name = cursor.fetchone()
        self.folder: Path | None = Path(f"/proc/{pid}")
        try:
            title = (self.folder / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            title = ""
        if not (title.startswith("postgres:") and name in title):
            self.folder = None  # another machine's number

    def seconds(self) -> float | None:
        """CPU so far: to the nanosecond where the kernel keeps that, else in ticks of 10 ms."""
        if self.folder is None:
            return None
        try:
            return int((self.folder / "schedstat").read_text().split()[0]) / 1e9
        except (OSError, ValueError, IndexError):
            fields = (self.folder / "stat").read_text().rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(run: Callable[[], object], times: int, backend: Backend | None = None) -> Cost:
    """One run's mean over `times`."""
    backend = backend or Backend()
    database, python = backend.seconds(), time.process_time()
    for _turn in range(times):
        run()
    python = time.process_time() - python
    after = backend.seconds()
    served = None if database is None or after is None else (after - database) / times * 1e3
    return Cost(python / times * 1e3, served)


def side_by_side(
    runs: Mapping[str, Callable[[], object]], *, batches: int = 7, times: int = 6
) -> dict[str, Cost]:
    """Every run in turn, batch after batch, so that a busy moment falls on all; medians of batches.

    The first batch warms caches and is thrown away.
    """
    backend = Backend()
    seen: dict[str, list[Cost]] = {name: [] for name in runs}
    for batch in range(batches + 1):
        for name, run in runs.items():
            cost = measure(run, times, backend)
            if batch:
                seen[name].append(cost)
    return {name: _middle(costs) for name, costs in seen.items()}


def _middle(costs: list[Cost]) -> Cost:
    served = [cost.database for cost in costs if cost.database is not None]
    return Cost(median(cost.python for cost in costs), median(served) if served else None)
