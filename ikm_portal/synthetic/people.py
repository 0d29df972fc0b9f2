"""Owners and their businesses, in chunks: accounts, permits, memberships, consents with them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from associations.models import Business, Consent, Membership, Owner, Permit
from ikm_portal.accounts.enums import Kind
from ikm_portal.accounts.models import User
from ikm_portal.common.crypto import blind_index
from ikm_portal.demo.names import invent_name
from ikm_portal.demo.people import TRADES
from ikm_portal.demo.places import street_for
from ikm_portal.synthetic.copying import Table, next_id
from ikm_portal.synthetic.house import House
from ikm_portal.synthetic.tokens import encrypt_all

CHUNK = 20_000
WITH_ACCOUNT = 0.7  # the others are looked after by their association
_NAMES = 4_000  # different names of each sex; people share names, as they do in life
_WORDS = ("Lestari", "Jaya", "Barokah", "Makmur", "Sejahtera", "Mandiri", "Berkah", "Sumber Rejeki")
_EPOCH = datetime.date(1955, 1, 1)
_BIRTHS = 18_000  # days after _EPOCH: people of 21 to 71 in 2026


@dataclass(frozen=True)
class Range:
    """Rows lie at first, first + 1, … in the order of the population."""

    first: int
    count: int


@dataclass(frozen=True)
class People:
    """What the applications must know of the people, a few bytes each."""

    owners: Range
    businesses: Range
    accounts: npt.NDArray[np.int64]  # 0: no account
    places: npt.NDArray[np.int16]  # index into house.kecamatan
    associations: npt.NDArray[np.int32]  # index into house.associations
    lenders: npt.NDArray[np.int16]  # index into house.lenders: the bank that the person chose


def _niks(house: House, count: int, rng: np.random.Generator) -> tuple[Any, Any, Any, Any]:
    """(place, days after _EPOCH, woman, serial): never two people with one number.

    Serials count down from 9999 among those born on one day in one kecamatan: no registry has come
    that far, so no number is a living person's.
    """
    weights = np.array(house.weights, dtype=float)
    places = rng.choice(len(weights), count, p=weights / weights.sum()).astype(np.int16)
    births = rng.integers(0, _BIRTHS, count, dtype=np.int32)
    women = rng.random(count) < 0.45
    same = (places.astype(np.int64) * _BIRTHS + births) * 2 + women
    order = np.argsort(same, kind="stable")
    ranked = same[order]
    starts = np.r_[True, ranked[1:] != ranked[:-1]]
    at = np.arange(count)
    serials = np.empty(count, dtype=np.int16)
    serials[order] = 9999 - (at - np.maximum.accumulate(np.where(starts, at, 0)))
    return places, births, women, serials


def _names(seed: int) -> dict[str, list[str]]:
    rng = Random(seed)  # noqa: S311 - invented people
    codes = ("18.71", "18.04", "18.06", "18.08", "18.03", "18.01", "")
    return {
        sex: [invent_name(rng, sex, rng.choice(codes), set()) for _turn in range(_NAMES)]
        for sex in ("L", "P")
    }


def settle(house: House, *, count: int, seed: int, today: datetime.date) -> tuple[People, int]:
    """COPY of `count` owners with one business each; answers with the number of rows in all."""
    rng = np.random.default_rng([seed, 1])
    places, births, women, serials = _niks(house, count, rng)
    accounts = rng.random(count) < WITH_ACCOUNT
    first_user = next_id(User)
    people = People(
        owners=Range(next_id(Owner), count),
        businesses=Range(next_id(Business), count),
        accounts=np.where(accounts, first_user + np.cumsum(accounts) - 1, 0),
        places=places,
        associations=rng.integers(0, len(house.associations), count, dtype=np.int32),
        lenders=rng.integers(0, len(house.lenders), count, dtype=np.int16),
    )
    writer = _Writer(house, people, seed, today)
    for start in range(0, count, CHUNK):
        part = slice(start, min(start + CHUNK, count))
        writer.chunk(start, places[part], births[part], women[part], serials[part])
    return people, sum(table.rows for table in writer.tables)


class _Writer:
    def __init__(self, house: House, people: People, seed: int, today: datetime.date) -> None:
        self.house, self.people, self.seed, self.today = house, people, seed, today
        self.names = _names(seed)
        self.dates = [(_EPOCH + datetime.timedelta(days=n)) for n in range(_BIRTHS)]
        moment = f"{today} 08:00:00+07"
        self.moment = int(
            datetime.datetime.combine(today, datetime.time(), datetime.UTC).timestamp()
        )
        self.users = Table(
            User,
            ["id", "password", "phone", "phone_hash", "name", "kind", "is_demo", "date_joined"],
            moment,
        )
        self.owners = Table(
            Owner,
            ["id", "user_id", "name", "nik", "nik_hash", "npwp", "npwp_hash", "phone", "phone_hash",
             "sex", "birth_date", "is_married", "address", "region_id", "is_demo"],
            moment,
        )  # fmt: skip
        self.firms = Table(
            Business,
            ["id", "owner_id", "name", "product", "kbli_id", "started_on", "workers",
             "yearly_sales", "address", "region_id", "is_demo"],
            moment,
        )  # fmt: skip
        self.permits = Table(Permit, ["id", "business_id", "kind", "number"], moment)
        self.memberships = Table(
            Membership, ["id", "association_id", "business_id", "state", "joined_on"], moment
        )
        self.consents = Table(
            Consent,
            ["id", "owner_id", "text_id", "purpose", "recipient_id", "channel", "given_by_id",
             "given_on", "valid_until"],
            moment,
        )  # fmt: skip
        self.tables = [
            self.users, self.owners, self.firms, self.permits, self.memberships, self.consents
        ]  # fmt: skip
        self.permit, self.membership, self.consent = (
            next_id(model) for model in (Permit, Membership, Consent)
        )
        self.numbered = self.permit  # a NIB that nobody else has
        self.days = [str(today - datetime.timedelta(days=n)) for n in range(9_000)]
        self.until = str(today + datetime.timedelta(days=365))

    def chunk(self, start: int, places: Any, births: Any, women: Any, serials: Any) -> None:
        """The people from `start` on, all the way into the database."""
        rng = np.random.default_rng([self.seed, 2, start])
        count = len(places)
        codes = [self.house.kecamatan[place] for place in places]
        niks = [
            f"{code[:2]}{code[3:5]}{code[6:8]}{day.day + 40 * woman:02d}{day:%m%y}{serial}"
            for code, day, woman, serial in zip(
                codes, (self.dates[n] for n in births), women.tolist(), serials, strict=True
            )
        ]
        # 0840 belongs to no operator: a call to an invented person reaches nobody.
        phones = [f"+628401{self.people.owners.first + start + n:08d}" for n in range(count)]
        sealed = {
            name: encrypt_all(values, moment=self.moment, rng=rng)
            for name, values in (("nik", niks), ("npwp", niks), ("phone", phones), ("user", phones))
        }
        rows = {
            "name": rng.integers(0, _NAMES, count).tolist(),
            "npwp": (rng.random(count) < 0.4).tolist(),
            "house": rng.integers(1, 90, count).tolist(),
            "word": rng.integers(0, len(_WORDS), count).tolist(),
            "age": rng.integers(40, 5_000, count).tolist(),
            "workers": rng.geometric(0.3, count).tolist(),
            "sales": np.clip(rng.lognormal(18.8, 0.7, count), 18e6, 4.5e9).astype(int).tolist(),
            "nib": (rng.random(count) < 0.6).tolist(),
            "pirt": (rng.random(count) < 0.4).tolist(),
            "joined": rng.integers(0, 1_200, count).tolist(),
            "married": (rng.random(count) < 0.75).tolist(),
        }
        for turn in range(count):
            self._person(
                start + turn,
                codes[turn],
                niks[turn],
                phones[turn],
                {name: tokens[turn] for name, tokens in sealed.items()},
                "P" if women[turn] else "L",
                self.dates[births[turn]],
                {name: values[turn] for name, values in rows.items()},
            )
        for table in self.tables:
            table.send()

    def _person(
        self,
        number: int,
        code: str,
        nik: str,
        phone: str,
        sealed: dict[str, str],
        sex: str,
        born: datetime.date,
        drawn: dict[str, Any],
    ) -> None:
        people, house = self.people, self.house
        owner, firm = people.owners.first + number, people.businesses.first + number
        account = int(people.accounts[number])
        association, manager, slug = house.associations[int(people.associations[number])]
        lender = house.lenders[int(people.lenders[number])]
        trade = TRADES[slug]
        name = self.names[sex][drawn["name"]]
        phone_hash = blind_index(phone, "phone")
        address = f"{street_for(code)[0]} No. {drawn['house']}"
        joined = self.days[drawn["joined"]]
        if account:
            self.users.add(
                f"{account}\t!\t{sealed['user']}\t{phone_hash}\t{name}\t{Kind.MEMBER}\tt\t"
                f"{joined} 09:00:00+07"
            )
        npwp = f"{sealed['npwp']}\t{blind_index(nik, 'npwp')}" if drawn["npwp"] else "\t"
        self.owners.add(
            f"{owner}\t{account or _NULL}\t{name}\t{sealed['nik']}\t{blind_index(nik, 'nik')}"
            f"\t{npwp}"
            f"\t{sealed['phone']}\t{phone_hash}\t{sex}\t{born}\t{'t' if drawn['married'] else 'f'}"
            f"\t{address}\t{code}\tt"
        )
        title = trade.firms[number % len(trade.firms)].format(
            f"{_WORDS[drawn['word']]} {name.rsplit(' ', 1)[-1]}"
        )
        self.firms.add(
            f"{firm}\t{owner}\t{title}\t{trade.product}\t{house.kbli[slug]}"
            f"\t{self.days[drawn['age']]}\t{min(drawn['workers'], 19)}\t{drawn['sales']}"
            f"\t{address}\t{code}\tt"
        )
        for kind in ("nib", "pirt"):
            if drawn[kind]:
                written = f"9{self.permit:012d}" if kind == "nib" else f"SINTETIS/{self.permit}"
                self.permits.add(f"{self.permit}\t{firm}\t{kind}\t{written}")
                self.permit += 1
        self.memberships.add(f"{self.membership}\t{association}\t{firm}\tconfirmed\t{joined}")
        self.membership += 1
        for purpose, recipient in (("portal", _NULL), ("bank", lender.institution)):
            self.consents.add(
                f"{self.consent}\t{owner}\t{house.consent_texts[purpose]}\t{purpose}\t{recipient}"
                f"\tweb\t{account or manager}\t{joined}\t{self.until}"
            )
            self.consent += 1


_NULL = "\\N"
