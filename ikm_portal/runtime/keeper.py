"""The process that keeps the local servers: `python -m ikm_portal.runtime.keeper`.

It runs as long as anybody uses the servers. "Using" is a shared lock on `run/users.lock`, which
the kernel drops by itself when its holder ends, however it ends; so this process needs only to
ask for that lock exclusively, and once it has it, the last user is gone. See servers.py for the
other side. It restarts a server that dies, and at the end kills what an `up` that was killed
itself has left behind.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from types import FrameType
from typing import TextIO

from ikm_portal.runtime.postgres import Postgres
from ikm_portal.runtime.processes import BackOff, kill_group, wait_until
from ikm_portal.runtime.redis import Redis
from ikm_portal.runtime.state import StartFailed, State

Server = Postgres | Redis
SERVERS: tuple[type[Server], ...] = (Postgres, Redis)
LOOK_EVERY = 0.1


class Keeper:
    def __init__(self, state: State) -> None:
        self._run = state.run
        self._sockets = state.sockets
        self._servers: dict[str, Server] = {cls.kind: cls(state) for cls in SERVERS}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._back_off = {kind: BackOff() for kind in self._servers}
        self._told_to_stop = False

    def keep(self) -> None:
        with (
            (self._run / "keeper.lock").open("w") as alive,
            (self._run / "users.lock").open("w") as users,
        ):
            # A moment's patience: whoever asks whether there is a keeper holds this lock briefly.
            if not wait_until(lambda: _got(alive), seconds=2):
                return  # there is one already
            # Away from who started us: it need not wait for us, and Ctrl-C is not for us. Only
            # now, so that when it goes on the lock is held. (A fork shares a lock.)
            if os.fork():
                os._exit(0)
            os.setsid()
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, self._stop)
            try:
                while not self._told_to_stop and not _got(users):
                    self._look()
                    time.sleep(LOOK_EVERY)
            finally:
                self._end()
                # First this one: who gets hold of `users` must find no keeper any more.
                alive.close()

    def _look(self) -> None:
        for kind, server in self._servers.items():
            process = self._processes.get(kind)
            if process and process.poll() is not None:
                del self._processes[kind]
                (self._run / f"{kind}.up").unlink(missing_ok=True)
                self._back_off[kind].died()
                process = None
            wanted = (self._run / f"{kind}.wanted").exists()
            if wanted and not process and self._back_off[kind].may_start:
                self._start(kind, server)

    def _start(self, kind: str, server: Server) -> None:
        self._back_off[kind].started()
        (self._run / f"{kind}.failed").unlink(missing_ok=True)
        try:
            self._processes[kind] = server.start()
        except (StartFailed, OSError) as failure:
            self._back_off[kind].died()
            draft = self._run / f"{kind}.draft"
            draft.write_text(str(failure))
            draft.rename(self._run / f"{kind}.failed")
        else:
            (self._run / f"{kind}.up").touch()

    def _end(self) -> None:
        for mark in [*self._run.glob("*.up"), *self._run.glob("*.wanted")]:
            mark.unlink(missing_ok=True)
        for mark in self._run.glob("*.group"):
            kill_group(int(mark.stem))
            mark.unlink(missing_ok=True)
        for kind in reversed(list(self._processes)):
            self._servers[kind].stop(self._processes[kind])
        shutil.rmtree(self._sockets, ignore_errors=True)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._told_to_stop = True


def _got(lock: TextIO) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


if __name__ == "__main__":
    Keeper(State.here()).keep()
