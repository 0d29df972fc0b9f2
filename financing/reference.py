"""Reference data of this app: the banks, and the kinds of support with who answers them.

Sources: domain notes, section 2 (bank codes) and section 6 (kinds of support and offices).
Loading is safe to repeat and keeps what an admin has changed.
"""

from __future__ import annotations

from associations.models import Institution
from financing.models import Bank, SupportKind

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
    return {"banks": Bank.objects.count(), "support kinds": SupportKind.objects.count()}
