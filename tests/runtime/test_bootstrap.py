"""From a bare clone to the environment of the lock."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ikm_portal import bootstrap
from ikm_portal.runtime.state import PROJECT
from tests.runtime.portals import clean_environment, copy_clone

BEFORE_SET_UP = ("manage.py", "ikm_portal/__init__.py", "ikm_portal/bootstrap.py")


@pytest.mark.parametrize("name", BEFORE_SET_UP)
def test_an_old_python_can_read_it_without_any_package(name: str) -> None:
    tree = ast.parse((PROJECT / name).read_text(), feature_version=(3, 8))
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    for node in top:
        module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
        root = str(module).split(".")[0]
        assert root in sys.stdlib_module_names or module == "ikm_portal.bootstrap"


def _program(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose only Python is too old, and whose shims refuse."""
    for name in ("PYENV_ROOT", "XDG_DATA_HOME", "UV_PYTHON_INSTALL_DIR"):
        monkeypatch.delenv(name, raising=False)
    _program(tmp_path / "bin" / "python3", "echo 3 11")
    _program(
        tmp_path / "bin" / "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127"
    )
    _program(tmp_path / "bin" / "python3.12", "echo ModuleNotFoundError: ensurepip >&2; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "_base_executable", str(tmp_path / "bin" / "python3"))
    return tmp_path


def test_nothing_usable_ends_in_one_line_of_advice(machine: Path) -> None:
    assert bootstrap.find_python() is None
    with pytest.raises(SystemExit) as stopped:
        bootstrap.install(machine / ".venv", bootstrap.RUNTIME_LOCK)
    assert stopped.value.code == bootstrap.ADVICE
    assert "\n" not in bootstrap.ADVICE
    assert not (machine / ".venv").exists()


@pytest.mark.parametrize(
    "place", ["bin/python3.14", ".pyenv/versions/3.13.9", ".local/share/uv/python/cpython-3.12.9-x"]
)
def test_it_finds_one_wherever_it_lies(machine: Path, place: str) -> None:
    path = machine / place
    if not place.startswith("bin"):
        path = path / "bin" / "python3"
    _program(path, "echo 3 13")
    assert bootstrap.find_python() == str(path)


def test_a_python_that_is_too_new_for_the_lock_is_not_taken(machine: Path) -> None:
    _program(machine / "bin" / "python3.14", "echo 3 15")
    assert bootstrap.find_python() is None


def _small_lock(folder: Path) -> Path:
    """One package without dependencies, cut from the real lock."""
    text = bootstrap.RUNTIME_LOCK.read_text()
    found = re.search(r"^packaging==.*?(?=^\S)", text, re.M | re.S)
    assert found
    lock = folder / "small.lock"
    lock.write_text(found.group())
    return lock


@pytest.mark.slow
def test_pip_does_it_where_uv_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "_install_with_uv", lambda python, lock: False)
    lock, venv = _small_lock(tmp_path), tmp_path / "venv"
    bootstrap.install(venv, lock)
    assert bootstrap.is_ready(venv, lock)
    subprocess.run([venv / "bin" / "python", "-c", "import packaging"], check=True)
    lock.write_text(lock.read_text() + "# changed\n")
    assert not bootstrap.is_ready(venv, lock)


@pytest.mark.slow
def test_a_package_that_was_tampered_with_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "_install_with_uv", lambda python, lock: False)
    lock, venv = _small_lock(tmp_path), tmp_path / "venv"
    lock.write_text(re.sub(r"sha256:[0-9a-f]{8}", "sha256:00000000", lock.read_text()))
    with pytest.raises(subprocess.CalledProcessError):
        bootstrap.install(venv, lock)
    assert not bootstrap.is_ready(venv, lock)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_two_first_starts_over_a_broken_environment(tmp_path: Path) -> None:
    """The whole set-up, by two at once, and with what production gets: no development tools."""
    clone = copy_clone(tmp_path / "clone")
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to("/nowhere/python3.12")
    environment = clean_environment(tmp_path / "state", IKM_BOOTSTRAPPED="")
    # The base interpreter, which has no packages: as on a machine where nothing was set up.
    python = getattr(sys, "_base_executable", sys.executable)
    starts = [
        subprocess.Popen(
            [python, "manage.py", "help"],
            cwd=clone,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    answers = [start.communicate() for start in starts]
    assert [start.returncode for start in starts] == [0, 0], answers
    assert all("migrate" in said for said, _ in answers)
    assert sum("Memasang paket" in told for _, told in answers) == 1
    inside = clone / ".venv" / "bin" / "python"
    for script, status in (
        ("import ikm_portal.celery as c; c.app.connection('redis://x').transport", 0),
        ("import pytest", 1),
        ("import mypy", 1),
    ):
        ran = subprocess.run(
            [inside, "-c", script], cwd=clone, env=environment, capture_output=True
        )
        assert ran.returncode == status, (script, ran.stderr.decode())
    checked = subprocess.run([inside, "-m", "pip", "check"], env=os.environ, capture_output=True)
    assert checked.returncode == 0, checked.stdout
