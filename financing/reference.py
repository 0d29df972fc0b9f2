"""Reference data of this app: banks, kinds of support with who answers them, the KUR rules.

Sources: domain notes, section 2 (bank codes) and section 6 (kinds of support and offices).
Loading is safe to repeat and keeps what an admin has changed.
"""

from __future__ import annotations

import json

from django.utils import timezone

from associations.models import Institution
from financing.actions.rules import write_content
from financing.kur.ruleset import DATA, RuleSet
from financing.models import (
    Bank,
    RankingWeights,
    Regulation,
    RuleEdition,
    RuleValue,
    SupportKind,
)
from financing.ranking import FIRST
from ikm_portal.audit.engine import move

# institution, code as SIKP uses it
_BANKS = [("bri", "002"), ("bni", "009"), ("bank-lampung", "121")]

# code, name, example, days, icon, offices; the first office is the usual one
_SUPPORT_KINDS = [
    ("modal", "Modal usaha (KUR)", "Butuh modal atau ingin tahu cara KUR", 10, "money", ["disperindag", "bri", "bni", "bank-lampung"]),
    ("mesin", "Mesin dan peralatan", "Alat sangrai, mesin kemas, alat iodisasi", 15, "factory", ["disperindag"]),
    ("pelatihan", "Pelatihan dan pendampingan", "Cara mengemas, menghitung biaya, memasarkan", 10, "users", ["disperindag", "bspji", "koperasi", "apindo"]),
    ("halal", "Sertifikat halal", "Daftar halal gratis untuk usaha kecil", 10, "shield", ["kemenag", "disperindag"]),
    ("pirt-bpom", "Izin PIRT atau BPOM", "Izin edar makanan dan minuman", 10, "paper", ["kesehatan", "bbpom"]),
    ("sni-uji", "SNI dan uji mutu", "SNI garam, uji kadar iodium", 15, "check", ["bspji"]),
    ("merek", "Merek dagang", "Daftar merek produk", 10, "flag", ["kemenkum", "disperindag"]),
    ("nib", "NIB", "Nomor induk berusaha lewat OSS", 5, "paper", ["dpmptsp"]),
    ("kemasan-pasar", "Kemasan, label, dan pemasaran", "Pameran, toko oleh-oleh, e-katalog", 10, "chart", ["disperindag", "koperasi"]),
    ("bahan-kopi", "Bahan baku kopi", "Pasokan biji kopi", 10, "coffee", ["perkebunan"]),
    ("bahan-pisang", "Bahan baku pisang", "Pasokan pisang", 10, "banana", ["kptph"]),
    ("bahan-garam", "Bahan baku garam", "Pasokan garam mentah", 10, "salt", ["perikanan"]),
    ("ekspor", "Ekspor", "Cara menjual ke luar negeri", 15, "map", ["disperindag", "bea-cukai"]),
]  # fmt: skip


def load() -> dict[str, int]:
    """Counts of rows that are there afterwards, by kind."""
    institutions = {row.slug: row for row in Institution.objects.all()}
    for slug, code in _BANKS:
        Bank.objects.get_or_create(code=code, defaults={"institution": institutions[slug]})
    for order, (code, name, hint, days, icon, offices) in enumerate(_SUPPORT_KINDS, start=1):
        kind, is_new = SupportKind.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "hint": hint,
                "usual": institutions[offices[0]],
                "due_days": days,
                "icon": icon,
                "is_capital": code == "modal",
                "order": order,
            },
        )
        if is_new:
            kind.answered_by.set(institutions[slug] for slug in offices)
    return {
        "banks": Bank.objects.count(),
        "support kinds": SupportKind.objects.count(),
        "rule values": load_rules(),
        "ranking weights": load_weights(),
    }


def load_rules() -> int:
    """The first edition of the KUR rules, from the file, approved by the portal itself.

    Only into an empty table: afterwards the office's editions are the truth, never the file.
    """
    if not RuleEdition.objects.exists():
        document = json.loads(DATA.read_text("utf-8"))
        rules = RuleSet.from_file()
        for period in document["periods"]:
            Regulation.objects.get_or_create(
                name=period["short_name"],
                defaults={"title": period["regulation"], "starts_on": period["valid_from"]},
            )
        edition = RuleEdition.objects.create(
            number=1,
            why="Data acuan portal: aturan KUR sejak 2022, dengan sumber dan tingkat keyakinannya.",
            effective_from=rules.first_day(),
        )
        write_content(edition, rules)
        move(
            edition,
            "adopt",
            by=None,
            set={"version": rules.version, "approved_at": timezone.now()},
        )
    return RuleValue.objects.filter(edition__number=1).count()


def load_weights() -> int:
    """The first weights of the order, published and in force; only into an empty table."""
    if not RankingWeights.objects.exists():
        row = RankingWeights.objects.create(
            number=1,
            **vars(FIRST),
            why="Bobot awal portal: yang pas dulu, lalu dekat, cepat, dan murah.",
            effective_from=RuleSet.from_file().first_day(),
        )
        move(row, "adopt", by=None, set={"approved_at": timezone.now()})
    return RankingWeights.objects.count()
