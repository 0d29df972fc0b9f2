"""`python3 manage.py up`: the whole service on one's own machine, under one supervisor."""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from ikm_portal.runtime.environment import PRODUCTION, fill
from ikm_portal.runtime.processes import BackOff, end, kill_group, spawn, tail
from ikm_portal.runtime.servers import Servers
from ikm_portal.runtime.state import PROJECT, StartFailed, State

LOOK_EVERY = 0.2
READY_WITHIN = 60


class Stopped(Exception):
    """Somebody asked us to end."""


@dataclass
class Child:
    """One process that is started again when it dies. `gently` is the signal that ends it well."""

    name: str
    command: list[str]
    gently: int = signal.SIGTERM
    wait: float = 15
    process: subprocess.Popen[bytes] | None = None
    back_off: BackOff = field(default_factory=BackOff)


def up(arguments: list[str]) -> int:
    """Runs until Ctrl-C, SIGTERM or SIGHUP; answers the exit status."""
    parser = argparse.ArgumentParser(prog="manage.py up")
    parser.add_argument("--empty", action="store_true", help="tanpa data contoh")
    options = parser.parse_args(arguments)
    state = State.here()
    if os.environ.get("DJANGO_SETTINGS_MODULE") == PRODUCTION:
        raise StartFailed("`up` untuk komputer sendiri. Di server pakai docker-compose.yml.")
    port = _port()
    with (state.run / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise StartFailed(f"Portal sudah jalan di {lock.read()}.") from None
        lock.truncate(0)
        lock.write(f"http://127.0.0.1:{port}")
        lock.flush()
        return Supervisor(state, port).run(demo=not options.empty)


class Supervisor:
    def __init__(self, state: State, port: int) -> None:
        self._state = state
        self._port = port
        self._servers = Servers(state)
        python = [sys.executable, "-m"]
        # One worker on one machine has no neighbours to look for.
        alone = ["--without-mingle", "--without-gossip"]
        celery = [*python, "celery", "-A", "ikm_portal"]
        beat_file = str(state.root / "celerybeat-schedule")
        web = [*python, "gunicorn", "-c", "deploy/gunicorn.conf.py", "ikm_portal.wsgi"]
        # Ended in this order: no new work by the clock, none by people, then what is under way.
        self._children = [
            Child("beat", [*celery, "beat", "-l", "INFO", "-s", beat_file, "--pidfile="]),
            Child("web", web),
            Child("worker", [*celery, "worker", "-l", "INFO", "-c", "2", "-n", "ikm@%h", *alone]),
        ]

    def run(self, *, demo: bool) -> int:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        try:
            began = time.monotonic()
            kinds = fill(self._state)
            _say("Menyalakan basis data dan antrean …")
            self._servers.use(kinds)
            self._prepare(demo)
            for child in self._children:
                self._start(child)
            self._wait_until_ready()
            self._greet(time.monotonic() - began)
            self._watch(kinds)
        except Stopped:
            _say("\nMematikan …")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            for child in self._children:
                self._end(child)
            self._servers.leave(wait=30)
        return 0

    def _prepare(self, demo: bool) -> None:
        command = [sys.executable, "-m", "ikm_portal.runtime.prepare", "static", "database"]
        ran = subprocess.run([*command, *(["demo"] if demo else [])], cwd=PROJECT)
        if ran.returncode != 0:
            raise StartFailed("Persiapan gagal; sebabnya ada di atas.")

    def _start(self, child: Child) -> None:
        child.back_off.started()
        child.process = spawn(
            child.command,
            log=self._log(child),
            # Only when we were killed ourselves. Celery's answer to SIGTERM is to finish its
            # work first; but then the database is going too.
            at_parents_death=signal.SIGQUIT,
            cwd=PROJECT,
            env=os.environ | {"PORT": str(self._port), "PYTHONUNBUFFERED": "1"},
        )
        self._servers.note_group(child.process.pid)

    def _end(self, child: Child) -> None:
        if child.process:
            end(child.process, gently=child.gently, wait=child.wait)
            self._servers.forget_group(child.process.pid)
            child.process = None

    def _watch(self, kinds: list[str]) -> None:
        while True:
            self._look()
            self._servers.ensure(kinds)
            time.sleep(LOOK_EVERY)

    def _look(self) -> None:
        for child in self._children:
            if child.process and child.process.poll() is not None:
                # Its own children may have outlived it.
                kill_group(child.process.pid)
                self._servers.forget_group(child.process.pid)
                child.process = None
                delay = child.back_off.died()
                _say(f"{child.name} berhenti; dinyalakan lagi dalam {delay:.0f} detik.")
                _say(f"  (catatan: {self._log(child)})")
            if child.process is None and child.back_off.may_start:
                self._start(child)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        web = next(child for child in self._children if child.name == "web")
        while not _answers(f"http://127.0.0.1:{self._port}/healthz"):
            if web.process is None or web.process.poll() is not None:
                raise StartFailed(f"Web tidak mau jalan:\n{tail(self._log(web))}")
            if time.monotonic() > deadline:
                raise StartFailed(f"Portal belum menjawab:\n{tail(self._log(web))}")
            time.sleep(LOOK_EVERY)

    def _greet(self, seconds: float) -> None:
        _say(f"\nPortal siap di http://127.0.0.1:{self._port} ({seconds:.0f} detik)\n")
        if (self._state.root / "demo").exists():
            _say(_accounts())
        _say(f"\n  Surat keluar: {self._state.root / 'mail'}")
        _say(f"  Catatan: {self._state.log}\n  Berhenti: Ctrl-C\n")

    def _log(self, child: Child) -> Path:
        return self._state.log / f"{child.name}.log"


def _accounts() -> str:
    """Read only when there are any: the list is plain data, no Django starts for it."""
    from ikm_portal.demo.accounts import DEMO_ACCOUNTS, PASSWORD

    width = max(len(email) for email, _role in DEMO_ACCOUNTS) + 3
    lines = [f"  {email:{width}}{role}" for email, role in DEMO_ACCOUNTS]
    return "\n".join([*lines, f"  Kata sandi semua akun contoh: {PASSWORD}"])


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise StartFailed(f"PORT harus angka, bukan {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as why:
            raise StartFailed(
                f"Port {text} tidak bisa dipakai ({why.strerror}). Coba PORT=8001."
            ) from None
    return int(text)


def _answers(url: str) -> bool:
    # Never through a proxy that the environment may name.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with suppress(urllib.error.URLError, OSError), opener.open(url, timeout=5) as answer:
        return bool(answer.status == 200)
    return False


def _say(text: str) -> None:
    print(text, flush=True)
