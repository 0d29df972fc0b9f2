"""A coded refusal held against what was found when the file went to the bank.

Which rules of the engine a reason speaks of is data. A finding that is settled and verified stops
the reason; one that is unknown, the bank's to look up, or rests on an unverified value only warns.
Reasons that no rule speaks of (the bank's own look at income, place, identity) are not held here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from associations.enums import PermitKind
from financing.enums import DeclineReason as R
from financing.enums import QuotaEntryKind
from financing.kur.findings import Finding
from financing.kur.rules import Outcome
from financing.kur.ruleset import VERIFIED
from financing.models import QuotaEntry, Referral
from financing.stored import CannotReplay, results_of

# The bank's own layer is named bank_…: what it publishes narrows the regulation.
RULES: dict[str, tuple[str, ...]] = {
    R.TOO_YOUNG: ("business_age",),
    R.NO_NIB: ("legality", "bank_papers"),
    R.HAS_CREDIT: ("prior_credit", "concurrent_credit"),
    R.OTHER_BANK: ("other_bank", "bank_one_bank"),
    R.SECTOR: ("commodity", "bank_sector"),
}
# Nothing but the ledger or a rule of its own speaks of these.
OTHERWISE = {R.QUOTA, R.COLLATERAL}
# What a bank publishes about its own product needs nobody to confirm it.
_SETTLED = {*VERIFIED, "bank_published"}


@dataclass(frozen=True)
class Held:
    """What speaks against a reason. `certain`: it stops it; otherwise the officer is told."""

    certain: bool
    sentence: str


def held_against(referral: Referral, reason: str) -> Held | None:
    """None where nothing speaks against it."""
    if reason == R.NO_NIB and _has_nib(referral):
        return Held(
            True,
            _("NIB usaha ini sudah tercatat. Kalau tidak berlaku, pilih alasan tentang berkas."),
        )
    if reason == R.QUOTA and _has_room(referral):
        # The figure was entered from what is published; what the bank lent elsewhere is not in it.
        return Held(False, _("Menurut kuota yang tercatat, jatah untuk kasus ini masih dipesan."))
    wanted = RULES.get(reason, ())
    return weigh([one for one in _findings(referral) if one.rule in wanted]) if wanted else None


def weigh(findings: list[Finding]) -> Held | None:
    """One that failed carries the reason, whatever the others say."""
    if not findings or any(one.outcome == Outcome.FAILED for one in findings):
        return None
    open_ones = [one for one in findings if one.outcome != Outcome.PASSED or not _sure(one)]
    return Held(not open_ones, " ".join(_told(one) for one in open_ones or findings))


def _sure(finding: Finding) -> bool:
    return finding.confidence in _SETTLED


def _told(finding: Finding) -> str:
    where = ", ".join(part for part in (finding.regulation, finding.article) if part)
    return finding.officer.text(gettext) + (f" ({where})" if where else "")


def _findings(referral: Referral) -> list[Finding]:
    """Of its own product, as kept when it was sent; none where they cannot be opened any more."""
    stored = getattr(referral, "findings", None)
    try:
        results = results_of(stored, only=referral.product.slug) if stored else []
    except CannotReplay:
        return []
    return [one for result in results for one in (*result.scheme.findings, *result.findings)]


def _has_nib(referral: Referral) -> bool:
    return referral.application.business.permits.filter(kind=PermitKind.NIB).exists()


def _has_room(referral: Referral) -> bool:
    """The ledger set the amount aside when the case was sent, and holds it still."""
    kinds = set(QuotaEntry.objects.filter(referral=referral).values_list("kind", flat=True))
    return QuotaEntryKind.RESERVED in kinds and QuotaEntryKind.RELEASED not in kinds
