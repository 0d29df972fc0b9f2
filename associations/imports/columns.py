"""The columns of the workbook: their headings, how else people head them, what they want."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ikm_portal.common.sheets import Column, plain_heading

YES_NO = ("ya", "tidak")
MARKS = "Yang perlu diperbaiki"  # heads the words that the portal wrote into a marked workbook
EXAMPLE_NAME = "CONTOH: Siti Aminah"

COLUMNS = (
    Column("name", "Nama sesuai KTP", _("Huruf besar semua juga boleh."), EXAMPLE_NAME,
           ("nama", "nama lengkap", "nama pemilik", "nama anggota"), needed=True, width=28),
    Column("nik", "NIK", _("16 angka. Kolom ini sudah berbentuk teks, supaya angkanya tidak "
                           "dibulatkan Excel."), "1871015708800001",
           ("no nik", "nomor nik", "nik ktp", "no ktp", "nomor ktp"), needed=True, width=21),
    Column("birth_date", "Tanggal lahir", _("Boleh kosong: diisi dari NIK."), "17-08-1980",
           ("tgl lahir", "ttl", "tempat tanggal lahir", "tempat tgl lahir")),
    Column("sex", "Jenis kelamin", _("L atau P. Boleh kosong: diisi dari NIK."), "P",
           ("l p", "jk", "kelamin"), width=14, choices=("L", "P")),
    Column("phone", "Nomor HP", _("Satu nomor saja, untuk masuk portal dan undangan."),
           "0812 3456 7890",
           ("hp", "no hp", "nomor telepon", "no telepon", "no telp", "telepon", "telp", "wa",
            "no wa", "nomor wa", "whatsapp"), width=19),
    Column("is_married", "Sudah menikah", _("ya atau tidak. Boleh kosong."), "ya",
           ("status", "status perkawinan", "menikah"), width=15, choices=YES_NO),
    Column("address", "Alamat rumah", _("Jalan, RT/RW, desa."), "Jl. Kopi 1, RT 2/RW 3",
           ("alamat", "alamat ktp"), width=30),
    Column("region", "Kecamatan", _("Tempat tinggal. Pilih dari daftar."),
           "Kedaton, Kota Bandar Lampung", ("kecamatan tempat tinggal", "kec"), needed=True,
           width=34),
    Column("npwp", "NPWP", _("Hanya perlu untuk kredit di atas Rp50 juta."), "",
           ("no npwp", "nomor npwp"), width=22),
    Column("firm_name", "Nama usaha", _("Nama yang dikenal pembeli."), "Kopi Bu Aminah",
           ("usaha", "nama ikm", "nama perusahaan", "merek usaha"), needed=True, width=26),
    Column("product", "Yang dibuat", _("Boleh kosong: diisi produk asosiasi."), "kopi bubuk",
           ("produk", "jenis usaha", "jenis produk", "hasil produksi")),
    Column("started_on", "Usaha mulai", _("Tanggal, bulan dan tahun, atau tahunnya saja."),
           "Maret 2019", ("mulai usaha", "tahun berdiri", "tahun mulai", "berdiri sejak",
                          "usaha mulai tanggal")),
    Column("workers", "Jumlah pekerja", _("Dengan pemiliknya."), "3",
           ("pekerja", "tenaga kerja", "jumlah tenaga kerja", "karyawan", "jumlah karyawan"),
           width=15),
    Column("yearly_sales", "Penjualan setahun", _("Kira-kira. Boleh ditulis 120 juta."),
           "120 juta", ("omzet", "omset", "omzet setahun", "omzet per tahun",
                        "omset per tahun", "penjualan", "penjualan per tahun")),
    Column("firm_address", "Alamat usaha", _("Boleh kosong."), "", width=30),
    Column("firm_region", "Kecamatan usaha", _("Kosong berarti sama dengan tempat tinggal."), "",
           ("kecamatan tempat usaha",), width=34),
    Column("nib", "NIB", _("13 angka."), "", ("no nib", "nomor nib", "nomor induk berusaha"),
           width=17),
    Column("sku", "Nomor SKU", _("Surat keterangan usaha dari desa."), "", ("sku", "no sku")),
    Column("pirt", "Nomor PIRT", _("Boleh kosong."), "",
           ("pirt", "p-irt", "no pirt", "spp-irt")),
    Column("halal", "Nomor sertifikat halal", _("Boleh kosong."), "",
           ("halal", "sertifikat halal", "no halal")),
    Column("as_ktp", "Sudah dicek dengan KTP", _("Isi ya hanya kalau tanggal lahir atau jenis "
           "kelamin di KTP memang lain daripada di NIK."), "", ("cek ktp",), width=24,
           choices=YES_NO),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
NEEDED = tuple(column for column in COLUMNS if column.needed)
EXAMPLE = {column.key: column.example for column in COLUMNS if column.example}


_BY_HEADING = {
    plain_heading(words): column.key for column in COLUMNS for words in (column.title, *column.also)
} | {"hp wa": "phone", "no hp wa": "phone"}


def key_for(heading: object) -> str:
    """Empty for a heading that means nothing here."""
    return _BY_HEADING.get(plain_heading(heading), "")
