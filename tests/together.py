"""Things done at once, on real PostgreSQL with real threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def at_once(
    *jobs: Callable[[], Any], refused: tuple[type[Exception], ...]
) -> tuple[list[Any], list[str]]:
    """What those who went through gave, and what the others were told; `refused`: how it is told.

    The jobs start together. One that dies of anything else fails the test.
    """
    gate = threading.Barrier(len(jobs))
    done: list[Any] = []
    told: list[str] = []

    def run(job: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=20)
            done.append(job())
        except refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(done) + len(told) == len(jobs), "a job died of something that is no refusal"
    return done, told
