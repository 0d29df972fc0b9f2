"""Starting and ending child processes so that none outlives us."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1
# Loaded here, not in the child: between fork and exec only the call itself may happen.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
LOG_LIMIT = 10 * 1024 * 1024


def die_with_parent(how: int) -> Callable[[], None]:
    """For `preexec_fn`: on Linux the kernel sends `how` when the parent's thread ends.

    Must run after a change of user, which clears it; `subprocess` does it in that order.
    """
    parent = os.getpid()

    def ask() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, how)
            if os.getppid() != parent:  # it ended before we could ask
                os._exit(1)

    return ask


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    at_parents_death: int = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: tuple[int, int] | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a process as leader of its own group, its output appended to `log`.

    `user` is (uid, gid) to drop to. A log that has grown past 10 MB begins anew.
    """
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.rename(log.with_suffix(".old.log"))
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=env,
            start_new_session=True,
            preexec_fn=die_with_parent(at_parents_death),
            user=user[0] if user else None,
            group=user[1] if user else None,
            extra_groups=[] if user else None,
            pass_fds=pass_fds,
        )


def end(process: subprocess.Popen[bytes], *, gently: int = signal.SIGTERM, wait: float) -> None:
    """Ask, wait, then kill the whole group; afterwards nothing of it is left."""
    with suppress(ProcessLookupError):
        process.send_signal(gently)
    with suppress(subprocess.TimeoutExpired):
        process.wait(wait)
    kill_group(process.pid)
    process.wait()


def kill_group(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def wait_until(true: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


class BackOff:
    """Seconds to wait before the next start: 0, 1, 2, 4 … 30; calm again after a minute's life."""

    def __init__(self) -> None:
        self._failures = 0
        self._started = 0.0
        self._not_before = 0.0

    def started(self) -> None:
        self._started = time.monotonic()

    def died(self) -> float:
        now = time.monotonic()
        self._failures = 0 if now - self._started > 60 else self._failures + 1
        delay = 0.0 if self._failures <= 1 else float(min(30, 2 ** (self._failures - 2)))
        self._not_before = now + delay
        return delay

    @property
    def may_start(self) -> bool:
        return time.monotonic() >= self._not_before


def tail(log: Path, lines: int = 15) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
