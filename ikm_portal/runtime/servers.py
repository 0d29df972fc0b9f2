"""Using the local servers: started when the first user comes, stopped after the last one left."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from ikm_portal.runtime.processes import tail, wait_until
from ikm_portal.runtime.state import PROJECT, StartFailed, State


class Servers:
    """One user of the servers. `use()` returns when they answer; `leave()` or the end of this
    process, even by kill -9, gives them back."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._use: TextIO | None = None

    def use(self, kinds: Iterable[str]) -> None:
        """Raises StartFailed when a server cannot be started."""
        before, self._use = self._use, (self._state.run / "users.lock").open("w")
        if before:
            before.close()
        # Waits while a keeper whose last user left is still stopping its servers.
        fcntl.flock(self._use, fcntl.LOCK_SH)
        kinds = list(kinds)
        for kind in kinds:
            (self._state.run / f"{kind}.failed").unlink(missing_ok=True)
            (self._state.run / f"{kind}.wanted").touch()
        with (self._state.run / "start.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not self._has_keeper():
                self._start_keeper()
            for kind in kinds:
                self._wait_for(kind)

    def ensure(self, kinds: Iterable[str]) -> None:
        """For a long-lived user: bring the servers back even when their keeper was killed."""
        if not self._has_keeper():
            self.use(kinds)

    def leave(self, *, wait: float = 0) -> None:
        """With `wait`, returns only when the servers have stopped, unless others use them."""
        if self._use is None:
            return
        self._use.close()
        self._use = None
        marks = list(self._state.run.glob("*.up"))
        if wait and wait_until(lambda: not any(mark.exists() for mark in marks), seconds=1):
            wait_until(lambda: not self._has_keeper(), seconds=wait)

    def note_group(self, leader: int) -> None:
        """A process group that must not outlive us; the keeper ends it if we cannot."""
        (self._state.run / f"{leader}.group").touch()

    def forget_group(self, leader: int) -> None:
        (self._state.run / f"{leader}.group").unlink(missing_ok=True)

    def _has_keeper(self) -> bool:
        with (self._state.run / "keeper.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def _start_keeper(self) -> None:
        for stale in self._state.run.glob("*.up"):
            stale.unlink(missing_ok=True)
        with self._log.open("ab") as log:
            subprocess.run(
                [sys.executable, "-m", "ikm_portal.runtime.keeper"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=PROJECT,
                env=os.environ | {"IKM_STATE_DIR": str(self._state.root)},
            )

    def _wait_for(self, kind: str) -> None:
        up, failed = (self._state.run / f"{kind}.{end}" for end in ("up", "failed"))

        def settled() -> bool:
            return up.exists() or failed.exists() or not self._has_keeper()

        wait_until(settled, seconds=90, every=0.02)
        if up.exists():
            return
        if failed.exists():
            raise StartFailed(failed.read_text())
        raise StartFailed(f"Server {kind} tidak mau jalan:\n{tail(self._log)}")

    @property
    def _log(self) -> Path:
        return self._state.log / "keeper.log"
