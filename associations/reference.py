"""Reference data of this app: regions, lines of business, institutions, consent wordings.

Loading is safe to repeat. What an admin has changed by hand is kept, except region names.
"""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

from associations.enums import ConsentPurpose, InstitutionKind, KbliEdition
from associations.models import ConsentText, Institution, KbliCode, Region

REGIONS_CSV = Path(__file__).parent / "data" / "lampung_regions.csv"

# code, edition, title, source, verified. From KBLI 2020; section 5.1 of the domain notes.
_KBLI_2020 = [
    ("10761", "Industri pengolahan kopi", True),
    ("10774", "Industri pengolahan garam", True),
    ("10794", "Industri kerupuk, keripik, peyek dan sejenisnya", True),
    ("08930", "Ekstraksi garam", False),
    ("10710", "Industri produk roti dan kue", True),
    ("10792", "Industri kue basah", True),
    ("10796", "Industri dodol", True),
    ("10722", "Industri gula merah", True),
    ("10731", "Industri kakao", True),
    ("10732", "Industri makanan dari cokelat", True),
    ("10733", "Industri manisan buah dan sayuran kering", True),
    ("10740", "Industri makaroni, mi dan produk sejenisnya", True),
    ("10750", "Industri makanan dan masakan olahan", True),
    ("10762", "Industri pengolahan herbal", True),
    ("10763", "Industri pengolahan teh", True),
    ("10771", "Industri kecap", True),
    ("10772", "Industri bumbu masak", True),
    ("10773", "Industri produk masak dari kelapa", True),
    ("10391", "Industri tempe kedelai", True),
    ("10392", "Industri tahu kedelai", True),
    ("13134", "Industri batik", True),
    ("16292", "Industri barang anyaman dari rotan dan bambu", True),
    ("13912", "Industri kain rajutan dan sulaman", False),
]
_KBLI_2025 = [
    ("10794", "Industri kerupuk, keripik, peyek dan sejenisnya", True),
    ("10722", "Industri gula merah", True),
    ("10307", "Industri tempe kedelai", True),
    ("10308", "Industri tahu kedelai", True),
]

# slug, name, short name, kind
_INSTITUTIONS = [
    ("disperindag", "Dinas Perindustrian dan Perdagangan Provinsi Lampung", "Disperindag", "office"),
    ("biro-perekonomian", "Biro Perekonomian Setda Provinsi Lampung", "Biro Perekonomian", "office"),
    ("asisten-ekbang", "Asisten Perekonomian dan Pembangunan Setda Provinsi Lampung", "Asisten Ekbang", "office"),
    ("kptph", "Dinas Ketahanan Pangan, Tanaman Pangan dan Hortikultura Provinsi Lampung", "Dinas KPTPH", "office"),
    ("perikanan", "Dinas Kelautan dan Perikanan Provinsi Lampung", "Dinas Kelautan Perikanan", "office"),
    ("perkebunan", "Dinas Perkebunan Provinsi Lampung", "Dinas Perkebunan", "office"),
    ("koperasi", "Dinas Koperasi dan UKM Provinsi Lampung", "Dinas Koperasi UKM", "office"),
    ("kesehatan", "Dinas Kesehatan kabupaten/kota", "Dinas Kesehatan", "office"),
    ("dpmptsp", "Dinas Penanaman Modal dan PTSP", "DPMPTSP", "office"),
    ("bbpom", "Balai Besar POM di Bandar Lampung", "BBPOM", "agency"),
    ("bspji", "Balai Standardisasi dan Pelayanan Jasa Industri Bandar Lampung", "BSPJI", "agency"),
    ("kemenag", "Kanwil Kementerian Agama Provinsi Lampung (BPJPH)", "Kemenag/BPJPH", "agency"),
    ("kemenkum", "Kanwil Kementerian Hukum Lampung (DJKI)", "Kemenkum", "agency"),
    ("bea-cukai", "Bea Cukai Bandar Lampung", "Bea Cukai", "agency"),
    ("apindo", "Apindo Lampung", "Apindo", "chamber"),
    ("bri", "PT Bank Rakyat Indonesia (Persero) Tbk", "BRI", "bank"),
    ("bni", "PT Bank Negara Indonesia (Persero) Tbk", "BNI", "bank"),
    ("bank-lampung", "PT Bank Pembangunan Daerah Lampung", "Bank Lampung", "bank"),
]  # fmt: skip

_CONSENT_TEXTS = {
    ConsentPurpose.PORTAL: (
        "Saya setuju data saya (nama, NIK, alamat, nomor HP, dan data usaha) disimpan di portal ini "
        "agar Disperindag Lampung dapat membantu usaha saya. Saya boleh melihat, memperbaiki, dan "
        "menarik persetujuan ini kapan saja."
    ),
    ConsentPurpose.ASSOCIATION: (
        "Saya setuju pengurus asosiasi saya mengisikan pengajuan untuk saya dan melihat sampai di "
        "mana pengajuan itu. Pengurus tidak melihat NIK lengkap saya. Saya boleh menarik persetujuan "
        "ini kapan saja."
    ),
    ConsentPurpose.BANK: (
        "Saya setuju pengajuan dan berkas saya dikirim ke bank yang saya pilih, hanya untuk menilai "
        "pengajuan kredit ini. Bank lain tidak menerimanya. Persetujuan ini berakhir sendiri setelah "
        "12 bulan dan boleh saya tarik kapan saja."
    ),
}
_FIRST_DAY = datetime.date(2023, 1, 1)


def load() -> dict[str, int]:
    """Counts of rows that are there afterwards, by kind."""
    return {
        "regions": _load_regions(),
        "kbli": _load_kbli(),
        "institutions": _load_institutions(),
        "consent texts": _load_consent_texts(),
    }


def _load_regions() -> int:
    with REGIONS_CSV.open(encoding="utf-8", newline="") as lines:
        rows = [
            Region(
                code=row["code"],
                name=row["name"],
                level=_level(row["level"]),
                parent_id=row["parent"] or None,
            )
            for row in csv.DictReader(lines)
        ]
    Region.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        update_fields=["name", "level", "parent"],
        unique_fields=["code"],
    )
    return len(rows)


def _level(written: str) -> str:
    return {"kota": "kabupaten", "kelurahan": "desa"}.get(written, written)


def _load_kbli() -> int:
    editions = ((KbliEdition.Y2020, _KBLI_2020), (KbliEdition.Y2025, _KBLI_2025))
    rows = [
        KbliCode(
            code=code,
            edition=edition,
            title=title,
            source=f"Peraturan BPS ({edition.label})",
            is_verified=verified,
        )
        for edition, codes in editions
        for code, title, verified in codes
    ]
    KbliCode.objects.bulk_create(rows, ignore_conflicts=True)
    return KbliCode.objects.count()


def _load_institutions() -> int:
    Institution.objects.bulk_create(
        [
            Institution(slug=slug, name=name, short_name=short, kind=InstitutionKind(kind))
            for slug, name, short, kind in _INSTITUTIONS
        ],
        ignore_conflicts=True,
    )
    return Institution.objects.count()


def _load_consent_texts() -> int:
    ConsentText.objects.bulk_create(
        [
            ConsentText(purpose=purpose, version=1, body=body, valid_from=_FIRST_DAY)
            for purpose, body in _CONSENT_TEXTS.items()
        ],
        ignore_conflicts=True,
    )
    return ConsentText.objects.count()
