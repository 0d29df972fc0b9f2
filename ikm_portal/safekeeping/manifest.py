"""manifest.json: what a backup holds, so that a restore can prove that it is all there."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import subprocess
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from django.conf import settings

from ikm_portal.safekeeping import keys
from ikm_portal.safekeeping.refusal import Refused

NAME = "manifest.json"
DUMP = "database.dump"
FILE_LIST = "files.sha256"
FILES = "files"
FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """`tables` are row counts, `chain` the trail's newest link, all of the dump's own snapshot."""

    id: str
    created_at: str
    portal: dict[str, str]
    postgres: dict[str, int]  # major versions: server, tools
    migrations: dict[str, list[str]]  # app → its newest migrations
    tables: dict[str, int]
    chain: dict[str, Any]  # seq, hash, problem ("" when it held)
    keys: list[str]  # fingerprints of FIELD_KEYS, newest first
    files: dict[str, Any]  # where (folder | bucket), count, bytes, lost (names)
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)  # name → sha256, bytes
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        content = dataclasses.asdict(self)
        sealed = content | {"seal": keys.seal(_canonical(content))}
        text = json.dumps(sealed, indent=1, ensure_ascii=False, sort_keys=True)
        (folder / NAME).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises Refused when it is missing, changed, or closed with a key that is not here."""
        path = folder / NAME
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            said, form, prints = content.pop("seal"), content["format"], content["keys"]
            newest = str(prints[0])
        except FileNotFoundError:
            raise Refused(f"{folder} bukan cadangan portal: tidak ada {NAME}.") from None
        except (ValueError, LookupError, TypeError, AttributeError):
            raise Refused(f"{path} rusak: isinya tidak bisa dibaca.") from None
        if form != FORMAT:
            raise Refused(f"Cadangan ini berbentuk {form}; portal ini membaca bentuk {FORMAT}.")
        if newest not in keys.fingerprints():
            raise Refused(
                f"Kunci salah: data ini ditutup dengan kunci bersidik {newest}, dan FIELD_KEYS "
                f"hari ini berisi {', '.join(keys.fingerprints())}. Tanpa kunci itu NIK, NPWP dan "
                "nomor telepon tidak bisa dibaca lagi. Isi FIELD_KEYS dengan kunci yang lama."
            )
        if not keys.seal_holds(_canonical(content), str(said), newest):
            raise Refused(f"{path} diubah sesudah cadangan dibuat: segelnya tidak cocok.")
        return cls(**content)


def _canonical(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def part_of(path: Path) -> dict[str, Any]:
    return {"sha256": sha256_of(path), "bytes": path.stat().st_size}


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def portal_version() -> dict[str, str]:
    """Of pyproject.toml and git; an image may have neither, its migrations tell all the same."""
    found = {"version": "", "commit": ""}
    project = settings.BASE_DIR / "pyproject.toml"
    if project.exists():
        found["version"] = tomllib.loads(project.read_text())["project"]["version"]
    if (settings.BASE_DIR / ".git").exists():
        command = ["git", "-C", str(settings.BASE_DIR), "rev-parse", "HEAD"]
        try:
            ran = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
        except OSError:
            return found
        found["commit"] = ran.stdout.strip()
    return found
