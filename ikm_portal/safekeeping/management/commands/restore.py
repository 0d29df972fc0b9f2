"""Restores a backup, proves it, and only then puts it in the place of what is there."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from ikm_portal.runtime.state import StartFailed
from ikm_portal.safekeeping.refusal import Refused
from ikm_portal.safekeeping.restoring import Restored, restore


class Command(BaseCommand):
    help = "Memulihkan cadangan DIR. Matikan dulu web, worker dan beat."
    # The database may be missing or of another version: it is what is being put right.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--replace", action="store_true", help="ganti basis data yang berisi")
        parser.add_argument("--yes", action="store_true", help="ya, sungguh ganti")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["replace"] and not options["yes"]:
            raise CommandError(
                "--replace mengganti seluruh isi portal. Kalau memang itu maksudnya, "
                "tambahkan --yes."
            )
        try:
            done = restore(options["folder"], replace=options["replace"], say=self.stdout.write)
        except (Refused, StartFailed) as why:
            raise CommandError(f"{why} Portal tidak diubah.") from why
        except DatabaseError as why:
            raise CommandError(
                f"Basis data tidak menjawab seperti seharusnya: {str(why).strip()}. "
                "Portal tidak diubah."
            ) from why
        self._tell(done)

    def _tell(self, done: Restored) -> None:
        manifest, say = done.manifest, self.stdout.write
        say(f"Pulih: cadangan {manifest.created_at}")
        say(f"  {sum(manifest.tables.values())} baris di {len(manifest.tables)} tabel: cocok")
        if problem := manifest.chain["problem"]:
            self.stderr.write(f"AWAS: rantai jejak sudah putus waktu dicadangkan ({problem}).")
        else:
            say(f"  Rantai jejak utuh: {done.links} mata rantai")
        say(f"  {done.values} nilai terkunci (NIK, NPWP, telepon) terbuka dengan FIELD_KEYS")
        if manifest.files["where"] == "bucket":
            say("  Berkas ada di bucket; pulihkan dari versi bucket itu sendiri bila perlu.")
        else:
            say(f"  {manifest.files['count']} berkas: cocok ({done.written} ditulis)")
            if lost := manifest.files["lost"]:
                self.stderr.write(f"AWAS: {len(lost)} berkas sudah hilang waktu dicadangkan.")
        if done.migrated:
            say("  Skema dinaikkan ke versi portal ini")
        if done.kept:
            say(f"Isi lama tersimpan sebagai basis data {done.kept}.")
            if done.kept_files:
                say(f"Berkas yang hanya dikenal isi lama: {done.kept_files}.")
            say("Hapus yang lama bila sudah yakin: di dalamnya ada data pribadi.")
        say("Semua orang perlu masuk lagi. Nyalakan lagi web, worker dan beat.")
