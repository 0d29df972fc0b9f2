"""`python3 manage.py verify`: everything that must hold before a change is good."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ikm_portal.runtime.environment import PRODUCTION, fill
from ikm_portal.runtime.messages import compile_catalogues
from ikm_portal.runtime.servers import Servers
from ikm_portal.runtime.state import PROJECT, StartFailed, State

BROWSERS = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome", "chrome")

# It has no `python -m`; its script in bin/ would name an interpreter by an absolute path.
_IMPORT_LINTER = "from importlinter.cli import lint_imports_command as run; run()"

# A file stays on one process: its tests may share one running portal.
_PARALLEL = ("-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile")
_QUICK = ("-m", "not database and not browser and not slow")


@dataclass(frozen=True)
class Check:
    name: str
    arguments: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)


def verify(arguments: list[str]) -> int:
    """Answers 0 only when every check and every test passed. Ends with pytest's own last line."""
    parser = argparse.ArgumentParser(prog="manage.py verify")
    parser.add_argument(
        "--fast", action="store_true", help="pemeriksaan dan uji tanpa basis data dan peramban"
    )
    options, for_pytest = parser.parse_known_args(arguments)
    if not options.fast:
        os.environ["CHROMIUM"] = find_browser()
    with _servers():
        failed = _run_checks()
        if failed:
            _say(f"\nGagal: {', '.join(failed)}\n")
        status = _pytest([*_PARALLEL, *(_QUICK if options.fast else ()), *for_pytest])
        if failed:  # again, or a screenful of passing tests would hide it
            print(f"Gagal: {', '.join(failed)}", file=sys.stderr, flush=True)
        return status or bool(failed)


def test(arguments: list[str]) -> int:
    """`manage.py test …`: pytest alone, with its own arguments, and the servers it needs."""
    if any(shutil.which(name) for name in BROWSERS):
        os.environ["CHROMIUM"] = find_browser()
    with _servers():
        return _pytest(arguments)


@contextmanager
def _servers() -> Iterator[None]:
    """Servers of its own beside those of `up`: tests may flush, kill and fill them."""
    os.environ["IKM_STATE_DIR"] = str(State.here().root / "verify")
    os.environ["IKM_THROWAWAY"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "ikm_portal.settings.test"
    state = State.here()
    servers = Servers(state)
    servers.use(fill(state))
    try:
        compile_catalogues()
        yield
    finally:
        servers.leave(wait=30)


def find_browser() -> str:
    """CHROMIUM, a browser on PATH, or playwright's own; raises StartFailed when there is none."""
    for name in (os.environ.get("CHROMIUM"), *BROWSERS):
        if name and (found := shutil.which(name)):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        if Path(own := playwright.chromium.executable_path).exists():
            return own
    raise StartFailed(
        "Chromium tidak ditemukan. Pasang (`apt install chromium` atau "
        "`playwright install chromium`), isi CHROMIUM, atau pakai `verify --fast`."
    )


def checks() -> list[Check]:
    """Slowest first, so that two at a time end soonest."""
    return [
        Check("mypy", ("-m", "mypy", ".")),
        Check(
            "check --deploy", _manage("check", "--deploy", "--fail-level=WARNING"), _production()
        ),
        Check("makemigrations --check", _manage("makemigrations", "--check", "--dry-run")),
        Check("catalogue", _manage("catalogue", "--check")),
        Check("import-linter", ("-c", _IMPORT_LINTER)),
        Check("djlint", ("-m", "djlint", "templates", "--lint", "--quiet")),
        Check("ruff", ("-m", "ruff", "check", ".")),
        Check("ruff format", ("-m", "ruff", "format", "--check", ".")),
    ]


def _manage(*arguments: str) -> tuple[str, ...]:
    return ("manage.py", *arguments)


def _production() -> dict[str, str]:
    """What an operator must give; without any of it production refuses to start."""
    return {
        "DJANGO_SETTINGS_MODULE": PRODUCTION,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEYS": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": "portal.example",
        "SITE_URL": "https://portal.example",
        "EMAIL_URL": "smtp://mail.example:25",
    }


def _run_checks() -> list[str]:
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = pool.map(_run, checks())
        return [check.name for check, passed in results if not passed]


def _run(check: Check) -> tuple[Check, bool]:
    began = time.monotonic()
    ran = subprocess.run(
        [sys.executable, *check.arguments],
        cwd=PROJECT,
        env=os.environ | dict(check.env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    passed = ran.returncode == 0
    took = time.monotonic() - began
    _say(f"{'lulus' if passed else 'GAGAL'}  {check.name} ({took:.0f} detik)")
    if not passed:
        _say(ran.stdout)
    return check, passed


def _pytest(arguments: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=PROJECT).returncode


def _say(text: str) -> None:
    print(text, flush=True)
