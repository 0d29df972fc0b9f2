"""The invented members: the same for a seed, plausible, and nobody's."""

from __future__ import annotations

import csv
import datetime

import phonenumbers
import pytest

from associations.reference import REGIONS_CSV
from ikm_portal.common.nik import parse_nik
from ikm_portal.common.phone import parse_phone
from ikm_portal.demo.accounts import DEMO_ACCOUNTS, NAMES
from ikm_portal.demo.cases import wishes
from ikm_portal.demo.names import PUBLIC_PERSONS
from ikm_portal.demo.people import TRADES, invent
from ikm_portal.demo.words import USES

SEEDS = [2023, 1, 2, 99]


@pytest.fixture(scope="module")
def kecamatan() -> set[str]:
    with REGIONS_CSV.open(encoding="utf-8", newline="") as lines:
        return {row["code"] for row in csv.DictReader(lines) if row["level"] == "kecamatan"}


def test_one_seed_one_set_of_people():
    invent.cache_clear()
    first = invent(2023)
    invent.cache_clear()
    assert invent(2023) == first
    assert wishes(2023) == wishes(2023)
    assert {one.name for one in invent(1)} != {one.name for one in first}


@pytest.mark.parametrize("seed", SEEDS)
def test_numbers_are_well_formed_and_nobodys(seed, kecamatan):
    people = invent(seed)
    assert len({one.nik for one in people}) == len({one.phone for one in people}) == 113
    for one in people:
        nik = parse_nik(one.nik, today=datetime.date(2026, 11, 24))
        assert (nik.birth_date, nik.sex) == (one.birth_date, one.sex)
        assert nik.region_code == one.kecamatan
        assert one.kecamatan in kecamatan
        assert int(one.nik[-4:]) >= 9000
        assert parse_phone(one.phone) == one.phone
        # No operator has this block: nobody's phone rings.
        assert not phonenumbers.is_valid_number(phonenumbers.parse(one.phone))


@pytest.mark.parametrize("seed", SEEDS)
def test_people_are_plausible(seed):
    people = invent(seed)
    assert len({one.name for one in people}) == len({one.firm for one in people}) == 113
    for trade, share in (("kopi-bubuk", 0.35), ("garam-beryodium", 0.23), ("keripik-pisang", 0.6)):
        ours = [one for one in people if one.trade == trade]
        women = sum(one.sex == "P" for one in ours) / len(ours)
        assert women == pytest.approx(share, abs=0.02)
        assert sum(not one.confirmed for one in ours) == TRADES[trade].invited
    for one in people:
        assert one.started_on.year - one.birth_date.year >= 18
        assert 18_000_000 <= one.yearly_sales <= 4_500_000_000
        assert one.name not in PUBLIC_PERSONS
    nib = sum("nib" in dict(one.permits) for one in people) / 113
    assert 0.45 < nib < 0.75


@pytest.mark.parametrize("seed", range(25))
def test_every_case_finds_its_member(seed):
    found = wishes(seed)
    assert len({wish.person.nik for wish in found}) == len(found) >= 45
    assert all((wish.case.trade, wish.purpose) in USES for wish in found)
    limits = {
        "super_mikro": (1_000_000, 10_000_000),
        "mikro": (10_000_001, 100_000_000),
        "kecil": (100_000_001, 500_000_000),
    }
    for wish in found:
        least, most = limits[wish.case.scheme]
        assert least <= wish.amount <= most


def test_accounts_are_the_ones_printed():
    logins = {one.login for one in invent(2023) if one.login} | set(NAMES)
    assert logins == {email for email, _role in DEMO_ACCOUNTS}
