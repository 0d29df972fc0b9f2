"""A backup: one moment of the database, the files that it speaks of, and the proof of both."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from ikm_portal.audit.chain import Verdict, verify
from ikm_portal.audit.engine import record
from ikm_portal.audit.models import ChainHead
from ikm_portal.documents.models import Document
from ikm_portal.runtime.dump_tools import tools_for
from ikm_portal.safekeeping import database, files, keys
from ikm_portal.safekeeping.manifest import (
    DUMP,
    FILE_LIST,
    FILES,
    Manifest,
    part_of,
    portal_version,
)
from ikm_portal.safekeeping.refusal import Refused

_SPARE_BYTES = 100 * 1024 * 1024


@dataclass(frozen=True)
class _Moment:
    """What the snapshot said besides the dump."""

    manifest: Manifest
    documents: list[tuple[str, str]]


def back_up(target: Path) -> Manifest:
    """Makes `target`, for this user alone; it appears whole or not at all. Raises Refused."""
    target = target.absolute()
    _check_empty(target)
    if not settings.FIELD_KEYS:
        raise Refused("FIELD_KEYS kosong: cadangan tidak bisa disegel.")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        (draft / FILES).mkdir(mode=0o700)
        moment = _dump(draft)
        manifest = _copy_files(draft, moment)
        manifest.write(draft)
        _to_disk(draft)
        draft.rename(target)  # onto an empty folder, or onto nothing
        _sync(target.parent)
    except OSError as why:
        raise Refused(f"Cadangan tidak bisa ditulis: {why}.") from why
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _tell_the_trail(manifest)
    return manifest


def _check_empty(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise Refused(f"{target} bukan folder.")
    if target.exists() and any(target.iterdir()):
        raise Refused(f"{target} sudah berisi. Cadangan lama tidak ditimpa; pilih folder lain.")
    if target.is_mount():
        raise Refused(f"{target} adalah titik kait; pilih folder baru di dalamnya.")


def _dump(draft: Path) -> _Moment:
    with database.snapshot() as snapshot_id:
        server = database.server_major()
        tools = tools_for(server)
        documents = list(Document.objects.values_list("storage_name", "sha256", "size"))
        at_folder = files.folder() is not None
        _check_space(draft, sum(size for *_, size in documents) if at_folder else 0)
        verdict = verify()
        seq, head = database.chain_head()
        moment = _Moment(
            Manifest(
                id=uuid.uuid4().hex,
                created_at=timezone.localtime().isoformat(timespec="seconds"),
                portal=portal_version(),
                postgres={"server": server, "tools": tools.major},
                migrations=database.migration_heads(),
                tables=database.row_counts(),
                chain={"seq": seq, "hash": head, "problem": _problem(verdict)},
                keys=keys.fingerprints(),
                files={"where": "folder" if at_folder else "bucket"},
            ),
            [(name, sha256) for name, sha256, _size in documents],
        )
        database.dump(tools, draft / DUMP, snapshot_id=snapshot_id)
    (draft / DUMP).chmod(0o600)
    return moment


def _problem(verdict: Verdict) -> str:
    return "" if verdict.holds else f"link {verdict.broken_at}: {verdict.problem}"


def _check_space(draft: Path, file_bytes: int) -> None:
    """A dump is compressed, so the database's own size is more than it takes."""
    needed = database.size() + file_bytes + _SPARE_BYTES
    free = shutil.disk_usage(draft).free
    if free < needed:
        raise Refused(
            f"Ruang kurang di {draft.parent}: perlu {_mb(needed)}, tersisa {_mb(free)}. "
            "Pilih tempat lain."
        )


def _mb(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MB"


def _copy_files(draft: Path, moment: _Moment) -> Manifest:
    """After the snapshot: a file is written before its row, and never changed."""
    manifest, parts = moment.manifest, {DUMP: part_of(draft / DUMP)}
    told = dict(manifest.files)
    if source := files.folder():
        count, size, lost = files.copy_out(source, draft, moment.documents)
        # The night may have cleared one away meanwhile; its row went first.
        known = set(
            Document.objects.filter(storage_name__in=lost).values_list("storage_name", flat=True)
        )
        told |= {"count": count, "bytes": size, "lost": sorted(known)}
        (draft / FILE_LIST).chmod(0o600)
        parts[FILE_LIST] = part_of(draft / FILE_LIST)
    return Manifest(**(vars(manifest) | {"files": told, "parts": parts}))


def _to_disk(draft: Path) -> None:
    for path in (*draft.iterdir(), draft):
        if path.is_file():
            path.chmod(0o600)
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _tell_the_trail(manifest: Manifest) -> None:
    record(
        "safekeeping.backed_up",
        ChainHead.objects.get(),
        by=None,
        data={"backup": manifest.id, "seq": manifest.chain["seq"]},
    )
