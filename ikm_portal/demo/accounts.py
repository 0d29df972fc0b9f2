"""The demo's accounts with a password. Plain data: `manage.py up` prints it without Django."""

from __future__ import annotations

PASSWORD = "demo-ikm-2023"  # noqa: S105 - written in the README; only the demo's accounts have it

# address, what the person is
DEMO_ACCOUNTS = [
    ("staf@disperindag.test", "petugas Disperindag"),
    ("kepala@disperindag.test", "kepala Disperindag, penyetuju kedua"),
    ("pengurus@kopi.test", "pengurus asosiasi kopi bubuk"),
    ("pengurus@garam.test", "pengurus asosiasi garam beryodium"),
    ("pengurus@keripik.test", "pengurus asosiasi keripik pisang"),
    ("anggota1@kopi.test", "anggota; bank meminta berkas"),
    ("anggota2@kopi.test", "anggota; disetujui bank"),
    ("anggota1@garam.test", "anggota; belum disetujui bank"),
    ("anggota1@keripik.test", "anggota; belum pernah mengajukan"),
    ("petugas@bri.test", "petugas BRI Bandar Lampung"),
    ("kepala@bri.test", "kepala cabang BRI Bandar Lampung"),
    ("petugas2@bri.test", "petugas BRI Liwa"),
    ("petugas@bni.test", "petugas BNI Tanjungkarang"),
    ("petugas@banklampung.test", "petugas Bank Lampung"),
]

# Names of those who work here; the four members stand in people.py with the other members.
NAMES = {
    "staf@disperindag.test": "Rahma Yuliani",
    "kepala@disperindag.test": "Bambang Hermawan",
    "pengurus@kopi.test": "Darmawan Saputra",
    "pengurus@garam.test": "Yusuf Maulana",
    "pengurus@keripik.test": "Endang Lestari",
    "petugas@bri.test": "Oktavia Ramadhani",
    "kepala@bri.test": "Hendri Gunawan",
    "petugas2@bri.test": "Liana Safitri",
    "petugas@bni.test": "Nanda Prasetyo",
    "petugas@banklampung.test": "Lukman Hakim",
}
