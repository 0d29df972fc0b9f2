"""What a population needs around it: banks, branches, officers, associations, one office clerk."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from associations.enums import ConsentPurpose, InstitutionKind
from associations.models import Association, ConsentText, Institution, KbliCode, Manager, Region
from financing.enums import PostingRole
from financing.models import Bank, Branch, Posting, Product
from ikm_portal.accounts.enums import Kind
from ikm_portal.accounts.models import User
from ikm_portal.demo.people import TRADES

SLUG = "sintetis-"
SOURCE = "data sintetis"
OFFICERS = 3  # of each branch; the first one is its head
MEMBERS = 400  # of each association, about

# scheme, name, least and most rupiah, months for working capital and investment
SCHEMES = (
    ("super_mikro", "KUR Super Mikro", 1_000_000, 10_000_000, 36, 60),
    ("mikro", "KUR Mikro", 10_000_001, 100_000_000, 36, 60),
    ("kecil", "KUR Kecil", 100_000_001, 500_000_000, 48, 60),
)
RATE = Decimal("6.00")


@dataclass(frozen=True)
class Lender:
    """A bank as the population sees it: ids, and its branch and officers for each kabupaten."""

    institution: int
    days: int
    products: tuple[int, ...]  # in the order of SCHEMES
    branches: dict[str, int]
    officers: dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class House:
    clerk: int
    lenders: tuple[Lender, ...]
    associations: tuple[tuple[int, int, str], ...]  # id, its manager's account, trade
    kbli: dict[str, int]  # trade → id
    consent_texts: dict[str, int]  # purpose → id of the newest wording
    kecamatan: tuple[str, ...]
    weights: tuple[int, ...]  # desa in each kecamatan: where more people are


def furnish(*, businesses: int, banks: int, today: datetime.date) -> House:
    """Everything of which there are few, by the ORM. Nobody made here has a password."""
    kabupaten = list(Region.objects.kabupaten().filter(code__startswith="18.").order_by("code"))
    kecamatan, weights = _kecamatan()
    kbli = {
        trade.slug: KbliCode.objects.get(code=trade.kbli, edition="2020").pk
        for trade in TRADES.values()
    }
    return House(
        clerk=_users(["petugas"], Kind.STAFF)[0].pk,
        lenders=tuple(_lender(bank, kabupaten, today) for bank in _banks(banks)),
        associations=_associations(max(1, businesses // MEMBERS), kabupaten, kbli),
        kbli=kbli,
        consent_texts={
            str(purpose): ConsentText.objects.filter(purpose=purpose).latest("version").pk
            for purpose in ConsentPurpose
        },
        kecamatan=kecamatan,
        weights=weights,
    )


def _kecamatan() -> tuple[tuple[str, ...], tuple[int, ...]]:
    counted: dict[str, int] = {}
    for code in Region.objects.filter(level="desa", code__startswith="18.").values_list(
        "code", flat=True
    ):
        counted[code[:8]] = counted.get(code[:8], 0) + 1
    codes = tuple(sorted(counted))
    return codes, tuple(counted[code] for code in codes)


def _users(names: list[str], kind: Kind) -> list[User]:
    return User.objects.bulk_create(
        User(
            name=f"Sintetis {name}",
            kind=kind,
            email=f"{name}@sintetis.test".lower(),
            is_staff=kind == Kind.STAFF,
            is_demo=True,
            password=make_password(None),
        )
        for name in names
    )


def _banks(count: int) -> list[Bank]:
    """The banks of the reference data first, then as many invented ones as are missing."""
    banks = list(Bank.objects.select_related("institution").order_by("code")[:count])
    for number in range(len(banks) + 1, count + 1):
        institution = Institution.objects.create(
            slug=f"{SLUG}bank-{number:03d}",
            name=f"Bank Sintetis {number}",
            short_name=f"Bank S{number}",
            kind=InstitutionKind.BANK,
        )
        banks.append(Bank.objects.create(institution=institution, code=f"S{number:02d}"))
    return banks


def _lender(bank: Bank, kabupaten: list[Region], today: datetime.date) -> Lender:
    slug = bank.institution.slug.removeprefix(SLUG)
    branches: dict[str, int] = {}
    officers: dict[str, tuple[int, ...]] = {}
    for place in kabupaten:
        branch = Branch.objects.create(
            bank=bank,
            slug=f"{SLUG}{slug}-{place.code.replace('.', '-')}",
            name=f"{bank.name} {place.name}",
            region=place,
        )
        branch.serves.add(place)
        name = f"{slug}-{place.code.replace('.', '')}"
        people = _users([f"{name}-{number}" for number in range(OFFICERS)], Kind.OFFICER)
        roles = (PostingRole.HEAD, *[PostingRole.OFFICER] * (OFFICERS - 1))
        Posting.objects.bulk_create(
            Posting(user=user, branch=branch, role=role)
            for user, role in zip(people, roles, strict=True)
        )
        branches[place.code] = branch.pk
        officers[place.code] = tuple(user.pk for user in people)
    return Lender(
        bank.institution_id, bank.decision_days, _products(bank, slug, today), branches, officers
    )


def _products(bank: Bank, slug: str, today: datetime.date) -> tuple[int, ...]:
    """The bank's own product of each scheme, or an invented one."""
    found = []
    for scheme, name, least, most, working_capital, investment in SCHEMES:
        product = bank.products.filter(scheme=scheme, is_active=True).order_by("pk").first()
        found.append(
            product
            or Product.objects.create(
                bank=bank,
                slug=f"{SLUG}{slug}-{scheme.replace('_', '-')}",
                scheme=scheme,
                name=f"{name} {bank.name}",
                min_amount=least,
                max_amount=most,
                max_months_working_capital=working_capital,
                max_months_investment=investment,
                rate=RATE,
                source=SOURCE,
                source_on=today,
            )
        )
    return tuple(product.pk for product in found)


def _associations(
    count: int, kabupaten: list[Region], kbli: dict[str, int]
) -> tuple[tuple[int, int, str], ...]:
    trades = list(TRADES.values())
    planned = [
        (trades[number % len(trades)], kabupaten[number % len(kabupaten)], number + 1)
        for number in range(count)
    ]
    associations = Association.objects.bulk_create(
        Association(
            slug=f"{SLUG}{trade.slug}-{number}",
            name=f"Asosiasi IKM {trade.product} {place.name} {number}",
            commodity=trade.product,
            kbli_id=kbli[trade.slug],
            region=place,
            is_demo=True,
        )
        for trade, place, number in planned
    )
    managers = _users([f"pengurus-{number}" for _trade, _place, number in planned], Kind.MANAGER)
    Manager.objects.bulk_create(
        Manager(association=association, user=user)
        for association, user in zip(associations, managers, strict=True)
    )
    return tuple(
        (association.pk, user.pk, trade.slug)
        for association, user, (trade, _place, _number) in zip(
            associations, managers, planned, strict=True
        )
    )
