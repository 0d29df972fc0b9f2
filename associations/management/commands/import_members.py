"""``import_members FILE.xlsx --association SLUG [--dry-run] [--json]``: a list of members goes in.

Prints lines, columns and reasons, never a NIK or a name. The same file again adds nothing.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from associations.actions.bulk import BATCH, register_members
from associations.actions.readings import Reading
from associations.actions.sorting import own_members, sort
from associations.enums import RowState
from associations.imports.columns import BY_KEY
from associations.imports.knowing import Checker
from associations.imports.workbook import MAX_BYTES, Refused, read_members
from associations.models import Association, Region


class Command(BaseCommand):
    help = "Memasukkan anggota dari berkas Excel; orangnya tetap menyetujui sendiri."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.xlsx")
        parser.add_argument("--association", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="hanya memeriksa")
        parser.add_argument("--json", action="store_true", help="cetak sebagai JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        association = Association.objects.filter(slug=options["association"]).first()
        if association is None:
            raise CommandError("Tidak ada asosiasi dengan nama alamat itu.")
        report = self.take(association, self.read(options["file"]), dry=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        for refused in report["refused"]:
            self.stdout.write(f"baris {refused['row']}: {refused['column']} {refused['reason']}")
        self.stdout.write(
            "{rows} baris: {accepted} diterima, {repairable} perlu diperbaiki, "
            "{duplicates} sudah ada.".format(**report)
        )

    def read(self, name: str) -> Any:
        try:
            with Path(name).open("rb") as file:
                return read_members(file.read(MAX_BYTES + 1))
        except Refused as problem:
            raise CommandError(str(problem)) from None
        except OSError:
            raise CommandError("Berkas itu tidak ada atau tidak bisa dibuka.") from None

    @transaction.atomic
    def take(self, association: Association, book: Any, *, dry: bool) -> dict[str, Any]:
        check = Checker(association)
        readings = [check(row.cells, row.line) for row in book.rows]
        own = own_members(association, [reading.nik for reading in readings if reading.nik])
        before: dict[str, list[tuple[int, str]]] = defaultdict(list)
        states = Counter[str]()
        good, refused = [], []
        for reading in readings:
            state = sort(reading, own, before)
            states[state] += 1
            if state == RowState.GOOD:
                good.append(reading)
            refused += _reasons(reading, state)
        added = 0 if dry else self.register(association, good)
        return {
            "association": association.slug,
            "dry_run": dry,
            "rows": len(readings),
            "accepted": states[RowState.GOOD],
            "repairable": states[RowState.REPAIR],
            "duplicates": states[RowState.DUPLICATE],
            "added": added,
            "unused_columns": book.unused,
            "refused": refused,
        }

    def register(self, association: Association, good: list[Reading]) -> int:
        regions = {region.pk: region for region in Region.objects.all()} if good else {}
        pairs = [(one.person(regions), one.firm(regions, association)) for one in good]
        added = 0
        for start in range(0, len(pairs), BATCH):
            made = register_members(
                association=association, members=pairs[start : start + BATCH], by=None
            )
            added += sum(not isinstance(one, str) for one in made)
        return added


def _reasons(reading: Reading, state: str) -> list[dict[str, Any]]:
    """A duplicate's own sentence names the member: here it only says that it is one."""
    if state == RowState.DUPLICATE:
        return [
            {
                "row": reading.line,
                "column": BY_KEY["nik"].title,
                "kind": "duplicate",
                "reason": "Orang ini sudah ada di daftar anggota atau di berkas ini.",
            }
        ]
    return [
        {
            "row": reading.line,
            "column": BY_KEY[problem.column].title,
            "kind": "repairable",
            "reason": problem.words,
        }
        for problem in reading.problems
    ]
