"""The columns of a bank's file with outcomes: what the portal writes in, and what the bank fills.

Headings stand in the workbook as they are, in every language: they are how a file is read back.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from financing.enums import DeclineReason
from ikm_portal.common.sheets import Column, Layout, plain_heading

MARKS = "Yang perlu diperbaiki"  # heads the words that the portal wrote into a marked workbook
APPROVE, DECLINE = "setuju", "tolak"

# Written by the portal to know the case by; only the code is read back.
GIVEN = (
    Column("code", "Kode", gettext_lazy("Jangan diubah: dari sini kasusnya dikenali."), "",
           ("kode pengajuan", "kode rujukan"), needed=True, width=12),
    Column("name", "Pemohon", gettext_lazy("Hanya untuk dibaca."), width=26),
    Column("product", "Produk", gettext_lazy("Hanya untuk dibaca."), width=24),
    Column("asked", "Diminta", gettext_lazy("Rupiah. Hanya untuk dibaca."), width=15),
    Column("state", "Keadaan di portal", gettext_lazy("Hanya untuk dibaca."), width=20),
)  # fmt: skip
FILLED = (
    Column("decision", "Keputusan", gettext_lazy("setuju atau tolak. Kosong: belum ada hasil."),
           "", ("putusan", "hasil"), needed=True, width=12, choices=(APPROVE, DECLINE)),
    Column("reason", "Alasan penolakan", gettext_lazy("Pilih dari daftar, kalau ditolak."), "",
           ("kode alasan", "alasan"), width=30),
    Column("words", "Penjelasan untuk pemohon", gettext_lazy("Pemohon membacanya apa adanya. "
           "Wajib kalau ditolak."), "", ("penjelasan", "pesan untuk pemohon"), width=40),
    Column("amount", "Jumlah disetujui", gettext_lazy("Rupiah. Tidak boleh lebih dari yang "
           "diminta."), "", ("jumlah", "plafon"), width=17),
    Column("months", "Bulan", gettext_lazy("Kosong: seperti yang diminta."), "",
           ("jangka waktu", "tenor"), width=9),
    Column("rate", "Bunga efektif setahun", gettext_lazy("Persen. Kosong: seperti produknya."), "",
           ("bunga",), width=12),
    Column("conditions", "Syarat", gettext_lazy("Yang dipenuhi sebelum akad. Pemohon "
           "membacanya."), width=30),
    Column("contract_number", "Nomor akad", gettext_lazy("Seperti di surat akad."), "",
           ("no akad", "akad"), width=20),
    Column("contracted_on", "Tanggal akad", gettext_lazy("Hari, bulan, tahun: 24-11-2026."), "",
           ("tgl akad",), width=14),
    Column("disbursed_on", "Tanggal cair", gettext_lazy("Hari, bulan, tahun: 24-11-2026."), "",
           ("tgl cair", "tanggal pencairan"), width=14),
    Column("disbursed_amount", "Jumlah cair", gettext_lazy("Rupiah yang masuk ke rekening "
           "pemohon."), "", ("jumlah pencairan",), width=17),
)  # fmt: skip
COLUMNS = GIVEN + FILLED
BY_KEY = {column.key: column for column in COLUMNS}
READ = ("code", *(column.key for column in FILLED))

_BY_HEADING = {
    plain_heading(words): column.key for column in COLUMNS for words in (column.title, *column.also)
}

LAYOUT = Layout(
    key_for=lambda heading: _BY_HEADING.get(plain_heading(heading), ""),
    titles={column.key: column.title for column in COLUMNS},
    anchors=("code",),
    needed=("code", "decision"),
    marks=MARKS,
    no_heading=lambda: _(
        "Judul kolom tidak ditemukan. Pakai berkas dari portal: ada kolom “Kode” dan “Keputusan”."
    ),
    no_rows=lambda: _("Belum ada baris di bawah judul kolom."),
)


def reason_choices() -> list[str]:
    """ "slik – Catatan kredit di SLIK kurang lancar": read back by what stands in front."""
    return [f"{reason.value} – {reason.label}" for reason in DeclineReason]
