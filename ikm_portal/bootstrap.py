"""From any Python 3.8+ to the project's own environment: `.venv` with exactly what the lock says.

Standard library only, and syntax that Python 3.8 can read, because nothing is installed yet.
The stamp (the hash of a lock, written last) says that a lock is installed completely; without it
the environment is made, repaired or brought up to date, so an interrupted set-up heals itself.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from glob import glob
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
RUNTIME_LOCK = PROJECT / "requirements.lock"
DEV_LOCK = PROJECT / "requirements-dev.lock"
OLDEST, NEWEST = (3, 12), (3, 14)
# Commands that use development tools; all others need only what production needs.
DEV_COMMANDS = {"verify", "test", "bench", "makemessages"}

ADVICE = (
    "Butuh Python 3.12, 3.13 atau 3.14 (dengan modul venv). Pasang salah satunya, misalnya "
    "`apt install python3.13-venv`, `brew install python@3.13` atau `uv python install 3.13`."
)


def ensure_environment(argv: list[str]) -> None:
    """Return inside an interpreter that has the locked packages; replaces the process if needed.

    Exits with one line of advice where no usable Python is found.
    """
    command = argv[1] if len(argv) > 1 else "help"
    lock = DEV_LOCK if command in DEV_COMMANDS else RUNTIME_LOCK
    if is_ready(Path(sys.prefix), lock):
        os.environ.pop("IKM_BOOTSTRAPPED", None)
        return
    if sys.platform == "win32":
        sys.exit("Jalankan di Linux, macOS, atau WSL.")
    if not is_ready(VENV, lock):
        with _one_at_a_time():
            if not is_ready(VENV, lock):
                install(VENV, lock)
    if os.environ.get("IKM_BOOTSTRAPPED"):
        sys.exit("Lingkungan Python di %s rusak. Hapus folder itu, lalu ulangi." % VENV)
    os.environ["IKM_BOOTSTRAPPED"] = "1"
    os.execv(str(_python_of(VENV)), [str(_python_of(VENV)), *argv])


def install(venv: Path, lock: Path) -> None:
    """Make or repair `venv` and install every package of `lock` by hash; stamp it last."""
    python = _python_of(venv)
    if not _runs(python):
        if venv.is_symlink() or venv.exists():
            shutil.rmtree(str(venv))
        base = find_python()
        if base is None:
            sys.exit(ADVICE)
        _say("Menyiapkan lingkungan Python (sekali saja) …")
        subprocess.run([base, "-m", "venv", str(venv)], check=True)
    _say("Memasang paket dari %s …" % lock.name)
    if not _install_with_uv(python, lock):
        _pip(python, "-r", str(lock))
    stamp(venv, lock)
    if lock == DEV_LOCK:  # holds the same versions of everything in the other one
        stamp(venv, RUNTIME_LOCK)


def stamp(venv: Path, lock: Path) -> None:
    """Say that everything in `lock` is installed in `venv`."""
    text = _digest(lock, _python_of(venv))
    _stamp_of(venv, lock).write_text(text, encoding="utf-8")


def is_ready(prefix: Path, lock: Path) -> bool:
    try:
        text = _stamp_of(prefix, lock).read_text(encoding="utf-8")
        return text == _digest(lock, _python_of(prefix))
    except OSError:
        return False


def find_python() -> str | None:
    """The path of a Python 3.12–3.14 that can make environments, or None.

    Every candidate is run: pyenv's shims stand on PATH for versions that they then refuse.
    """
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT") or home / ".pyenv")
    uv = os.environ.get("UV_PYTHON_INSTALL_DIR") or str(
        Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "uv" / "python"
    )
    candidates = [getattr(sys, "_base_executable", "") or sys.executable]
    for name in ("python3.13", "python3.14", "python3.12", "python3"):
        candidates += [str(Path(folder) / name) for folder in os.get_exec_path()]
    for pattern in (str(pyenv / "versions" / "*"), str(Path(uv) / "*")):
        candidates += [folder + "/bin/python3" for folder in sorted(glob(pattern), reverse=True)]
    for candidate in dict.fromkeys(candidates):
        if os.access(candidate, os.X_OK) and _version(candidate) is not None:
            return candidate
    return None


def _version(python: str) -> tuple[int, ...] | None:
    probe = "import sys, ssl, venv, ensurepip; print(*sys.version_info[:2])"
    try:
        ran = subprocess.run(
            [python, "-c", probe], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20
        )
        version = tuple(int(part) for part in ran.stdout.split())
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return version if OLDEST <= version <= NEWEST else None


def _install_with_uv(python: Path, lock: Path) -> bool:
    """Fast path; False where uv cannot be had or fails, so that pip does the same work."""
    try:
        if not _runs(python, "-m", "uv", "--version"):
            _pip(python, "-r", str(_uv_only(python)))
    except subprocess.CalledProcessError:
        return False
    environment = dict(os.environ)
    if not os.access(str(Path.home()), os.W_OK):
        environment["UV_NO_CACHE"] = "1"
    # uv does not read pip's settings; a mirror that pip knows must serve uv as well.
    if "PIP_INDEX_URL" in os.environ:
        environment.setdefault("UV_DEFAULT_INDEX", os.environ["PIP_INDEX_URL"])
    command = [str(python), "-m", "uv", "pip", "install", "--quiet", "--python", str(python)]
    command += ["--require-hashes", "--only-binary", ":all:", "--system-certs", "-r", str(lock)]
    return subprocess.run(command, env=environment).returncode == 0


def _pip(python: Path, *arguments: str) -> None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-input", "--require-hashes", "--only-binary", ":all:", *arguments]
    subprocess.run(command, check=True)


def _uv_only(python: Path) -> Path:
    """A lock with uv alone, cut from the development lock, so that uv too comes by hash."""
    found = re.search(r"^uv==.*?(?=^\S|\Z)", DEV_LOCK.read_text(encoding="utf-8"), re.M | re.S)
    if found is None:
        raise LookupError("uv is missing in %s" % DEV_LOCK.name)
    path = python.parent.parent / "uv.lock"
    path.write_text(found.group(), encoding="utf-8")
    return path


def _stamp_of(prefix: Path, lock: Path) -> Path:
    return prefix / ("installed-" + lock.name)


def _digest(lock: Path, python: Path) -> str:
    """Of the lock and of the interpreter below the environment: a new Python needs new packages."""
    real = os.path.realpath(str(python))
    if not os.path.exists(real):
        raise FileNotFoundError(real)
    return hashlib.sha256(lock.read_bytes() + real.encode()).hexdigest()


def _python_of(prefix: Path) -> Path:
    return prefix / "bin" / "python"


def _runs(python: Path, *arguments: str) -> bool:
    command = [str(python), *(arguments or ("-m", "pip", "--version"))]
    try:
        ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        return False
    return ran.returncode == 0


@contextmanager
def _one_at_a_time():  # type: ignore[no-untyped-def]
    """Two first starts at once: the second waits and then finds the work done."""
    import fcntl

    with open(str(PROJECT / ".venv.lock"), "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":  # for an image: `python -m ikm_portal.bootstrap FOLDER`
    install(Path(sys.argv[1]), RUNTIME_LOCK)
