"""Invented names, mixed as Lampung is: Lampung, Javanese, Sundanese, Balinese, Semendo."""

from __future__ import annotations

from random import Random

# Nobody invented may carry the name of somebody whom the press named.
PUBLIC_PERSONS = {"Kusnardi", "Elvira Umihanni", "Rinvayanti", "Mirhan", "Ngadiman"}


def _list(words: str) -> list[str]:
    return words.split(", ")


_GIVEN = {
    "lampung": {
        "L": _list(
            "Zainal, Herman, Ridwan, Fauzi, Hasan, Syahrial, Iwan, Rozali, Marzuki, "
            "Effendi, Aprizal, Yuzar"
        ),
        "P": _list(
            "Rosdiana, Farida, Maryati, Yulita, Nurhayati, Mega, Eliza, Zubaidah, "
            "Hernawati, Desi, Asnawati, Fitria"
        ),
    },
    "jawa": {
        "L": _list(
            "Sugeng, Suyanto, Slamet, Wahyu, Agus, Bambang, Joko, Supriyadi, Tri, Eko, "
            "Sunardi, Widodo, Mulyono, Heru"
        ),
        "P": _list(
            "Sri, Siti, Sumiati, Wahyuni, Endang, Tumini, Sulastri, Dwi, Rini, Yatmi, "
            "Suparti, Ningsih, Partini, Wiwik"
        ),
    },
    "sunda": {
        "L": _list("Asep, Ujang, Dadang, Cecep, Deden, Yayan, Maman, Iwa"),
        "P": _list("Euis, Cucu, Neneng, Ai, Iis, Elis, Teti, Imas"),
    },
    "bali": {
        "L": _list("I Wayan, I Made, I Nyoman, I Ketut"),
        "P": _list("Ni Wayan, Ni Made, Ni Nyoman, Ni Ketut"),
    },
    "semendo": {
        "L": _list("Alamsyah, Sarkawi, Rusdi, Amrullah, Burhanudin, Sahrul, Nazarudin"),
        "P": _list("Rohani, Masnah, Holila, Nurlela, Marhamah, Suryati, Hayati"),
    },
}

_LAST = {
    "lampung": {
        "L": _list("Abidin, Sani, Akbar, Ibrahim, Yusuf, Saleh, Putra Jaya, Rahman, Gumay"),
        "P": _list("Yusnita, Putri, Hasanah, Rahmawati, Agustina, Oktaria, Safitri, Yanti"),
    },
    "jawa": {
        "L": _list(
            "Riyadi, Santoso, Purnomo, Hidayat, Setiawan, Wibowo, Prayitno, Nugroho, "
            "Susanto, Haryono, Utomo"
        ),
        "P": _list(
            "Wahyuni, Lestari, Rahayu, Handayani, Astuti, Widayati, Aminah, Kusuma, "
            "Mulyani, Utami, Suryani"
        ),
    },
    "sunda": {
        "L": _list("Saepudin, Koswara, Hermawan, Suhendar, Mulyana, Kurniawan, Sutisna"),
        "P": _list("Nurhasanah, Suryani, Komariah, Rohayati, Kurniasih, Hartati, Mulyati"),
    },
    "bali": {
        "L": _list("Sudiarta, Suardana, Widiana, Artawan, Sukerta, Mertayasa"),
        "P": _list("Suartini, Sukerti, Widiani, Astiti, Rusmini, Sudiani"),
    },
    "semendo": {
        "L": _list("Effendi, Umar, Basri, Harun, Yahya, Karim, Sanusi"),
        "P": _list("Umaroh, Jamilah, Fatimah, Harumah, Basariah, Zahara, Salamah"),
    },
}

# Shares of the groups by kabupaten, in the order of the keys above; elsewhere the last line.
_SHARES = {
    "18.04": (35, 28, 17, 0, 20),
    "18.06": (30, 45, 20, 0, 5),
    "18.08": (25, 42, 12, 8, 13),
    "18.03": (34, 46, 12, 3, 5),
    "18.01": (20, 50, 20, 9, 1),
    "": (25, 48, 20, 2, 5),
}


def invent_name(rng: Random, sex: str, kabupaten: str, taken: set[str]) -> str:
    """A name that is not in `taken`; adds it there."""
    shares = _SHARES.get(kabupaten, _SHARES[""])
    while True:
        group = rng.choices(list(_GIVEN), weights=shares)[0]
        given, last = rng.choice(_GIVEN[group][sex]), rng.choice(_LAST[group][sex])
        name = f"{given} {last}"
        if given != last and name not in taken | PUBLIC_PERSONS:
            taken.add(name)
            return name
