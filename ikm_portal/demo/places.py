"""Where the three trades sit in Lampung. Codes are Kemendagri's, of kecamatan that exist."""

from __future__ import annotations

# association → kabupaten/kota → (how many of its members, their kecamatan)
PLACES: dict[str, dict[str, tuple[int, list[str]]]] = {
    "kopi-bubuk": {
        "18.71": (12, ["18.71.07", "18.71.09", "18.71.13", "18.71.06", "18.71.15"]),
        "18.04": (20, ["18.04.04", "18.04.05", "18.04.07", "18.04.08", "18.04.18", "18.04.19"]),
        "18.06": (12, ["18.06.02", "18.06.04", "18.06.13", "18.06.15", "18.06.20", "18.06.26"]),
        "18.08": (8, ["18.08.02", "18.08.03", "18.08.04", "18.08.09"]),
        "18.03": (8, ["18.03.01", "18.03.04", "18.03.12", "18.03.19"]),
    },
    "garam-beryodium": {
        "18.71": (7, ["18.71.04", "18.71.20", "18.71.07"]),
        "18.01": (4, ["18.01.06", "18.01.08", "18.01.14"]),
        "18.09": (2, ["18.09.10", "18.09.05"]),
    },
    "keripik-pisang": {
        # Around Gang PU and Segala Mider, where the town buys its keripik.
        "18.71": (22, ["18.71.03", "18.71.16", "18.71.13", "18.71.10", "18.71.14"]),
        "18.09": (9, ["18.09.01", "18.09.02", "18.09.04"]),
        "18.01": (5, ["18.01.04", "18.01.13"]),
        "18.72": (4, ["18.72.01", "18.72.02", "18.72.04"]),
    },
}

STREETS = {
    "18.71.03": ["Jl. Pagar Alam, Gang PU", "Jl. Segala Mider", "Gang PU, Segala Mider"],
    "18.71": ["Jl. Ikan Tongkol", "Jl. Imam Bonjol", "Jl. Teuku Cik Ditiro", "Jl. Yos Sudarso"],
    "18.72": ["Jl. Ahmad Yani", "Jl. Hasanudin", "Jl. Budi Utomo"],
    "": ["Dusun I", "Dusun II", "Dusun III", "Dusun Sukamaju", "Dusun Sidodadi"],
}


def street_for(kecamatan: str) -> list[str]:
    return STREETS.get(kecamatan) or STREETS.get(kecamatan[:5]) or STREETS[""]
