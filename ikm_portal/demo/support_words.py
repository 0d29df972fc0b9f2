"""Which requests for support the demo holds, and every step of each."""

from __future__ import annotations

from dataclasses import dataclass, field

Step = tuple[str, str]  # what happens, and its words or the institution


@dataclass(frozen=True)
class Ask:
    """`asker`: an address; for an association, its manager. `steps` in order."""

    kind: str
    asker: str
    subject: str
    body: str
    association: str = ""
    people: int | None = None
    photo: bool = False
    after_meeting: bool = False  # asked because of what was said there
    steps: list[Step] = field(default_factory=list)


KOPI_HELP = "Pelatihan sangrai dan kemasan untuk 60 anggota"
KOPI_KUR = "Penjelasan KUR untuk 60 anggota"
GARAM_SNI = "Uji kadar yodium dan SNI untuk 13 pengemas"
GARAM_KUR = "Penjelasan KUR yang rinci untuk pengemas garam"

ASKS = [
    Ask(
        "pelatihan", "pengurus@kopi.test", KOPI_HELP,
        "Selain modal, anggota kami butuh pelatihan bersama: sangrai, giling, dan kemasan.",
        association="kopi-bubuk", people=60, after_meeting=True,
        steps=[
            ("assign", "disperindag"),
            ("start", ""),
            ("staff", "Kami susun jadwal per kabupaten. Mohon daftar anggota yang ikut."),
            ("asker", "Daftar anggota sudah lengkap di portal, Bu."),
            ("cost", "48000000"),
        ],
    ),
    Ask(
        "modal", "pengurus@kopi.test", KOPI_KUR,
        "Mohon petugas bank menjelaskan KUR kepada anggota: syarat, bunga, dan angsurannya.",
        association="kopi-bubuk", people=60, after_meeting=True,
        steps=[
            ("assign", "bri"),
            ("start", ""),
            ("answer", "BRI menjelaskan KUR di Liwa. Bahannya ada di halaman KUR portal ini."),
            ("confirm", ""),
        ],
    ),
    Ask(
        "sni-uji", "pengurus@garam.test", GARAM_SNI,
        "SNI garam wajib. Anggota kami belum tahu biaya uji dan alat yang harus ada.",
        association="garam-beryodium", people=13, after_meeting=True,
        steps=[
            ("assign", "bspji"),
            ("start", ""),
            ("ask_back", "Berapa merek yang akan diuji, dan sudah adakah akun SIINas?"),
        ],
    ),
    Ask(
        "modal", "pengurus@garam.test", GARAM_KUR,
        "Mohon bank menjelaskan KUR secara rinci supaya kami tidak kalah dari pesaing.",
        association="garam-beryodium", people=13, after_meeting=True,
        steps=[
            ("assign", "bni"),
            ("start", ""),
            ("answer", "Penjelasan sudah diadakan di Bandar Lampung untuk 13 pengemas."),
        ],
    ),
    Ask(
        "kemasan-pasar", "pengurus@keripik.test", "Tempat pamer di pusat oleh-oleh",
        "Kami ingin rak bersama untuk 40 anggota di pusat oleh-oleh dan bandara.",
        association="keripik-pisang", people=40, photo=True,
        steps=[("assign", "disperindag")],
    ),
    Ask(
        "bahan-pisang", "pengurus@keripik.test", "Pasokan pisang kepok saat kemarau",
        "Harga pisang naik dua kali lipat saat kemarau. Mohon dihubungkan dengan petani.",
        association="keripik-pisang", people=40,
    ),
    Ask(
        "halal", "anggota1@kopi.test", "Daftar sertifikat halal gratis",
        "Produk saya kopi bubuk murni. Bagaimana mendaftar halal yang gratis?",
        steps=[
            ("assign", "kemenag"),
            ("start", ""),
            ("answer", "Daftar lewat jalur pernyataan mandiri. NIB Anda diperlukan lebih dulu."),
        ],
    ),
    Ask(
        "mesin", "anggota2@kopi.test", "Mesin sangrai 5 kg",
        "Mesin saya rusak. Adakah bantuan mesin sangrai kecil?",
        photo=True,
        steps=[
            ("assign", "disperindag"),
            ("start", ""),
            ("ask_back", "Berapa kilogram yang Anda sangrai dalam seminggu?"),
        ],
    ),
    Ask(
        "merek", "anggota1@garam.test", "Mendaftarkan merek garam",
        "Saya ingin merek garam saya terdaftar.",
    ),
    Ask(
        "pirt-bpom", "anggota1@keripik.test", "Memperpanjang PIRT",
        "PIRT saya hampir habis. Apa yang harus saya siapkan?",
        steps=[
            ("assign", "kesehatan"),
            ("start", ""),
            ("staff", "Siapkan sertifikat penyuluhan keamanan pangan. Kami cek jadwalnya."),
        ],
    ),
    Ask(
        "ekspor", "pengurus@keripik.test", "Mengirim keripik ke luar negeri",
        "Ada pembeli dari luar negeri. Mohon biaya kirimnya ditanggung.",
        association="keripik-pisang",
        steps=[
            ("reject", "Biaya kirim tidak bisa ditanggung. Bimbingan ekspor ada, silakan minta."),
        ],
    ),
    Ask(
        "nib", "anggota1@keripik.test", "Alamat usaha di NIB keliru",
        "Alamat di NIB saya salah kecamatan.",
        steps=[
            ("assign", "dpmptsp"),
            ("start", ""),
            ("answer", "Alamat bisa diubah sendiri di oss.go.id."),
            ("reopen", "Saya sudah coba, tetapi tombol ubahnya tidak muncul."),
        ],
    ),
]  # fmt: skip
