"""A restore: proved beside the real data first, then put in its place in one step."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from ikm_portal.audit.chain import verify
from ikm_portal.audit.engine import record
from ikm_portal.audit.models import ChainHead, Entry
from ikm_portal.runtime.dump_tools import DumpTools, tools_for
from ikm_portal.safekeeping import database, drafts, files, keys
from ikm_portal.safekeeping.manifest import DUMP, Manifest, part_of
from ikm_portal.safekeeping.refusal import Refused

Say = Callable[[str], None]
_NAMED = 5  # so many examples in a sentence


@dataclass(frozen=True)
class Restored:
    """`kept` is what the database that stood here before is called now."""

    manifest: Manifest
    links: int
    values: int
    written: int
    migrated: bool
    kept: str
    kept_files: Path | None


def restore(backup: Path, *, replace: bool, say: Say) -> Restored:
    """Raises Refused; then the database and its files are as they were before."""
    name = connection.settings_dict["NAME"]
    say("Memeriksa cadangan …")
    manifest = check(backup)
    occupied = bool(drafts.tables_in(name))
    if occupied and not replace:
        raise Refused(
            f"Basis data {name} tidak kosong. Untuk menggantinya: --replace --yes "
            "(isi yang lama disimpan dengan nama lain)."
        )
    drafts.check_nobody_uses(name)
    tools = _tools(manifest)
    _check_space(manifest)
    with drafts.draft_of(name) as draft:
        with database.aimed_at(draft):
            say("Mengisi basis data baru di samping yang lama …")
            database.load(tools, backup / DUMP)
            say("Mencocokkan isi, kunci dan rantai jejak …")
            _check_content(manifest)
            migrated = _migrate(say)
            values = _check_keys()
            links = _check_chain(manifest)
            record(
                "safekeeping.restored",
                ChainHead.objects.get(),
                by=None,
                data={"backup": manifest.id, "made_at": manifest.created_at},
            )
        folder, kept_files, written = files.folder(), None, 0
        if folder and manifest.files["where"] == "folder":
            if occupied:
                kept_files = _keep_files(backup, folder, name)
            written = files.put_back(backup, folder)
        kept = drafts.exchange(draft, name, keep=occupied)
    return Restored(manifest, links, values, written, migrated, kept, kept_files)


def check(backup: Path) -> Manifest:
    """Everything that can be said without a database: seal, key, checksums, place, code."""
    manifest = Manifest.read(backup)
    for name, said in manifest.parts.items():
        path = backup / name
        if not path.is_file():
            raise Refused(f"Cadangan tidak lengkap: {name} tidak ada.")
        if part_of(path) != said:
            raise Refused(f"Cadangan rusak: {name} bukan lagi yang dulu ditulis (sha256).")
    in_folder = manifest.files["where"] == "folder"
    if in_folder and (bad := files.damaged(backup)):
        raise Refused(f"Cadangan rusak: {_some(bad)} hilang atau berubah (sha256).")
    if in_folder != (files.folder() is not None):
        places = "folder" if in_folder else "bucket (STORAGE_URL)"
        raise Refused(f"Berkas portal waktu itu di {places}. Atur STORAGE_URL seperti waktu itu.")
    known = database.known_migrations()
    newer = [
        f"{app}.{name}"
        for app, names in manifest.migrations.items()
        for name in names
        if (app, name) not in known
    ]
    if newer:
        raise Refused(
            f"Cadangan ini dari portal yang lebih baru: {_some(newer)} tidak dikenal. "
            "Pasang versi portal itu dulu."
        )
    return manifest


def _tools(manifest: Manifest) -> DumpTools:
    server = drafts.server_major()
    if server < manifest.postgres["server"]:
        raise Refused(
            f"Cadangan dari PostgreSQL {manifest.postgres['server']}, server ini {server}. "
            "Pakai server yang sama atau lebih baru."
        )
    return tools_for(server, archive=manifest.postgres["tools"])


def _check_space(manifest: Manifest) -> None:
    """For the files; where the server keeps its data cannot be seen from here."""
    folder, needed = files.folder(), manifest.files.get("bytes", 0)
    if folder is None:
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < needed:
        raise Refused(f"Ruang kurang di {folder}: perlu {needed / 1024 / 1024:.0f} MB.")


def _check_content(manifest: Manifest) -> None:
    """Before any migration: exactly what the snapshot counted."""
    counted = database.row_counts()
    wrong = [
        f"{table} {counted.get(table, 'tidak ada')} (seharusnya {manifest.tables.get(table, 0)})"
        for table in sorted(counted.keys() | manifest.tables.keys())
        if counted.get(table) != manifest.tables.get(table)
    ]
    if wrong:
        raise Refused(f"Jumlah baris tidak cocok: {_some(wrong)}.")
    head = (manifest.chain["seq"], manifest.chain["hash"])
    if database.chain_head() != head:
        raise Refused(
            f"Ujung rantai jejak {database.chain_head()[0]}, seharusnya {manifest.chain['seq']} "
            f"dengan sidik {manifest.chain['hash'][:12]}…"
        )


def _migrate(say: Say) -> bool:
    if not _behind():
        return False
    say("Cadangan ini dari portal yang lebih tua; skemanya dinaikkan …")
    call_command("migrate", interactive=False, verbosity=0)
    if still := _behind():
        raise Refused(f"Skema {_some(still)} tidak bisa dinaikkan ke versi portal ini.")
    return True


def _behind() -> list[str]:
    """Apps whose newest migration is not applied; rows of apps that are gone do not matter."""
    here = database.migration_heads()
    return [app for app, names in database.newest_migrations().items() if here.get(app) != names]


def _check_keys() -> int:
    opened, closed = keys.unreadable_values()
    if closed:
        told = [f"{column} {count} baris" for column, count in sorted(closed.items())]
        raise Refused(
            f"FIELD_KEYS hari ini tidak membuka semua data: {_some(told)}. "
            "Tambahkan kunci lama yang masih dipakai waktu itu."
        )
    return opened


def _check_chain(manifest: Manifest) -> int:
    """A chain that was broken when it was backed up is no reason to lose everything else."""
    verdict = verify()
    if not verdict.holds and not manifest.chain["problem"]:
        raise Refused(f"Rantai jejak putus di mata {verdict.broken_at}: {verdict.problem}.")
    seq = manifest.chain["seq"]
    if seq and not Entry.objects.filter(seq=seq, hash=manifest.chain["hash"]).exists():
        raise Refused(f"Mata rantai {seq} bukan yang tercatat di cadangan.")
    return verdict.entries


def _keep_files(backup: Path, folder: Path, name: str) -> Path | None:
    """The files that only the old database speaks of."""
    with database.aimed_at(name):
        if "public.documents_document" not in database.tables():
            return None
        known = {row[0] for row in database.ask("SELECT storage_name FROM documents_document")}
    only_there = known - {listed for listed, _sha256 in files.listed(backup)}
    target = folder.with_name(f"{folder.name}-before")
    return target if files.keep_beside(folder, target, sorted(only_there)) else None


def _some(things: list[str]) -> str:
    more = len(things) - _NAMED
    return ", ".join(things[:_NAMED]) + (f" dan {more} lagi" if more > 0 else "")
