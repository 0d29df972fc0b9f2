"""What people write in the demo: uses of the money, notes, reasons."""

from __future__ import annotations

# association, purpose → sentences
USES = {
    ("kopi-bubuk", "kmk"): [
        "Membeli biji kopi robusta saat panen dan kemasan.",
        "Stok biji kopi untuk tiga bulan.",
        "Upah sortir dan kemasan menjelang Lebaran.",
    ],
    ("kopi-bubuk", "ki"): [
        "Mesin sangrai 10 kg.",
        "Mesin giling dan alat pres kemasan.",
        "Memperbaiki rumah jemur kopi.",
    ],
    ("garam-beryodium", "kmk"): [
        "Membeli garam bahan baku dan kalium iodat.",
        "Kemasan baru dan stok garam.",
    ],
    ("garam-beryodium", "ki"): [
        "Mesin cuci dan pengering garam.",
        "Alat semprot yodium dan timbangan.",
    ],
    ("keripik-pisang", "kmk"): [
        "Membeli pisang kepok, minyak, dan kemasan.",
        "Stok keripik untuk musim libur.",
        "Bahan rasa dan kemasan berdiri.",
    ],
    ("keripik-pisang", "ki"): [
        "Mesin perajang dan peniris minyak.",
        "Wajan besar, kompor, dan alat segel.",
        "Etalase dan perbaikan dapur.",
    ],
}

RETURN_NOTES = [
    "Foto KTP buram, tulisannya tidak terbaca. Foto ulang di tempat terang.",
    "Alamat di surat keterangan usaha berbeda dengan alamat usaha. Mohon diperbaiki.",
]

APPROVAL_WORDS = [
    "Usaha berjalan baik dan catatan penjualannya rapi.",
    "Disetujui. Petugas kami menelepon untuk mengatur hari akad.",
]

# coded reason, what the officer writes to the applicant
DECLINES = [
    ("slik", "Ada tunggakan cicilan motor yang belum lunas di SLIK."),
    ("has_credit", "Masih ada kredit usaha di bank lain yang berjalan."),
    ("capacity", "Penjualan enam bulan terakhir belum cukup untuk angsuran sebesar itu."),
]
# For whoever has none yet.
NO_NIB_WORDS = "Usaha belum punya NIB. Setelah terbit, silakan ajukan lagi."
