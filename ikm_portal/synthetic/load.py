"""A whole population in one transaction."""

from __future__ import annotations

import datetime
import io
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from associations.models import Business, Consent, Membership, Owner, Permit
from financing.models import Application, Branch, Decision, Referral
from ikm_portal.accounts.models import User
from ikm_portal.synthetic import copying, files, house, people

# From here on it is quicker to make the indexes again than to keep them up row by row.
WITHOUT_INDEXES_FROM = 20_000
TABLES = [User, Owner, Business, Permit, Membership, Consent, Application, Referral, Decision]

Say = Callable[[str], None]


class CannotLoad(Exception):
    """Why nothing was loaded, in a sentence."""


@dataclass(frozen=True)
class Size:
    """How many of each. A referral needs an application of its own."""

    businesses: int
    applications: int
    referrals: int
    banks: int

    def check(self) -> None:
        if self.businesses < 1 or self.banks < 1 or self.banks > 99:
            raise CannotLoad("Paling sedikit 1 usaha, dan 1 sampai 99 bank.")
        if not 0 <= self.referrals <= self.applications:
            raise CannotLoad("Tiap rujukan perlu satu pengajuan: --referrals <= --applications.")
        if self.businesses > 90_000_000 or self.applications > 40 * self.businesses:
            raise CannotLoad("Terlalu banyak: paling banyak 40 pengajuan untuk satu usaha.")


def refuse_among_real_people(*, only_empty: bool) -> None:
    """Invented people never stand beside real ones, and not twice in one database."""
    if Branch.objects.filter(slug__startswith=house.SLUG).exists():
        raise CannotLoad("Data sintetis sudah ada di basis data ini.")
    if not Owner.objects.exists() and not Application.objects.exists():
        return
    if only_empty:
        raise CannotLoad("Basis data ini tidak kosong.")
    if not settings.DEMO or Owner.objects.filter(is_demo=False).exists():
        raise CannotLoad("Di basis data ini ada data orang sungguhan. Pakai basis data lain.")


@transaction.atomic
def load(
    size: Size, *, seed: int = 2023, only_empty: bool = False, today: datetime.date | None = None,
    say: Say = lambda line: None,
) -> int:  # fmt: skip
    """The number of rows that were copied. The same `size`, `seed`, `today` and keys give the same
    rows. Raises CannotLoad. The trail is not invented: these people have no history in it.
    """
    size.check()
    refuse_among_real_people(only_empty=only_empty)
    today = today or timezone.localdate()
    # Safe to repeat; a database may hold some of it only.
    call_command("load_reference", verbosity=0, stdout=io.StringIO())
    clock = _Clock(say)
    around = house.furnish(businesses=size.businesses, banks=size.banks, today=today)
    clock.lap(f"{len(around.lenders)} bank, {len(around.associations)} asosiasi")
    many = max(size.businesses, size.applications) >= WITHOUT_INDEXES_FROM
    with copying.bare(TABLES) if many else nullcontext():
        them, rows = people.settle(around, count=size.businesses, seed=seed, today=today)
        clock.lap(f"{size.businesses:,} usaha: {rows:,} baris")
        filed = files.file(
            around, them, applications=size.applications, referrals=size.referrals, seed=seed,
            today=today,
        )  # fmt: skip
        clock.lap(f"{size.applications:,} pengajuan, {size.referrals:,} rujukan: {filed:,} baris")
    clock.lap("indeks dan kunci asing")
    copying.settle_sequences(TABLES)
    copying.analyse(TABLES)
    clock.lap("ANALYZE")
    return rows + filed


class _Clock:
    def __init__(self, say: Say) -> None:
        self.say, self.since, self.cpu = say, time.monotonic(), time.process_time()

    def lap(self, what: str) -> None:
        now, cpu = time.monotonic(), time.process_time()
        self.say(f"{what}: {now - self.since:.1f} detik ({cpu - self.cpu:.1f} CPU Python)")
        self.since, self.cpu = now, cpu
