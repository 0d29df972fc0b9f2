"""``place``: who goes where, from a file without a database or for an association's waiting files.

``--file INSTANCE.json`` needs no database. ``--association SLUG`` and ``--region CODE`` (18, 18.71)
read what waits for a bank and keep the run, unless ``--dry-run``; ``--nation`` does so for each
province, one after the other, and goes on after a kill with ``--nation ID``. Nobody is referred.
``--replay ID`` computes a kept run again and ends with 1 when a single byte differs.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext

from associations.models import Association, Region
from financing.actions.nation import start_nation
from financing.actions.placement import CannotPlace, replay, run_step, start_run, tried
from financing.kur.words import BadInput
from financing.kur.words import gettext_noop as _
from financing.models import NationalPlacement, PlacementRun
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
        what.add_argument("--region", metavar="KODE", help="provinsi atau kabupaten/kota, 18.71")
        what.add_argument(
            "--nation", type=int, nargs="?", const=0, metavar="ID", help="semua provinsi"
        )
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
            if options["nation"] is not None:
                self._nation(options)
                return
            if options["file"]:
                told = answer(read(options["file"]), options["mode"], options["seed"])
            else:
                told = self._scope(options)
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

    def _scope(self, options: dict[str, Any]) -> dict[str, Any]:
        association = region = None
        if options["region"]:
            region = Region.objects.filter(pk=options["region"]).first()
            if region is None:
                raise CannotPlace(
                    gettext("Wilayah %(code)s tidak ada.") % {"code": options["region"]}
                )
        else:
            association = Association.objects.filter(slug=options["association"]).first()
            if association is None:
                raise CannotPlace(
                    gettext("Asosiasi %(slug)s tidak ada.") % {"slug": options["association"]}
                )
        if options["dry_run"]:
            run = tried(association=association, region=region, seed=options["seed"])
        else:
            run = start_run(association=association, region=region, by=None, seed=options["seed"])
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

    def _nation(self, options: dict[str, Any]) -> None:
        if options["dry_run"]:
            self._stop("--nation --dry-run: coba tiap provinsi dengan --region.")
        nation = NationalPlacement.objects.filter(pk=options["nation"]).first()
        if options["nation"] and nation is None:
            raise CannotPlace(
                gettext("Penempatan nasional %(number)d tidak ada.") % {"number": options["nation"]}
            )
        nation = nation or start_nation(by=None, seed=options["seed"])
        runs = []
        for pk in list(nation.runs.order_by("region", "pk").values_list("pk", flat=True)):
            while run_step(pk):
                pass
            run = PlacementRun.objects.only("region", "state", "done", "output_sha256").get(pk=pk)
            runs.append(
                {
                    "run": pk,
                    "region": run.region_id,
                    "state": run.state,
                    "files": run.done,
                    "output_sha256": run.output_sha256,
                }
            )
            if not options["json"]:
                self.stdout.write(f"{run.region_id}: {run.state}, {run.done}")
        if options["json"]:
            self.stdout.write(json.dumps({"nation": nation.pk, "runs": runs}, indent=1))

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
