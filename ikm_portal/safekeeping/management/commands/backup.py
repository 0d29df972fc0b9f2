"""Writes a backup of the database and the private files into a new folder."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ikm_portal.runtime.state import StartFailed
from ikm_portal.safekeeping.backing_up import back_up
from ikm_portal.safekeeping.manifest import Manifest
from ikm_portal.safekeeping.refusal import Refused


class Command(BaseCommand):
    help = "Mencadangkan basis data dan berkas ke folder DIR yang baru. Portal boleh tetap jalan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = back_up(options["folder"])
        except (Refused, StartFailed) as why:
            raise CommandError(str(why)) from why
        self._tell(options["folder"], manifest)

    def _tell(self, folder: Path, manifest: Manifest) -> None:
        rows, chain = sum(manifest.tables.values()), manifest.chain
        say = self.stdout.write
        say(f"Cadangan jadi: {folder}")
        say(f"  {len(manifest.tables)} tabel, {rows} baris, {chain['seq']} mata rantai jejak")
        if manifest.files["where"] == "bucket":
            say("  Berkas ada di bucket dan TIDAK ikut. Versi dan cadangan bucket itu sendiri")
            say("  yang menjaganya; nyalakan versioning di sana.")
        else:
            say(f"  {manifest.files['count']} berkas")
            if lost := manifest.files["lost"]:
                self.stderr.write(
                    f"AWAS: {len(lost)} berkas hilang atau rusak di portal sendiri, "
                    f"misalnya {lost[0]}."
                )
        if chain["problem"]:
            self.stderr.write(f"AWAS: rantai jejak sudah putus di portal ({chain['problem']}).")
        say(f"FIELD_KEYS (sidik {', '.join(manifest.keys)}) TIDAK ada di sini dan tidak boleh")
        say("disimpan bersamanya. Tanpa kunci itu cadangan ini tidak bisa dipulihkan: simpan di")
        say("tempat lain. Isi cadangan adalah data pribadi; simpan tertutup.")
