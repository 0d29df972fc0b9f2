"""The quota ledger: reserve, settle, release. The database refuses to go below zero.

A reservation is one UPDATE with the room in its WHERE, so that of two who want the last rupiah one
gets it and the other reads why not. Lock order everywhere: application, referral, quota.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Min, Q, Sum
from django.utils.translation import gettext as _

from financing import rules
from financing.enums import QuotaEntryKind as Kind
from financing.models import Branch, Product, Quota, QuotaEntry, Referral
from ikm_portal.audit.engine import record
from ikm_portal.common.models.fields import MAX_RUPIAH
from ikm_portal.common.money import format_rupiah


class CannotReserve(Exception):
    """Its text is a sentence for the person."""


class CannotCorrect(Exception):
    """Its text is a sentence for the person."""


@transaction.atomic
def open_quota(
    *,
    product: Product,
    starts_on: datetime.date,
    ends_on: datetime.date,
    amount: int,
    source: str,
    as_of: datetime.date,
    by: Any,
    count: int | None = None,
    branch: Branch | None = None,
) -> Quota:
    """A quota of `amount` rupiah and, when given, `count` debtors. Raises CannotCorrect."""
    answer = rules.may_open_quota(by)
    if not answer:
        raise CannotCorrect(str(answer.reason))
    quota = Quota.objects.create(
        product=product,
        branch=branch,
        starts_on=starts_on,
        ends_on=ends_on,
        amount_total=amount,
        amount_left=amount,
        count_total=count,
        count_left=count,
        source=source,
        as_of=as_of,
    )
    QuotaEntry.objects.create(
        quota=quota, kind=Kind.OPENED, amount=amount, count=count or 0, note=source[:200], by=by
    )
    record("financing.quota.open", quota, by=by, data={"amount": amount, "count": count})
    return quota


@transaction.atomic
def correct_quota(*, quota: Quota, amount: int, count: int, note: str, by: Any) -> QuotaEntry:
    """Adds `amount` rupiah and `count` debtors (both may be negative) to what the bank gave.

    An entry of its own with the reason: what was written before stays. Not below what is already
    reserved or used. Raises CannotCorrect.
    """
    answer = rules.may_keep_quota(by, quota)
    if not answer:
        raise CannotCorrect(str(answer.reason))
    if not note.strip():
        raise CannotCorrect(_("Tulis alasan koreksinya."))
    if not amount and not count:
        raise CannotCorrect(_("Isi selisihnya: rupiah, jumlah debitur, atau keduanya."))
    if count and quota.count_total is None:
        raise CannotCorrect(_("Kuota ini tidak dibatasi jumlah debitur."))
    room = Q(amount_left__gte=-amount)
    if count:
        room &= Q(count_left__gte=-count)
    changed = Quota.objects.filter(
        room, pk=quota.pk, amount_total__lte=MAX_RUPIAH - max(amount, 0)
    ).update(
        amount_total=F("amount_total") + amount,
        amount_left=F("amount_left") + amount,
        count_total=F("count_total") + count,
        count_left=F("count_left") + count,
    )
    if not changed:
        raise CannotCorrect(_("Kuota tidak bisa dikurangi sampai di bawah yang sudah dipesan."))
    quota.refresh_from_db()
    entry = QuotaEntry.objects.create(
        quota=quota, kind=Kind.CORRECTED, amount=amount, count=count, note=note.strip()[:200], by=by
    )
    record(
        "financing.quota.correct",
        quota,
        by=by,
        note=note,
        data={"amount": amount, "count": count},
    )
    return entry


def quota_for(product: Product, branch: Branch, on: datetime.date) -> Quota | None:
    """The branch's own quota if it has one, else the bank's; None when no figure is known."""
    return (
        Quota.objects.filter(product=product, starts_on__lte=on, ends_on__gte=on)
        .filter(Q(branch=branch) | Q(branch=None))
        .order_by(F("branch").asc(nulls_last=True))
        .first()
    )


@transaction.atomic
def reserve(*, referral: Referral, on: datetime.date, by: Any) -> QuotaEntry | None:
    """Takes the referral's amount from what is left. None when the bank's quota is not known:
    an unknown figure warns, it never blocks. Raises CannotReserve when there is no room."""
    quota = quota_for(referral.product, referral.branch, on)
    if quota is None:
        return None
    taken = Quota.objects.filter(
        Q(count_left=None) | Q(count_left__gte=1), pk=quota.pk, amount_left__gte=referral.amount
    ).update(amount_left=F("amount_left") - referral.amount, count_left=F("count_left") - 1)
    if not taken:
        quota.refresh_from_db()
        raise CannotReserve(
            _("Kuota %(product)s tinggal %(left)s. Pilih bank lain atau jumlah yang lebih kecil.")
            % {"product": referral.product, "left": format_rupiah(quota.amount_left)}
        )
    return QuotaEntry.objects.create(
        quota=quota,
        referral=referral,
        kind=Kind.RESERVED,
        amount=-referral.amount,
        count=-1,
        by=by,
    )


@transaction.atomic
def settle(*, referral: Referral, granted: int, by: Any) -> QuotaEntry | None:
    """The bank said yes to `granted` rupiah; what was reserved beyond it goes back."""
    held = _held(referral)
    if held is None:
        return None
    quota_id, amount, _number = held
    if granted > amount:
        raise CannotReserve(_("Jumlah yang disetujui melebihi jumlah yang diminta."))
    return _give_back(referral, quota_id, Kind.SETTLED, amount - granted, 0, by)


@transaction.atomic
def release(*, referral: Referral, by: Any) -> QuotaEntry | None:
    """Declined, expired or withdrawn: everything still held goes back."""
    held = _held(referral)
    if held is None:
        return None
    return _give_back(referral, held[0], Kind.RELEASED, held[1], held[2], by)


def _held(referral: Referral) -> tuple[int, int, int] | None:
    """(quota, rupiah, count) that this referral holds; None when it never reserved."""
    sums = referral.quota_entries.aggregate(
        quota=Min("quota"), amount=Sum("amount"), count=Sum("count")
    )
    return None if sums["quota"] is None else (sums["quota"], -sums["amount"], -sums["count"])


def _give_back(
    referral: Referral, quota_id: int, kind: Kind, amount: int, count: int, by: Any
) -> QuotaEntry:
    Quota.objects.filter(pk=quota_id).update(
        amount_left=F("amount_left") + amount, count_left=F("count_left") + count
    )
    return QuotaEntry.objects.create(
        quota_id=quota_id, referral=referral, kind=kind, amount=amount, count=count, by=by
    )
