"""Where a local start keeps things: one folder, plus a short one for sockets."""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


class StartFailed(Exception):
    """A server or process did not start; the text says why and where to read more."""


@dataclass(frozen=True)
class State:
    """`root` is absolute and resolved, so that every process computes the same socket folder."""

    root: Path

    @classmethod
    def here(cls) -> State:
        root = Path(os.environ.get("IKM_STATE_DIR") or PROJECT / ".state").resolve()
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in ("run", "log"):
            (root / folder).mkdir(exist_ok=True)
        return cls(root)

    @property
    def run(self) -> Path:
        """Locks and marks of this moment; worthless after a restart of the machine."""
        return self.root / "run"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def sockets(self) -> Path:
        """A socket's path may have about 100 bytes, a clone may lie deeper: hence not in `root`."""
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path("/tmp") / f"ikm-{os.getuid()}-{digest}"

    def make_sockets(self) -> Path:
        """Create the socket folder; refuse one that somebody else has put there."""
        folder = self.sockets
        # The database's own user (see postgres.py) must pass through when root starts it.
        mode = 0o711 if os.getuid() == 0 else 0o700
        with suppress(FileExistsError):
            folder.mkdir(mode=mode)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise StartFailed(f"{folder} milik pengguna lain; hapus dulu.")
        folder.chmod(mode)
        return folder
