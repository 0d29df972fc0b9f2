"""Which applications the demo holds: where each goes and how far it gets. About fifty."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from ikm_portal.demo.banks import BRANCHES
from ikm_portal.demo.people import Invented, invent

KOPI, GARAM, KERIPIK = "kopi-bubuk", "garam-beryodium", "keripik-pisang"
BRI, LIWA = "bri-bandar-lampung", "bri-liwa"
BNI, BANK_LAMPUNG = "bni-tanjungkarang", "bank-lampung-utama"

BEFORE_BANK = {"draft", "empty_draft", "submitted", "resubmitted", "returned", "withdrawn_early"}


@dataclass(frozen=True)
class Case:
    """`end`: the last thing that happens to it. `login`: whose it is, when it matters."""

    branch: str
    trade: str
    end: str
    scheme: str = "mikro"
    login: str = ""
    by_manager: bool = False

    @property
    def goes_to_bank(self) -> bool:
        return self.end not in BEFORE_BANK | {"verified"}


@dataclass(frozen=True)
class Wish:
    """A case with its person and figures. Rupiah and months."""

    case: Case
    person: Invented
    amount: int
    months: int
    purpose: str


_CASES = [
    # What the demo's own members see.
    Case(BRI, KOPI, "papers_wanted", login="anggota1@kopi.test"),
    Case(LIWA, KOPI, "approved", login="anggota2@kopi.test"),
    Case(BANK_LAMPUNG, GARAM, "declined", login="anggota1@garam.test"),
    # Still with the applicant or the office.
    Case(BRI, KERIPIK, "draft"),
    Case(BNI, KOPI, "draft", "super_mikro"),
    Case(BRI, GARAM, "empty_draft"),
    Case(LIWA, KOPI, "draft", by_manager=True),
    Case(BRI, KERIPIK, "submitted"),
    Case(BNI, GARAM, "submitted"),
    Case(LIWA, KOPI, "submitted", by_manager=True),
    Case(BRI, KERIPIK, "resubmitted", "super_mikro"),
    Case(BRI, KOPI, "returned"),
    Case(BNI, KERIPIK, "returned", "super_mikro"),
    Case(BRI, KERIPIK, "verified"),
    Case(LIWA, KOPI, "verified"),
    Case(BANK_LAMPUNG, GARAM, "verified"),
    Case(BNI, KERIPIK, "withdrawn_early"),
    # BRI Bandar Lampung: a desk full of work.
    Case(BRI, KERIPIK, "sent"),
    Case(BRI, GARAM, "sent", "kecil"),
    Case(BRI, KOPI, "sent", "super_mikro"),
    Case(BRI, KERIPIK, "received"),
    Case(BRI, KERIPIK, "received", by_manager=True),
    Case(BRI, KERIPIK, "in_review"),
    Case(BRI, KERIPIK, "handed_over"),
    Case(BRI, GARAM, "papers_answered"),
    Case(BRI, KERIPIK, "papers_wanted"),
    Case(BRI, KERIPIK, "approved"),
    Case(BRI, GARAM, "approved", "kecil"),
    Case(BRI, KERIPIK, "contracted"),
    Case(BRI, KOPI, "contracted"),
    Case(BRI, KERIPIK, "declined"),
    Case(BRI, KOPI, "declined"),
    Case(BRI, KERIPIK, "declined_then_other"),
    Case(BRI, KERIPIK, "disbursed"),
    Case(BRI, KOPI, "disbursed"),
    Case(BRI, GARAM, "disbursed"),
    Case(BRI, KERIPIK, "withdrawn"),
    Case(BRI, KOPI, "expired"),
    # The other desks.
    Case(LIWA, KOPI, "sent"),
    Case(LIWA, KOPI, "in_review", by_manager=True),
    Case(LIWA, KOPI, "disbursed", "super_mikro"),
    Case(BNI, KERIPIK, "sent"),
    Case(BNI, KOPI, "in_review"),
    Case(BNI, KERIPIK, "approved"),
    Case(BNI, KOPI, "declined"),
    Case(BNI, GARAM, "disbursed"),
    Case(BANK_LAMPUNG, KERIPIK, "received"),
    Case(BANK_LAMPUNG, KOPI, "papers_wanted", "super_mikro"),
    Case(BANK_LAMPUNG, KERIPIK, "disbursed"),
]

# scheme → least, most, step, in rupiah
_AMOUNTS = {
    "super_mikro": (4_000_000, 10_000_000, 500_000),
    "mikro": (12_000_000, 85_000_000, 1_000_000),
    "kecil": (120_000_000, 200_000_000, 5_000_000),
}


def wishes(seed: int) -> list[Wish]:
    """Each case with a confirmed member whom its branch serves; nobody twice."""
    rng = Random(f"{seed}/cases")  # noqa: S311 - a story, not a secret
    serves = {
        slug: set(kabupaten)
        for branches in BRANCHES.values()
        for slug, _name, _region, kabupaten in branches
    }
    free = [one for one in invent(seed) if one.confirmed]
    found = []
    for case in _CASES:
        fitting = [
            one
            for one in free
            if one.trade == case.trade
            and one.login == case.login
            and one.kabupaten in serves[case.branch]
        ]
        one = rng.choice(fitting)
        free.remove(one)
        found.append(_wish(rng, case, one))
    return found


def _wish(rng: Random, case: Case, one: Invented) -> Wish:
    least, most, step = _AMOUNTS[case.scheme]
    by_sales = int(one.yearly_sales * rng.uniform(0.12, 0.35)) // step * step
    # Whoever chooses another scheme than the sales suggest asks for something within it.
    within = rng.randrange(least, most + 1, step)
    return Wish(
        case=case,
        person=one,
        amount=by_sales if least <= by_sales <= most else within,
        months=rng.choice([12, 18, 24, 24, 36]),
        purpose=rng.choice(["kmk", "kmk", "ki"]),
    )
