"""``place``: who goes where, from a file without a database or for an association's waiting files.

``--file INSTANCE.json`` needs no database. ``--association SLUG`` reads what waits for a bank and
keeps the run, unless ``--dry-run``; nobody is referred by it. ``--replay ID`` computes a kept run
again and ends with 1 when a single byte differs.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext

from associations.models import Association
from financing.actions.placement import CannotPlace, replay, run_step, start_run, tried
from financing.kur.words import BadInput
from financing.kur.words import gettext_noop as _
from financing.models import PlacementRun
from financing.placement.instance import Instance
from financing.placement.report import MODES, answer

MOST_BYTES = 500_000_000


class Command(BaseCommand):
    help = "Menempatkan pemohon pada penawaran bank menurut kuota."
    requires_system_checks = ()  # with --file it needs no database

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--file", metavar="INSTANCE.json")
        what.add_argument("--association", metavar="SLUG")
        what.add_argument("--replay", type=int, metavar="ID", help="ulangi penempatan tersimpan")
        parser.add_argument("--mode", choices=MODES, default="stable")
        parser.add_argument("--seed", type=int, default=0, help="angka acak untuk optimum")
        parser.add_argument("--dry-run", action="store_true", help="tidak menyimpan apa pun")
        parser.add_argument("--json", action="store_true", help="cetak satu objek JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 <= options["seed"] < 2**31:
            self._stop("--seed: 0 sampai 2147483647.")
        if options["replay"] is not None:
            self._replay(options["replay"], as_json=options["json"])
            return
        try:
            if options["file"]:
                told = answer(read(options["file"]), options["mode"], options["seed"])
            else:
                told = self._association(options)
        except (BadInput, CannotPlace) as problem:
            self._stop(str(problem))
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for person, offer in told["placed"].items():
            self.stdout.write(f"{person}: {offer}")
        for person, reason in told["unplaced"].items():
            self.stdout.write(f"{person}: – {reason}")
        self.stdout.write(f"{len(told['placed'])} / {told['bound']}")

    def _association(self, options: dict[str, Any]) -> dict[str, Any]:
        association = Association.objects.filter(slug=options["association"]).first()
        if association is None:
            raise CannotPlace(
                gettext("Asosiasi %(slug)s tidak ada.") % {"slug": options["association"]}
            )
        if options["dry_run"]:
            run = tried(association=association, seed=options["seed"])
        else:
            run = start_run(association=association, by=None, seed=options["seed"])
            while run_step(run.pk):
                pass
            run.refresh_from_db()
        told: dict[str, Any] = json.loads(run.output)[options["mode"]]
        return {
            **told,
            "run": run.pk,
            "on": run.on.isoformat(),
            "algorithm": run.algorithm,
            "input_sha256": run.input_sha256,
            "output_sha256": run.output_sha256,
        }

    def _replay(self, pk: int, *, as_json: bool) -> None:
        run = PlacementRun.objects.exclude(output="").filter(pk=pk).first()
        if run is None:
            self._stop(gettext("Penempatan %(number)d tidak ada hasilnya.") % {"number": pk})
        same = replay(run)
        if as_json:
            told = {"run": run.pk, "same": same, "output_sha256": run.output_sha256}
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write(gettext("Sama sampai byte terakhir.") if same else gettext("Beda."))
        if not same:
            raise SystemExit(1)

    def _stop(self, words: str) -> NoReturn:
        self.stderr.write(words)
        raise SystemExit(2)


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
