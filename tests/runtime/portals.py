"""The service as a person starts it: real processes in a state folder of the test's own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from ikm_portal.runtime.state import PROJECT, State

OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "EMAIL_URL", "PORT")
OURS += ("IKM_STATE_DIR", "IKM_THROWAWAY", "DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER")

# A row whose survival tells that data was kept.
MAKE_TABLE = (
    "from django.db import connection as c; c.cursor().execute('CREATE TABLE kept AS SELECT 7 n')"
)


def clean_environment(root: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {"IKM_STATE_DIR": str(root)} | more


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def processes_of(root: Path) -> list[psutil.Process]:
    """Everything alive that works in this state folder, whoever is its parent by now."""
    found = []
    for process in psutil.process_iter():
        try:
            inside = Path(process.cwd()).is_relative_to(root)
            named = process.environ().get("IKM_STATE_DIR") == str(root)
            if (inside or named) and alive(process):
                found.append(process)
        except psutil.Error:
            continue
    return found


def within(seconds: float, true: Callable[[], object]) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def copy_clone(target: Path) -> Path:
    """The project as git would lay it into an empty folder, changes not yet committed included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        check=True,
    ).stdout
    for name in os.fsdecode(listed).split("\0"):
        if name and (PROJECT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, target / name)
    return target


class Portal:
    """One `manage.py up --empty`."""

    def __init__(
        self,
        root: Path,
        *,
        project: Path = PROJECT,
        user: int | None = None,
        env: dict[str, str] | None = None,
        python: str = sys.executable,
    ) -> None:
        self.root = root
        self.port = free_port()
        self._project = project
        self._user = user
        self._env = {"HOME": str(root.parent)} | (env or {})
        self._command = [python, "manage.py", "up", "--empty"]
        self.process: subprocess.Popen[str] | None = None
        self.output = root.parent / f"{root.name}.out"

    def start(self) -> float:
        """Start and wait for the address to be printed; answers the seconds it took."""
        began = time.monotonic()
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                self._command,
                cwd=self._project,
                env=clean_environment(self.root, PORT=str(self.port), **self._env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self._user,
                group=self._user,
                extra_groups=None if self._user is None else [],
            )
        ready = within(60, lambda: "Portal siap" in self.said or self.process.poll() is not None)
        assert ready, f"not ready after 60 s:\n{self.said}"
        assert self.process.poll() is None, self.said
        return time.monotonic() - began

    def end(self, how: int = signal.SIGINT) -> int:
        assert self.process
        self.process.send_signal(how)
        return self.process.wait(60)

    @property
    def said(self) -> str:
        return self.output.read_text()

    @property
    def healthy(self) -> bool:
        try:
            url = f"http://127.0.0.1:{self.port}/healthz"
            with urllib.request.urlopen(url, timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def children(self, word: str) -> list[psutil.Process]:
        """Direct children of the supervisor whose command line holds `word`."""
        assert self.process
        found = []
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):  # one that is just ending has no command line
                if alive(child) and word in " ".join(child.cmdline()):
                    found.append(child)
        return found

    def run(self, *arguments: str) -> str:
        """Another `manage.py` command beside it; answers what it printed."""
        ran = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self._project,
            env=clean_environment(self.root),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


def clear(root: Path) -> None:
    for process in processes_of(root):
        process.kill()
    sockets = State(root).sockets
    within(10, lambda: not processes_of(root))
    for path in sorted(sockets.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    if sockets.exists():
        sockets.rmdir()
