"""Everything between a database that answers and a portal that can be opened.

`python -m ikm_portal.runtime.prepare [static] [database] [demo]`: the named parts in one process,
so that Django starts once and its memory is given back. The image's build does `static`, its
one-shot service `database`, and `up` all three. Each part does only what is missing.
"""

from __future__ import annotations

import hashlib
import io
import sys
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command, get_commands

from ikm_portal.runtime.messages import compile_catalogues
from ikm_portal.runtime.state import State

DEMO_STAFF = "staf@disperindag.test"


def prepare(parts: list[str]) -> None:
    """Safe to repeat, and safe beside another one only for `static`."""
    compile_catalogues()
    django.setup()
    if "database" in parts:
        _step("Skema basis data", "migrate", verbosity=0, interactive=False)
        # What they list is for a deploy's log, not for whoever starts the portal the first time.
        _step("Data acuan", "load_reference", stdout=io.StringIO())
        _step("Hak petugas", "sync_groups", stdout=io.StringIO())
    if "demo" in parts and _is_empty():
        _step("Data contoh", "load_demo")
    if "database" in parts:
        _mark_demo()
    if "static" in parts:
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
    prepare(sys.argv[1:])
