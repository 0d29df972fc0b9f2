"""Every fact as a question: kind, limits, Indonesian words. One list for parser and web forms.

``ask``: 1 = one of the ten short questions of ``/kur/cek/``; 2 = asked in the wizard;
3 = asked only when a scheme needs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from financing.kur.facts import CREDITS, NO_BANK
from financing.kur.words import gettext_noop as _

MILLION = 1_000_000
SECTOR_WORDS = (
    ("pertanian", _("Pertanian (padi, sayur, buah semusim)")),
    ("perkebunan", _("Perkebunan (kopi, lada, kelapa, cokelat)")),
    ("perikanan", _("Perikanan")),
    ("peternakan", _("Peternakan")),
    ("industri", _("Industri: mengolah bahan jadi barang")),
    ("produksi_lain", _("Produksi lain (tambang rakyat, bangunan)")),
    ("perdagangan", _("Dagang: beli lalu jual lagi")),
    ("jasa", _("Jasa")),
)
CREDIT_WORDS = (
    ("household", _("Kredit untuk kebutuhan rumah tangga")),
    ("kpr", _("KPR (kredit rumah)")),
    ("motorcycle", _("Kredit atau leasing motor untuk usaha")),
    ("sk", _("Kredit dengan jaminan SK pegawai")),
    ("credit_card", _("Kartu kredit")),
    ("warehouse_receipt", _("Kredit resi gudang")),
    ("ultra_micro", _("Kredit ultra mikro (UMi, Mekaar)")),
    ("p2p", _("Pinjaman online (pinjol)")),
    ("consumer_productive", _("Kredit konsumsi yang dipakai untuk usaha")),
    ("programme", _("Kredit program pemerintah selain KUR")),
    ("commercial", _("Kredit usaha biasa (bukan KUR)")),
)


@dataclass(frozen=True, slots=True)
class Field:
    """``kind``: rupiah, months, count, yesno, choice, choices, date, region, kbli, bank, kol."""

    name: str
    kind: str
    question: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    low: int = 0
    high: int = 0
    ask: int = 3

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            "question": self.question,
            "help": self.help,
            "choices": [list(pair) for pair in self.choices],
            "low": self.low,
            "high": self.high,
            "ask": self.ask,
        }


def _yesno(name: str, question: str, help_text: str = "", ask: int = 3) -> Field:
    return Field(name, "yesno", question, help_text, ask=ask)


def _rupiah(name: str, question: str, help_text: str = "", *, low: int = 0, ask: int = 3) -> Field:
    high = 10_000 * MILLION if name in ("amount", "investment_amount") else 10**13
    return Field(name, "rupiah", question, help_text, low=low, high=high, ask=ask)


def _count(name: str, question: str, high: int = 100, ask: int = 3) -> Field:
    return Field(name, "count", question, low=0, high=high, ask=ask)


def _months(name: str, question: str, help_text: str = "", ask: int = 3) -> Field:
    return Field(name, "months", question, help_text, low=1, high=120, ask=ask)


ALL = (
    _rupiah("amount", _("Berapa rupiah yang ingin dipinjam?"), low=1, ask=1),
    _months("months", _("Ingin dicicil berapa bulan?"), ask=1),
    Field(
        "purpose",
        "choice",
        _("Uangnya untuk apa?"),
        _("Modal kerja: beli bahan, bayar upah. Investasi: beli alat, mesin, perbaiki tempat."),
        (
            ("kmk", _("Modal kerja")),
            ("ki", _("Investasi")),
            ("split", _("Sebagian modal kerja, sebagian investasi")),
        ),
        ask=1,
    ),
    _rupiah("investment_amount", _("Berapa rupiah untuk alat, mesin, atau tempat?"), low=1),
    _months("investment_months", _("Bagian investasi dicicil berapa bulan?")),
    Field("kbli", "kbli", _("Kode KBLI usaha (5 angka, ada di NIB)"), ask=2),
    Field("sector", "choice", _("Apa bidang usahanya?"), choices=SECTOR_WORDS, ask=1),
    Field("region_code", "region", _("Usahanya di kabupaten atau kota mana?"), ask=2),
    Field("business_started_on", "date", _("Sejak kapan usaha berjalan?"), ask=1),
    _yesno("has_nib", _("Sudah punya NIB?"), _("Nomor Induk Berusaha dari oss.go.id."), 1),
    _yesno("has_sku", _("Sudah punya surat keterangan usaha (SKU)?"), _("Dari desa."), 1),
    _yesno("has_npwp", _("Sudah punya NPWP?"), ask=1),
    _yesno("has_bpjs_tk", _("Sudah ikut BPJS Ketenagakerjaan?")),
    Field("birth_date", "date", _("Tanggal lahir"), ask=2),
    _yesno("married", _("Sudah menikah?"), ask=2),
    _rupiah("yearly_sales", _("Berapa kira-kira penjualan setahun?"), ask=1),
    _count("workers", _("Berapa orang yang bekerja di usaha ini?"), 100_000, 2),
    _count("kur_total", _("Berapa kali pernah mendapat KUR?"), ask=1),
    _count("kur_super_mikro", _("Berapa kali KUR Super Mikro?")),
    _count("kur_mikro", _("Berapa kali KUR Mikro?")),
    _count("kur_kecil", _("Berapa kali KUR Kecil?")),
    _count("kur_khusus", _("Berapa kali KUR Khusus?")),
    _count("kur_pmi", _("Berapa kali KUR Pekerja Migran?")),
    _rupiah("kur_outstanding", _("Berapa sisa utang KUR sekarang?"), _("Isi 0 kalau lunas.")),
    _rupiah("kur_cumulative", _("Berapa jumlah semua KUR yang pernah diterima?")),
    Field(
        "active_kur_bank",
        "bank",
        _("Masih punya KUR berjalan di bank mana?"),
        choices=((NO_BANK, _("Tidak ada")),),
    ),
    Field(
        "spouse_kur_bank",
        "bank",
        _("Suami atau istri punya KUR berjalan di bank mana?"),
        choices=((NO_BANK, _("Tidak ada")),),
    ),
    Field(
        "active_credits",
        "choices",
        _("Kredit apa saja yang masih berjalan (selain KUR)?"),
        choices=CREDIT_WORDS,
        ask=2,
    ),
    Field(
        "past_credits",
        "choices",
        _("Kredit apa saja yang pernah ada dan sudah lunas (selain KUR)?"),
        choices=CREDIT_WORDS,
        ask=2,
    ),
    _rupiah("ultra_micro_limit", _("Berapa besar kredit ultra mikro itu?")),
    _rupiah("consumer_limit", _("Berapa besar kredit konsumsi yang dipakai usaha itu?")),
    Field(
        "kol",
        "kol",
        _("Nilai kredit (kolektibilitas) di SLIK OJK, 1 sampai 5"),
        _("1 artinya lancar. Lihat sendiri, gratis, di idebku.ojk.go.id."),
        low=1,
        high=5,
        ask=2,
    ),
    _yesno("had_training", _("Pernah ikut pelatihan usaha?")),
    _yesno("had_mentoring", _("Sedang atau pernah didampingi dinas atau pendamping usaha?")),
    _yesno("family_business", _("Ada keluarga yang punya usaha dan berjalan baik?")),
    _yesno("in_group", _("Ikut kelompok usaha atau asosiasi?"), ask=2),
    _count("group_size", _("Berapa anggota kelompoknya?"), 100_000),
    _yesno("has_offtaker", _("Kelompok punya perjanjian dengan pembeli tetap (offtaker)?")),
    _yesno(
        "has_group_letter",
        _("Kelompok punya surat keterangan dari dinas atau offtaker?"),
        _("Disperindag dapat menerbitkan surat ini."),
    ),
    _yesno("is_beginner", _("Baru mulai usaha (anggota pemula)?")),
    _yesno("has_ketua_letter", _("Punya surat rekomendasi dari ketua kelompok?")),
    _yesno("is_migrant_worker", _("Akan berangkat kerja ke luar negeri (PMI)?")),
    _months("contract_months", _("Berapa bulan kontrak kerja di luar negeri?")),
)
BY_NAME = {field.name: field for field in ALL}
SHORT = tuple(field for field in ALL if field.ask == 1)
assert tuple(kind for kind, _word in CREDIT_WORDS) == CREDITS  # noqa: S101 - one list, two places


def label(name: str, value: str) -> str:
    """Words of a choice, e.g. ``label('active_credits', 'p2p')``."""
    return dict(BY_NAME[name].choices).get(value, value)


def schema() -> list[dict[str, Any]]:
    """Plain listing of all fields, for forms and for whoever writes a file for ``kur_check``."""
    return [field.as_json() for field in ALL]
