"""``kur_check FILE.json [--on YYYY-MM-DD]``: findings and advice for one applicant or a list."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from financing.kur import fields, products
from financing.kur.advice import advise
from financing.kur.engine import check_all
from financing.kur.facts import Facts
from financing.kur.reading import read_facts
from financing.kur.ruleset import RuleSet
from financing.kur.targets import Target
from financing.kur.words import BadInput
from financing.kur.words import gettext_noop as _

MOST_BYTES = 50_000_000


class Command(BaseCommand):
    help = "Memeriksa syarat KUR untuk satu pemohon (atau daftar) dari berkas JSON."
    requires_system_checks = ()  # needs no database

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.json", nargs="?", default="")
        parser.add_argument("--fields", action="store_true", help="cetak daftar isian lalu selesai")
        parser.add_argument("--on", default="", help="hari pemeriksaan, YYYY-MM-DD")
        parser.add_argument("--products", default="", help="berkas JSON: daftar produk bank")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["fields"]:
            self.stdout.write(json.dumps(fields.schema(), ensure_ascii=False, indent=1))
            return
        try:
            answer = self.answer(options["file"], options["on"], options["products"])
        except BadInput as problem:
            self.stderr.write(str(problem))
            raise SystemExit(2) from None
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))

    def answer(self, file: str, on: str, offers: str) -> Any:
        day = read_day(on) if on else timezone.localdate()
        rules = RuleSet.from_file()
        listed = read_json(offers) if offers else []
        if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
            raise BadInput(_("Berkas produk harus berisi daftar JSON."))
        banks = [products.ProductRules.from_json(item) for item in listed]
        data = read_json(file)
        if not isinstance(data, list):
            return report(data, read_facts(data, day), banks, rules, day)
        out = []
        for number, item in enumerate(data, 1):
            try:
                out.append(report(item, read_facts(item, day), banks, rules, day))
            except BadInput as problem:
                raise BadInput(
                    _("Pemohon ke-{number}: {problem}"), number=str(number), problem=str(problem)
                ) from None
        return out


def report(
    data: Any, facts: Facts, banks: list[products.ProductRules], rules: RuleSet, on: date
) -> dict[str, Any]:
    """Everything about one applicant; ``id`` is handed back as it came."""
    schemes = []
    for result in check_all(facts, rules, on):
        advice = advise(facts, Target(rules, result.scheme), on)
        schemes.append(result.as_json() | {"advice": advice.as_json()})
    offers = []
    for match in products.match_all(facts, banks, rules, on):
        target = Target(rules, match.product.scheme, match.product)
        offers.append(match.tell().as_json() | {"advice": advise(facts, target, on).as_json()})
    return {
        "id": data.get("id"),
        "on": on.isoformat(),
        "rules_version": rules.version,
        "facts": facts.to_json(),
        "schemes": schemes,
        "products": offers,
    }


def read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(_("Tanggal pemeriksaan harus seperti 2026-11-24.")) from None


def read_json(name: str) -> Any:
    if not name:
        raise BadInput(_("Sebutkan berkas JSON yang berisi data pemohon."))
    try:
        path = Path(name)
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(_("Berkas terlalu besar: paling besar 50 MB."))
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        if isinstance(problem, BadInput):
            raise
        if isinstance(problem, OSError):
            raise BadInput(_("Berkas {name} tidak dapat dibaca."), name=name) from None
        raise BadInput(_("Berkas {name} bukan JSON yang benar."), name=name) from None
