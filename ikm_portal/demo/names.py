"""Invented names, mixed as Lampung is: Lampung, Javanese, Sundanese, Balinese, Semendo."""

from __future__ import annotations

from random import Random

# Nobody invented may carry the name of somebody whom the press named.
PUBLIC_PERSONS = {"Kusnardi", "Elvira Umihanni", "Rinvayanti", "Mirhan", "Ngadiman"}

_GIVEN = {
    "lampung": {
        "L": ["Zainal", "Herman", "Ridwan", "Fauzi", "Hasan", "Syahrial", "Iwan", "Rozali", "Marzuki", "Effendi", "Aprizal", "Yuzar"],
        "P": ["Rosdiana", "Farida", "Maryati", "Yulita", "Nurhayati", "Mega", "Eliza", "Zubaidah", "Hernawati", "Desi", "Asnawati", "Fitria"],
    },
    "jawa": {
        "L": ["Sugeng", "Suyanto", "Slamet", "Wahyu", "Agus", "Bambang", "Joko", "Supriyadi", "Tri", "Eko", "Sunardi", "Widodo", "Mulyono", "Heru"],
        "P": ["Sri", "Siti", "Sumiati", "Wahyuni", "Endang", "Tumini", "Sulastri", "Dwi", "Rini", "Yatmi", "Suparti", "Ningsih", "Partini", "Wiwik"],
    },
    "sunda": {
        "L": ["Asep", "Ujang", "Dadang", "Cecep", "Deden", "Yayan", "Maman", "Iwa"],
        "P": ["Euis", "Cucu", "Neneng", "Ai", "Iis", "Elis", "Teti", "Imas"],
    },
    "bali": {
        "L": ["I Wayan", "I Made", "I Nyoman", "I Ketut"],
        "P": ["Ni Wayan", "Ni Made", "Ni Nyoman", "Ni Ketut"],
    },
    "semendo": {
        "L": ["Alamsyah", "Sarkawi", "Rusdi", "Amrullah", "Burhanudin", "Sahrul", "Nazarudin"],
        "P": ["Rohani", "Masnah", "Holila", "Nurlela", "Marhamah", "Suryati", "Hayati"],
    },
}  # fmt: skip

_LAST = {
    "lampung": {
        "L": ["Abidin", "Sani", "Akbar", "Ibrahim", "Yusuf", "Saleh", "Putra Jaya", "Rahman", "Gumay"],
        "P": ["Yusnita", "Putri", "Hasanah", "Rahmawati", "Agustina", "Oktaria", "Safitri", "Yanti"],
    },
    "jawa": {
        "L": ["Riyadi", "Santoso", "Purnomo", "Hidayat", "Setiawan", "Wibowo", "Prayitno", "Nugroho", "Susanto", "Haryono", "Utomo"],
        "P": ["Wahyuni", "Lestari", "Rahayu", "Handayani", "Astuti", "Widayati", "Aminah", "Kusuma", "Mulyani", "Utami", "Suryani"],
    },
    "sunda": {
        "L": ["Saepudin", "Koswara", "Hermawan", "Suhendar", "Mulyana", "Kurniawan", "Sutisna"],
        "P": ["Nurhasanah", "Suryani", "Komariah", "Rohayati", "Kurniasih", "Hartati", "Mulyati"],
    },
    "bali": {
        "L": ["Sudiarta", "Suardana", "Widiana", "Artawan", "Sukerta", "Mertayasa"],
        "P": ["Suartini", "Sukerti", "Widiani", "Astiti", "Rusmini", "Sudiani"],
    },
    "semendo": {
        "L": ["Effendi", "Umar", "Basri", "Harun", "Yahya", "Karim", "Sanusi"],
        "P": ["Umaroh", "Jamilah", "Fatimah", "Harumah", "Basariah", "Zahara", "Salamah"],
    },
}  # fmt: skip

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
