"""Everything between a database that answers and a portal that can be opened.

Run as a process of its own, `python -m ikm_portal.runtime.prepare [--empty]`: one Django start
for all steps, and its memory is given back.
"""

from __future__ import annotations

import hashlib
import sys
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command, get_commands

from ikm_portal.runtime.messages import compile_catalogues
from ikm_portal.runtime.state import State

DEMO_STAFF = "staf@disperindag.test"


def prepare(*, demo: bool) -> None:
    """Safe to repeat: each step does only what is missing."""
    compile_catalogues()
    django.setup()
    _step("Skema basis data", "migrate", verbosity=0, interactive=False)
    _step("Data acuan", "load_reference")
    _step("Hak petugas", "sync_groups")
    if demo and _is_empty():
        _step("Data contoh", "load_demo")
    _mark_demo()
    _collect_static()


def _step(title: str, command: str, **options: object) -> None:
    if command not in get_commands():
        return
    began = time.monotonic()
    call_command(command, **options)
    took = time.monotonic() - began
    if took > 1:
        print(f"  {title}: {took:.0f} detik", flush=True)


def _is_empty() -> bool:
    """Nobody can sign in yet, so nobody can have entered anything."""
    from django.contrib.auth import get_user_model

    return not get_user_model().objects.exists()


def _mark_demo() -> None:
    """Tells `up` whether to show the demo accounts, without a Django start of its own."""
    from django.contrib.auth import get_user_model

    mark = State.here().root / "demo"
    if get_user_model().objects.filter(email=DEMO_STAFF).exists():
        mark.touch()
    else:
        mark.unlink(missing_ok=True)


def _collect_static() -> None:
    """Collect and compress only when a file has changed: it costs seconds."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(django.get_version().encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    mark = Path(settings.STATIC_ROOT) / ".collected"
    if mark.exists() and mark.read_text() == digest.hexdigest():
        return
    _step("Berkas tampilan", "collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(digest.hexdigest())


if __name__ == "__main__":
    prepare(demo="--empty" not in sys.argv[1:])
