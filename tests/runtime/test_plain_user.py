"""A clone that belongs to somebody without any rights starts just the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ikm_portal.bootstrap import RUNTIME_LOCK, stamp
from tests.runtime.portals import Portal, clear, copy_clone, processes_of

pytestmark = pytest.mark.slow
NOBODY = 65534 if os.getuid() == 0 else None


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that every user can enter: pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="ikm-plain-user-")).resolve()
    folder.chmod(0o755)
    yield folder
    clear(folder / "state")
    shutil.rmtree(folder)


def test_a_plain_user_starts_it(home: Path) -> None:
    clone = copy_clone(home / "clone")
    _environment(home, clone / ".venv")
    (home / "state").mkdir()
    if NOBODY:
        owned = [path for path in clone.rglob("*") if ".venv" not in path.parts]
        for path in (home, home / "state", clone, clone / ".venv", *owned):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    # A Python that is linked to its own library looks for it where it was built.
    loader = {"LD_LIBRARY_PATH": str(home / "python" / "lib")}
    python = str(clone / ".venv" / "bin" / "python")
    portal = Portal(home / "state", project=clone, python=python, user=NOBODY, env=loader)
    portal.start()
    assert portal.healthy
    owners = {process.uids().real for process in processes_of(portal.root)}
    assert owners == {NOBODY or os.getuid()}
    assert portal.end() == 0
    assert processes_of(portal.root) == []


def _environment(home: Path, venv: Path) -> None:
    """What the set-up makes, without a download: linked from the environment of this test."""
    base = Path(sys.base_prefix)
    if not _can_enter(base):
        left_out = shutil.ignore_patterns("test", "site-packages", "__pycache__", "idlelib", "*.a")
        base = shutil.copytree(base, home / "python", symlinks=True, ignore=left_out)
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    subprocess.run([base / "bin" / name, "-m", "venv", "--without-pip", venv], check=True)
    packages = venv / "lib" / name / "site-packages"
    shutil.rmtree(packages)
    shutil.copytree(sysconfig.get_path("purelib"), packages, copy_function=_link)
    stamp(venv, RUNTIME_LOCK)


def _can_enter(folder: Path) -> bool:
    ran = subprocess.run(["ls", folder], user=NOBODY, extra_groups=None, capture_output=True)
    return ran.returncode == 0


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)
