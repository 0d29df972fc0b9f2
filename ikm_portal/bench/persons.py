"""Who looks at which page in a scratch database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from financing.enums import ReferralState
from financing.models import Application, Branch, Posting, Referral
from ikm_portal.accounts.models import User
from ikm_portal.audit.models import Entry
from ikm_portal.bench.browser import Browser

FULL = 120  # open cases that the branch has at least, so that its first page is full


@dataclass(frozen=True)
class Page:
    """`bank` pages may weigh more."""

    name: str
    browser: Browser
    url: str


def staff() -> Any:
    return User.objects.get(email="kepala@disperindag.test")


def fullest_branch() -> Branch:
    """The branch with most open cases; in a small population others hand theirs over to it."""
    active = Referral.objects.active()
    branch = active.values_list("branch").annotate(n=Count("pk")).order_by("-n").first()
    assert branch is not None  # noqa: S101 - a population without referrals was asked for
    pk, count = branch
    if count < FULL:
        more = active.exclude(branch=pk).filter(branch__slug__startswith="sintetis")
        Referral.objects.filter(pk__in=more.values("pk")[: FULL - count]).update(branch=pk)
    return Branch.objects.get(pk=pk)


def head_of(branch: Branch) -> Any:
    return Posting.objects.current().filter(branch=branch).order_by("-role", "pk")[0].user


def small_branch() -> Branch | None:
    """A branch with one open case or a few."""
    found = (
        Referral.objects.active()
        .values_list("branch")
        .annotate(n=Count("pk"))
        .filter(branch__postings__until=None)
        .order_by("n")
        .first()
    )
    return Branch.objects.get(pk=found[0]) if found else None


def told_referral() -> Referral:
    """The demo's referral with the longest trail: papers, messages and steps are real."""
    keys = (
        Entry.objects.filter(subject_type="financing.referral")
        .values_list("subject_id")
        .annotate(n=Count("pk"))
        .order_by("-n", "subject_id")
    )
    return Referral.objects.select_related("branch", "owner__user", "application").get(
        pk=keys[0][0]
    )


def told_member() -> Any:
    return User.objects.get(email="anggota1@kopi.test")


def pages() -> list[Page]:
    """The pages that bars are set for, each as the person who uses it."""
    branch = fullest_branch()
    officer = Browser(head_of(branch))
    open_ones = Referral.objects.active().filter(branch=branch).order_by("-due_on", "-id")
    last = open_ones[50:51][0] if open_ones.count() > 50 else open_ones[0]
    case, member, office = told_referral(), told_member(), Browser(staff())
    mine = Browser(member)
    filed = Application.objects.filter(owner__user=member).latest("pk")
    return [
        Page("antrean bank", officer, "/bank/"),
        Page("antrean bank, satu saringan", officer, "/bank/?keadaan=" + ReferralState.IN_REVIEW),
        Page("antrean bank, halaman akhir", officer, f"/bank/?sesudah={last.due_on}.{last.pk}"),
        Page("rujukan", Browser(head_of(case.branch)), f"/bank/rujukan/{case.pk}/"),
        Page("petugas: daftar pengajuan", office, "/admin/financing/application/"),
        Page("petugas: daftar rujukan", office, "/admin/financing/referral/"),
        Page("beranda anggota", mine, "/anggota/"),
        Page("pengajuan anggota", mine, f"/anggota/pengajuan/{filed.code}/"),
    ]
