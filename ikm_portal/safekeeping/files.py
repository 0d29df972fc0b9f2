"""The private files: out of their folder into a backup, and back.

Their names are random and never used twice, and what lies under a name never changes. So a restore
may add files beside those of a portal at work; nothing here ever removes one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.core.files.storage import FileSystemStorage, storages
from django.utils._os import safe_join

from ikm_portal.safekeeping.manifest import FILE_LIST, FILES, sha256_of
from ikm_portal.safekeeping.refusal import Refused

_CHUNK = 1024 * 1024


def folder() -> Path | None:
    """Where they lie; None when they lie in a bucket (STORAGE_URL)."""
    storage = storages["default"]
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None


def copy_out(
    source: Path, target: Path, wanted: Iterable[tuple[str, str]]
) -> tuple[int, int, list[str]]:
    """Copies (name, sha256) and writes the list; answers count, bytes, and the names of those
    that are not there or not what they were."""
    count, size, lost = 0, 0, []
    with (target / FILE_LIST).open("w", encoding="utf-8") as listing:
        for name, sha256 in wanted:
            copy = target / FILES / name
            try:
                found = _copy(_inside(source, name), copy)
            except FileNotFoundError:
                lost.append(name)
                continue
            if found != sha256:
                copy.unlink()
                lost.append(name)
                continue
            listing.write(f"{sha256}  {FILES}/{name}\n")
            count, size = count + 1, size + copy.stat().st_size
    return count, size, lost


def listed(backup: Path) -> list[tuple[str, str]]:
    """(name, sha256) of every file of a backup."""
    lines = (backup / FILE_LIST).read_text(encoding="utf-8").splitlines()
    found = [line.split("  ", 1) for line in lines]
    return [(path.removeprefix(f"{FILES}/"), sha256) for sha256, path in found]


def damaged(backup: Path) -> list[str]:
    """Files of a backup that are missing or have another content."""
    bad = []
    for name, sha256 in listed(backup):
        path = _inside(backup / FILES, name)
        if not path.is_file() or sha256_of(path) != sha256:
            bad.append(f"{FILES}/{name}")
    return bad


def put_back(backup: Path, target: Path) -> int:
    """Each file appears whole or not at all; one that is there and right stays. Answers how many
    were written."""
    written = 0
    for name, sha256 in listed(backup):
        path = _inside(target, name)
        if path.is_file() and sha256_of(path) == sha256:
            continue
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            if _copy(_inside(backup / FILES, name), draft) != sha256:
                raise Refused(f"Berkas {FILES}/{name} berubah saat disalin.")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        written += 1
    return written


def keep_beside(source: Path, target: Path, names: Iterable[str]) -> int:
    """A second name in `target` for each file; the night clears away files without a row, and
    those of a database that was put aside have none."""
    kept = 0
    for name in names:
        path, second = _inside(source, name), _inside(target, name)
        if not path.is_file() or second.exists():
            continue
        _make_folder(second.parent)
        try:
            os.link(path, second)
        except OSError:
            shutil.copy2(path, second)
        kept += 1
    return kept


def _copy(source: Path, target: Path) -> str:
    """Answers the sha256 of what was copied; on the disk when it returns."""
    digest = hashlib.sha256()
    with source.open("rb") as reader:
        _make_folder(target.parent)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "wb") as writer:
            while chunk := reader.read(_CHUNK):
                digest.update(chunk)
                writer.write(chunk)
            writer.flush()
            os.fsync(handle)
    return digest.hexdigest()


def _make_folder(path: Path) -> None:
    if not path.is_dir():
        _make_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


def _inside(base: Path, name: str) -> Path:
    return Path(safe_join(base, name))
