"""Applications, referrals and decisions in states and with days that go together."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np

from financing.enums import DeclineReason
from financing.models import Application, Decision, Referral
from ikm_portal.calendar.days import is_working_day
from ikm_portal.synthetic.copying import Table, next_id
from ikm_portal.synthetic.house import RATE, House
from ikm_portal.synthetic.people import CHUNK, People

_NULL = "\\N"
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODES = len(_ALPHABET) ** 8
_STEP = 7_368_787_057  # no common factor with _CODES: codes jump about and never meet
_OFFICE_HOURS = range(8 * 3600, 17 * 3600)
_PAST = 1_300  # days that the oldest file is old

# A person's newest file at a bank, and a file before that one (which must be over).
_NEWEST = {
    "sent": 6, "received": 4, "in_review": 8, "papers_wanted": 4, "approved": 4, "contracted": 4,
    "disbursed": 44, "declined": 18, "withdrawn": 4, "expired": 4,
}  # fmt: skip
_OLDER = {"disbursed": 70, "declined": 25, "withdrawn": 5}
# A file that no bank has seen.
_AT_HOME = {"draft": 15, "submitted": 35, "returned": 15, "verified": 25, "withdrawn": 10}
_APPLICATION = {
    "approved": "approved", "contracted": "approved", "disbursed": "disbursed",
    "declined": "declined", "withdrawn": "withdrawn", "expired": "verified",
}  # fmt: skip  # anything else: "referred"
_WAITING = {"sent", "received", "in_review", "papers_wanted"}
_AMOUNTS = (
    (5, 7, 10),
    (15, 20, 25, 30, 40, 50, 75, 100),
    (150, 200, 300, 500),
)  # million rupiah by scheme
_USES = (
    "Beli bahan baku",
    "Beli mesin kemas",
    "Tambah stok untuk pesanan",
    "Perbaiki dapur produksi",
)


def file(
    house: House, people: People, *, applications: int, referrals: int, seed: int,
    today: datetime.date,
) -> int:  # fmt: skip
    """COPY of the files; `referrals` of the `applications` went to a bank. The number of rows."""
    writer = _Writer(house, people, applications, referrals, today)
    for start in range(0, applications, CHUNK):
        rng = np.random.default_rng([seed, 3, start])
        writer.chunk(start, min(CHUNK, applications - start), rng)
    return sum(table.rows for table in writer.tables)


def code_of(number: int) -> str:
    """The status code of the file with this id: the same alphabet as `new_code`."""
    rest, letters = number * _STEP % _CODES, ""
    for _place in range(8):
        rest, digit = divmod(rest, len(_ALPHABET))
        letters += _ALPHABET[digit]
    return f"{letters[:4]}-{letters[4:]}"


def _draw(rng: np.random.Generator, shares: dict[str, int], count: int) -> list[str]:
    weights = np.array(list(shares.values()), dtype=float)
    names = list(shares)
    return [names[n] for n in rng.choice(len(names), count, p=weights / weights.sum())]


def _deadlines(today: datetime.date, terms: set[int]) -> dict[int, list[str]]:
    """Working days of a term → the deadline of what was sent 0, 1, 2 … days ago.

    What `add_working_days` says, but each day is looked up once and not a million times.
    """
    first = today - datetime.timedelta(days=_PAST)
    span = _PAST + 2 * max(terms) + 60  # holidays in a row are far fewer than sixty
    calendar = [first + datetime.timedelta(days=n) for n in range(span)]
    open_days = [day for day in calendar if is_working_day(day)]
    opened = np.searchsorted(
        np.array([day.toordinal() for day in open_days]),
        [day.toordinal() for day in calendar[: _PAST + 1]],
        side="right",
    )[::-1]
    return {term: [str(open_days[at + term - 1]) for at in opened] for term in terms}


class _Writer:
    def __init__(
        self, house: House, people: People, applications: int, referrals: int, today: datetime.date
    ) -> None:
        self.house, self.people = house, people
        self.applications, self.referrals = applications, referrals
        self.first = next_id(Application)
        self.first_referral, self.decision = next_id(Referral), next_id(Decision)
        self.days = [str(today - datetime.timedelta(days=n)) for n in range(_PAST + 1)]
        self.due = _deadlines(today, {5, *(lender.days for lender in house.lenders)})
        self.clocks = [f"{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}+07" for n in _OFFICE_HOURS]
        moment = f"{today} 08:00:00+07"
        self.files = Table(
            Application,
            ["id", "code", "owner_id", "business_id", "association_id", "purpose", "amount",
             "months", "use", "product_id", "state", "created_by_id", "created_at", "submitted_at",
             "verified_at", "verified_by_id", "due_on", "return_note"],
            moment,
        )  # fmt: skip
        self.sent = Table(
            Referral,
            ["id", "application_id", "owner_id", "product_id", "branch_id", "amount", "months",
             "state", "officer_id", "sent_by_id", "sent_at", "due_on", "decided_at",
             "contract_number", "contracted_on", "disbursed_on", "disbursed_amount"],
            moment,
        )  # fmt: skip
        self.decided = Table(
            Decision,
            ["id", "referral_id", "outcome", "amount", "months", "rate", "reason", "words",
             "decided_by_id", "decided_at"],
            moment,
        )  # fmt: skip
        self.tables = [self.files, self.sent, self.decided]

    def chunk(self, start: int, count: int, rng: np.random.Generator) -> None:
        drawn = {
            "newest": _draw(rng, _NEWEST, count),
            "older": _draw(rng, _OLDER, count),
            "home": _draw(rng, _AT_HOME, count),
            "scheme": rng.choice(3, count, p=(0.35, 0.55, 0.1)).tolist(),
            "amount": rng.integers(0, 100, count).tolist(),
            "months": rng.choice((12, 18, 24, 36), count).tolist(),
            "use": rng.integers(0, len(_USES), count).tolist(),
            "recent": rng.integers(1, 27, count).tolist(),
            "past": rng.integers(60, 900, count).tolist(),
            "pace": rng.integers(1, 20, count).tolist(),
            "second": rng.integers(0, len(self.clocks), count).tolist(),
            "officer": rng.integers(0, 1_000, count).tolist(),
            "reason": rng.integers(0, len(DeclineReason.values), count).tolist(),
        }
        for turn in range(count):
            self._file(start + turn, {name: values[turn] for name, values in drawn.items()})
        for table in self.tables:
            table.send()

    def _file(self, number: int, d: dict[str, Any]) -> None:
        people, house = self.people, self.house
        person = number % people.owners.count
        newest = number + people.owners.count >= self.applications
        before = number * self.referrals // self.applications
        goes = (number + 1) * self.referrals // self.applications > before
        lender = house.lenders[int(people.lenders[person])]
        association, manager, _trade = house.associations[int(people.associations[person])]
        owner, firm = people.owners.first + person, people.businesses.first + person
        amounts = _AMOUNTS[d["scheme"]]
        amount = amounts[d["amount"] % len(amounts)] * 1_000_000
        product = lender.products[d["scheme"]]
        if goes:
            state = d["newest"] if newest else d["older"]
            step = _APPLICATION.get(state, "referred")
        else:
            state, step = "", d["home"] if newest else "withdrawn"
        ago = d["recent"] if state in _WAITING or (newest and not goes) else d["past"]
        clock = self.clocks[d["second"]]
        submitted = _NULL if step == "draft" else f"{self.days[ago + 6]} {clock}"
        seen = goes or step == "verified"
        verified = f"{self.days[ago + 2]} {clock}\t{house.clerk}" if seen else f"{_NULL}\t{_NULL}"
        account = int(people.accounts[person]) or manager
        self.files.add(
            f"{self.first + number}\t{code_of(self.first + number)}\t{owner}\t{firm}\t{association}"
            f"\t{'ki' if d['use'] % 2 else 'kmk'}\t{amount}\t{d['months']}\t{_USES[d['use']]}"
            f"\t{product}\t{step}\t{account}\t{self.days[ago + 8]} {clock}\t{submitted}\t{verified}"
            f"\t{_NULL if step == 'draft' else self.due[5][ago + 6]}"
            f"\t{'Foto KTP kurang jelas.' if step == 'returned' else ''}"
        )
        if goes:
            place = house.kecamatan[int(people.places[person])][:5]
            officers = lender.officers[place]
            officer = officers[d["officer"] % len(officers)]
            self._sent(
                number, before, state, lender.branches[place], officer, owner,
                product, amount, ago, clock, self.due[lender.days][ago], d,
            )  # fmt: skip

    def _sent(
        self, number: int, turn: int, state: str, branch: int, officer: int, owner: int,
        product: int, amount: int, ago: int, clock: str, due: str, d: dict[str, Any],
    ) -> None:  # fmt: skip
        taken = state not in {"sent", "expired", "withdrawn"}
        decided = state in {"approved", "declined", "contracted", "disbursed"}
        signed = state in {"contracted", "disbursed"}
        paid = state == "disbursed"
        day = ago - d["pace"]
        moment = f"{self.days[day]} {clock}" if decided else _NULL
        akad = f"SINTETIS/{number}\t{self.days[day - 5]}" if signed else f"\t{_NULL}"
        referral = self.first_referral + turn
        self.sent.add(
            f"{referral}\t{self.first + number}\t{owner}\t{product}\t{branch}\t{amount}"
            f"\t{d['months']}\t{state}\t{officer if taken else _NULL}\t{self.house.clerk}"
            f"\t{self.days[ago]} {clock}\t{due}\t{moment}"
            f"\t{akad}\t{self.days[day - 8] if paid else _NULL}\t{amount if paid else _NULL}"
        )
        if not decided:
            return
        if state == "declined":
            reason = DeclineReason.values[d["reason"]]
            what = f"decline\t{_NULL}\t{_NULL}\t{_NULL}\t{reason}\t{DeclineReason(reason).label}"
        else:
            what = f"approve\t{amount}\t{d['months']}\t{RATE}\t\t"
        self.decided.add(f"{self.decision}\t{referral}\t{what}\t{officer}\t{moment}")
        self.decision += 1
