"""``kur_instalment --amount N --months N [--rate 6] [--method annuity|flat]``: JSON schedule."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from financing.kur import instalments
from financing.kur.words import BadInput


class Command(BaseCommand):
    help = "Menghitung angsuran: cetak tabel angsuran dalam JSON (rupiah bulat)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        # Read as text: the engine answers a bad value with an Indonesian sentence.
        parser.add_argument("--amount", default="", help="jumlah pinjaman, rupiah bulat")
        parser.add_argument("--months", default="", help="lama pinjaman, bulan (1-120)")
        parser.add_argument("--rate", default="6", help="bunga persen setahun")
        parser.add_argument("--method", default="annuity", help="annuity atau flat")
        parser.add_argument("--rounding", default="half_up", help="half_up atau ceil_100")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            plan = instalments.schedule(
                options["amount"],
                options["months"],
                options["rate"],
                options["method"],
                options["rounding"],
            )
        except BadInput as problem:
            self.stderr.write(str(problem))
            raise SystemExit(2) from None
        self.stdout.write(json.dumps(as_json(plan), ensure_ascii=False, indent=1))


def as_json(plan: instalments.Schedule) -> dict[str, Any]:
    return {
        "amount": plan.amount,
        "months": plan.months,
        "rate_pct": float(plan.rate_pct),
        "method": plan.method,
        "rounding": plan.rounding,
        "instalment": plan.instalment,
        "last_instalment": plan.rows[-1].instalment,
        "total_interest": plan.total_interest,
        "total_paid": plan.total_paid,
        "effective_rate_pct": float(plan.effective_rate_pct),
        "flat_equivalent_pct": float(plan.flat_equivalent_pct),
        "note": "Perkiraan. Angka pasti ada di akad dari bank.",
        "schedule": [asdict(row) for row in plan.rows],
    }
