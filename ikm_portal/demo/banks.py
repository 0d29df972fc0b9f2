"""Branches, officers, products and quotas of the three banks. Everything here is an example."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.utils import timezone

from associations.models import Region
from financing.actions.quotas import open_quota
from financing.enums import PaperKind, PostingRole
from financing.models import Bank, Branch, Posting, Product
from ikm_portal.accounts.enums import Kind
from ikm_portal.demo.house import STAFF, account, person

SOURCE = "data contoh"

# bank → (branch, name, where, kabupaten/kota that it serves): together all fifteen.
BRANCHES: dict[str, list[tuple[str, str, str, list[str]]]] = {
    "bri": [
        ("bri-bandar-lampung", "BRI Bandar Lampung", "18.71", ["18.71", "18.01", "18.09"]),
        ("bri-pringsewu", "BRI Pringsewu", "18.10", ["18.10", "18.06"]),
        ("bri-metro", "BRI Metro", "18.72", ["18.72", "18.02", "18.07"]),
        ("bri-kotabumi", "BRI Kotabumi", "18.03", ["18.03", "18.08", "18.12"]),
        ("bri-liwa", "BRI Liwa", "18.04", ["18.04", "18.13"]),
        ("bri-tulang-bawang", "BRI Tulang Bawang", "18.05", ["18.05", "18.11"]),
    ],
    "bni": [
        ("bni-tanjungkarang", "BNI Tanjungkarang", "18.71",
         ["18.71", "18.01", "18.09", "18.10", "18.06"]),
        ("bni-metro", "BNI Metro", "18.72", ["18.72", "18.02", "18.07"]),
        ("bni-kotabumi", "BNI Kotabumi", "18.03",
         ["18.03", "18.08", "18.04", "18.13", "18.12", "18.05", "18.11"]),
    ],
    "bank-lampung": [
        ("bank-lampung-utama", "Bank Lampung Kantor Cabang Utama", "18.71",
         ["18.71", "18.01", "18.09", "18.10", "18.06", "18.72"]),
        ("bank-lampung-kotabumi", "Bank Lampung Kotabumi", "18.03",
         ["18.03", "18.08", "18.12", "18.05", "18.11", "18.02", "18.07"]),
        ("bank-lampung-liwa", "Bank Lampung Liwa", "18.04", ["18.04", "18.13"]),
    ],
}  # fmt: skip

# address, branch, role
POSTINGS = [
    ("petugas@bri.test", "bri-bandar-lampung", PostingRole.OFFICER),
    ("kepala@bri.test", "bri-bandar-lampung", PostingRole.HEAD),
    ("petugas2@bri.test", "bri-liwa", PostingRole.OFFICER),
    ("petugas@bni.test", "bni-tanjungkarang", PostingRole.OFFICER),
    ("petugas@banklampung.test", "bank-lampung-utama", PostingRole.OFFICER),
]

# scheme, name, least and most rupiah, months for working capital and investment
_SCHEMES = [
    ("super_mikro", "KUR Super Mikro", 1_000_000, 10_000_000, 36, 60),
    ("mikro", "KUR Mikro", 10_000_001, 100_000_000, 36, 60),
    ("kecil", "KUR Kecil", 100_000_001, 500_000_000, 48, 60),
]
# One product with limits of its own, so that they can be seen: which industries, where, papers.
_NARROWED: dict[tuple[str, str], dict[str, list[str]]] = {
    ("bank-lampung", "kecil"): {
        "sectors": ["10", "11", "13"],
        "regions": ["18.01", "18.09", "18.10", "18.71", "18.72"],
        "papers": ["npwp", "bpjs_tk"],
    },
}
# For members of a group that the office has written a letter on.
_OF_GROUPS = ("khusus", "KUR Khusus", 10_000_001, 500_000_000, 48, 60)
# Sources contradict each other on super mikro in 2026 (3% or 6%): the dearer disappoints nobody.
_RATE = Decimal("6.00")

# A bank that publishes a paper of its own for a product: it may be asked for there alone.
_WITH_A_LIST = ("bni", "mikro")
_OWN_PAPER = "Surat keterangan domisili usaha"
# bank, scheme → rupiah and debtors this year. Bank Lampung's kecil has no known figure.
_QUOTAS = {
    ("bri", "super_mikro"): (400_000_000, 60),
    ("bri", "mikro"): (2_500_000_000, 80),
    ("bri", "kecil"): (2_000_000_000, 12),
    ("bni", "super_mikro"): (200_000_000, 30),
    ("bni", "mikro"): (1_200_000_000, 40),
    ("bni", "kecil"): (1_000_000_000, 6),
    ("bank-lampung", "super_mikro"): (150_000_000, 25),
    ("bank-lampung", "mikro"): (600_000_000, 20),
}


def open_banks(hashed: str) -> None:
    """Branches, officers, products, and this year's quotas by the staff's hand."""
    for slug, branches in BRANCHES.items():
        bank = Bank.objects.get(institution__slug=slug)
        for branch_slug, name, region, serves in branches:
            branch = Branch.objects.create(
                bank=bank, slug=branch_slug, name=name, region=Region.objects.get(code=region)
            )
            branch.serves.set(Region.objects.filter(code__in=serves))
        _products(bank, slug)
    for email, branch_slug, role in POSTINGS:
        officer = account(email, Kind.OFFICER, hashed=hashed)
        Posting.objects.create(user=officer, branch=Branch.objects.get(slug=branch_slug), role=role)


def _products(bank: Bank, slug: str) -> None:
    today = timezone.localdate()
    offered = [*_SCHEMES, _OF_GROUPS] if slug == "bri" else _SCHEMES
    for scheme, name, least, most, working_capital, investment in offered:
        product = Product.objects.create(
            bank=bank,
            slug=f"{slug}-kur-{scheme.replace('_', '-')}",
            scheme=scheme,
            name=f"{name} {bank.name}",
            min_amount=least,
            max_amount=most,
            max_months_working_capital=working_capital,
            max_months_investment=investment,
            rate=_RATE,
            source=SOURCE,
            source_on=today,
            **_NARROWED.get((slug, scheme), {}),
        )
        if (slug, scheme) == _WITH_A_LIST:
            product.own_papers.create(
                kind=PaperKind.OTHER, name=_OWN_PAPER, source=SOURCE, source_on=today
            )
        figures = _QUOTAS.get((slug, scheme))
        if figures:
            open_quota(
                product=product,
                starts_on=datetime.date(today.year, 1, 1),
                ends_on=datetime.date(today.year, 12, 31),
                amount=figures[0],
                count=figures[1],
                source=SOURCE,
                as_of=today,
                by=person(STAFF),
            )
