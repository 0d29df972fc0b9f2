"""The members of the three associations: 60, 13 and 40 invented people, the same for one seed."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from ikm_portal.demo.names import invent_name
from ikm_portal.demo.places import PLACES, street_for

# Ages and years in business are counted from here, so that a seed means one set of people.
_ANCHOR = datetime.date(2026, 1, 1)


@dataclass(frozen=True)
class Trade:
    """What the members of one association make. Money in rupiah a year, the median of a firm."""

    slug: str
    product: str
    kbli: str
    women: int
    invited: int  # the last ones of the list, who have not answered yet
    median_sales: int
    firms: tuple[str, ...]
    permits: dict[str, float]  # share of the firms that hold it


TRADES = {
    trade.slug: trade
    for trade in (
        Trade(
            "kopi-bubuk",
            "kopi bubuk",
            "10761",
            21,
            4,
            140_000_000,
            ("Kopi Bubuk {}", "Kopi {}", "Kopi Robusta {}", "Rumah Kopi {}"),
            {"nib": 0.6, "sku": 0.45, "pirt": 0.5, "halal": 0.3, "brand": 0.1},
        ),
        Trade(
            "garam-beryodium",
            "garam beryodium",
            "10774",
            3,
            1,
            420_000_000,
            ("Garam {}", "Garam Beryodium {}", "Garam Cap {}"),
            {"nib": 0.6, "sku": 0.5, "bpom": 0.15, "halal": 0.3, "sni": 0.25, "brand": 0.3},
        ),
        Trade(
            "keripik-pisang",
            "keripik pisang",
            "10794",
            24,
            3,
            160_000_000,
            ("Keripik Pisang {}", "Keripik {}", "Aneka Keripik {}"),
            {"nib": 0.6, "sku": 0.4, "pirt": 0.6, "halal": 0.4, "brand": 0.12},
        ),
    )
}

# The four members who have a password: always first, of a known name and place.
_FIXED = {
    "kopi-bubuk": [
        ("anggota1@kopi.test", "Siti Aminah", "P", "18.71.13"),
        ("anggota2@kopi.test", "Budi Alamsyah", "L", "18.04.08"),
    ],
    "garam-beryodium": [("anggota1@garam.test", "Citra Maharani", "P", "18.71.04")],
    "keripik-pisang": [("anggota1@keripik.test", "Dewi Anggraini", "P", "18.71.03")],
}

_WORDS = [
    "Siger", "Sai Batin", "Way Lunik", "Berkah", "Barokah", "Sumber Rejeki", "Maju Bersama",
    "Putri Lampung", "Gajah Lampung", "Krakatau", "Tunas Muda", "Mekar Sari", "Cahaya",
    "Sinar Jaya", "Harapan", "Melati", "Mandiri", "Sari Rasa", "Dua Saudara", "Tapis",
    "Bukit Barisan", "Bintang", "Rizki", "Sejahtera", "Karya Ibu", "Jejama",
]  # fmt: skip


@dataclass(frozen=True)
class Invented:
    """A person and the firm. `login` for the four with a password; `confirmed`: has said yes."""

    trade: str
    number: int
    name: str
    sex: str
    birth_date: datetime.date
    nik: str
    phone: str
    is_married: bool
    kecamatan: str
    address: str
    firm: str
    started_on: datetime.date
    workers: int
    yearly_sales: int
    npwp: str
    permits: tuple[tuple[str, str], ...]
    login: str
    confirmed: bool

    @property
    def kabupaten(self) -> str:
        return self.kecamatan[:5]


@lru_cache(maxsize=4)
def invent(seed: int) -> tuple[Invented, ...]:
    """All 113, association by association."""
    names = {name for fixed in _FIXED.values() for _login, name, _sex, _place in fixed}
    firms: set[str] = set()
    everybody: list[Invented] = []
    for trade in TRADES.values():
        rng = Random(f"{seed}/people/{trade.slug}")  # noqa: S311 - a story, not a secret
        for login, name, sex, kecamatan, confirmed in _slots(trade, rng, names):
            everybody.append(
                _person(
                    rng, trade, len(everybody) + 1, login, name, sex, kecamatan, confirmed, firms
                )
            )
    return tuple(everybody)


def _slots(trade: Trade, rng: Random, names: set[str]) -> list[tuple[str, str, str, str, bool]]:
    """(login, name, sex, kecamatan, confirmed): places and the share of women as the tables say."""
    fixed = _FIXED[trade.slug]
    places = []
    for kabupaten, (number, kecamatan) in PLACES[trade.slug].items():
        there = sum(place[:5] == kabupaten for _login, _name, _sex, place in fixed)
        places += [kecamatan[turn % len(kecamatan)] for turn in range(number - there)]
    women = trade.women - sum(sex == "P" for _login, _name, sex, _place in fixed)
    sexes = ["P"] * women + ["L"] * (len(places) - women)
    rng.shuffle(places)
    rng.shuffle(sexes)
    rest = [
        ("", invent_name(rng, sex, place[:5], names), sex, place)
        for sex, place in zip(sexes, places, strict=True)
    ]
    everyone = [*fixed, *rest]
    last = len(everyone) - trade.invited
    return [(*slot, turn < last) for turn, slot in enumerate(everyone)]


def _person(
    rng: Random,
    trade: Trade,
    number: int,
    login: str,
    name: str,
    sex: str,
    kecamatan: str,
    confirmed: bool,
    firms: set[str],
) -> Invented:
    age = rng.triangular(24, 63, 41)
    birth = _ANCHOR - datetime.timedelta(days=int(age * 365.25))
    years = min(rng.lognormvariate(math.log(7), 0.6), age - 19)
    workers = rng.choices([1, 2, 3, 4, 5, 7, 9, 12], weights=[14, 26, 24, 14, 10, 6, 4, 2])[0]
    sales = rng.lognormvariate(math.log(trade.median_sales), 0.55) * (0.5 + workers / 5)
    sales = min(max(int(sales), 18_000_000), 4_500_000_000) // 1_000_000 * 1_000_000
    nik = _nik(kecamatan, birth, sex, number)
    return Invented(
        trade=trade.slug,
        number=number,
        name=name,
        sex=sex,
        birth_date=birth,
        nik=nik,
        # 0840 belongs to no operator: a call or chat to an invented person reaches nobody.
        phone=f"+6284000{rng.randrange(100):02d}{number:04d}",
        is_married=age > 25 and rng.random() < 0.85,
        kecamatan=kecamatan,
        address=f"{rng.choice(street_for(kecamatan))} No. {rng.randint(1, 90)}",
        firm=_firm_name(rng, trade, name, sex, firms),
        started_on=_ANCHOR - datetime.timedelta(days=int(max(years, 1) * 365.25)),
        workers=workers,
        yearly_sales=sales,
        # A person's NPWP is the NIK; whoever sells more has one more often.
        npwp=nik if sales > 200_000_000 or rng.random() < 0.35 else "",
        permits=tuple(
            (kind, _permit_number(kind, number))
            for kind, share in trade.permits.items()
            if rng.random() < share
        ),
        login=login,
        confirmed=confirmed,
    )


def _nik(kecamatan: str, birth: datetime.date, sex: str, number: int) -> str:
    """A serial above 9000: no registry has come that far on one day in one kecamatan."""
    day = birth.day + (40 if sex == "P" else 0)
    return f"{kecamatan.replace('.', '')}{day:02d}{birth:%m%y}{9000 + number}"


def _firm_name(rng: Random, trade: Trade, owner: str, sex: str, taken: set[str]) -> str:
    first = owner.removeprefix("I ").removeprefix("Ni ").split(" ")[0]
    words = [*_WORDS, f"{'Bu' if sex == 'P' else 'Pak'} {first}"]
    while True:
        name = rng.choice(trade.firms).format(rng.choice(words))
        if name not in taken:
            taken.add(name)
            return name


def _permit_number(kind: str, number: int) -> str:
    """A NIB has 13 digits; the others say aloud what they are."""
    if kind == "nib":
        return f"00000000{9000 + number:05d}"
    return f"CONTOH/{kind.upper()}/{number:03d}"
