"""What stands in the meetings' records. Reported: see `source`. The rest is marked "contoh"."""

from __future__ import annotations

PRESS = "newskabarindonesia.com, 19 Mei 2023"
_CHAIR = "Kusnardi, Asisten Perekonomian dan Pembangunan"

SYNERGY = {
    "title": "Rapat sinergi IKM dengan BUMN, BUMD, dan bank",
    "place": "Ruang Abung, Balai Keratun, Bandar Lampung",
    "chair": _CHAIR,
    "summary": (
        "Asosiasi kopi bubuk dan garam beryodium menyampaikan kebutuhan modal dan dukungan lain. "
        "Bank diminta menjelaskan cara kerja KUR. Dinas akan mengangkat hal-hal yang memajukan "
        "IKM.\n\n"
        "Isi rapat ditulis menurut berita. Jam rapat dan kelanjutan janji di bawah ini contoh, "
        "tidak diberitakan."
    ),
    "source": PRESS,
}

KOPI_ASKS = {
    "asker_name": "Mirhan",
    "words": (
        "Komunitas kopi bubuk beranggota 60 orang. Mereka membutuhkan bantuan modal dan juga "
        "dukungan dengan pola lain."
    ),
    "answer": "Bank akan menjelaskan cara kerja KUR. Dinas mengangkat hal yang memajukan IKM.",
}

GARAM_ASKS = {
    "asker_name": "Ngadiman",
    "words": (
        "Di Lampung ada kira-kira 30 pengemas garam beryodium; 13 di antaranya anggota asosiasi. "
        "Mereka membutuhkan modal, dan meminta bank menjelaskan KUR secara rinci supaya tidak "
        "kalah dari pesaing."
    ),
    "answer": "Bank yang hadir akan menjelaskan KUR kepada para pengemas.",
}

MINUTES = {
    "opening": "Rapat dibuka dan dipimpin Kusnardi, Asisten Perekonomian dan Pembangunan.",
    "discussion": (
        "1. Mirhan menyampaikan kebutuhan 60 anggota kopi bubuk: modal dan dukungan pola lain.\n"
        "2. Ngadiman menyampaikan kebutuhan pengemas garam beryodium: modal dan penjelasan KUR.\n"
        "3. Elvira Umihanni menyampaikan bahwa hadir dinas pertanian, perikanan, dan perkebunan, "
        "Apindo, BRI, BNI, dan Bank Lampung; pertemuan dengan pembuat keripik pisang sudah "
        "diadakan sebelumnya."
    ),
    "conclusion": (
        "Bank menjelaskan cara kerja KUR. Dinas terkait mengangkat hal-hal yang memajukan IKM."
    ),
}

BEFORE = {
    "title": "Pertemuan dengan pembuat keripik pisang",
    "place": "Bandar Lampung",
    "chair": "Dinas Perindustrian dan Perdagangan",
    "summary": (
        "Menurut berita, pertemuan ini diadakan sebelum 19 Mei 2023. Tanggalnya tidak disebut: "
        "tanggal, tempat, dan janji di halaman ini contoh."
    ),
    "source": PRESS,
}

FOLLOW_UP = {
    "title": "Rapat tindak lanjut komitmen (contoh)",
    "place": "Ruang Abung, Balai Keratun, Bandar Lampung",
    "chair": "Dinas Perindustrian dan Perdagangan",
    "summary": "Melihat satu per satu janji yang belum selesai. Rapat ini contoh.",
    "source": "data contoh",
}
