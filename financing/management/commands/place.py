"""``place --file INSTANCE.json --mode stable|optimum [--seed N] --json``: needs no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from financing.kur.words import BadInput
from financing.kur.words import gettext_noop as _
from financing.placement.instance import Instance
from financing.placement.report import MODES, answer

MOST_BYTES = 500_000_000


class Command(BaseCommand):
    help = "Menempatkan pemohon pada penawaran bank menurut kuota, dari berkas JSON."
    requires_system_checks = ()  # needs no database

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", required=True, metavar="INSTANCE.json")
        parser.add_argument("--mode", choices=MODES, default="stable")
        parser.add_argument("--seed", type=int, default=0, help="angka acak untuk optimum")
        parser.add_argument("--json", action="store_true", help="cetak satu objek JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 <= options["seed"] < 2**31:
            self.stderr.write("--seed: 0 sampai 2147483647.")
            raise SystemExit(2)
        try:
            told = answer(read(options["file"]), options["mode"], options["seed"])
        except BadInput as problem:
            self.stderr.write(str(problem))
            raise SystemExit(2) from None
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for person, offer in told["placed"].items():
            self.stdout.write(f"{person}: {offer}")
        for person, reason in told["unplaced"].items():
            self.stdout.write(f"{person}: – {reason}")
        self.stdout.write(f"{len(told['placed'])} / {told['bound']}")


def read(name: str) -> Instance:
    try:
        path = Path(name)
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(_("Berkas terlalu besar: paling besar 500 MB."))
        data = json.loads(path.read_text("utf-8"))
    except OSError:
        raise BadInput(_("Berkas {name} tidak dapat dibaca."), name=name) from None
    except BadInput:
        raise
    except (ValueError, RecursionError):
        raise BadInput(_("Berkas {name} bukan JSON yang benar."), name=name) from None
    return Instance.from_json(data)
