"""How long banks take, as counted last night."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from financing.models import Branch, Product, ServiceTime


def times_of_banks() -> dict[int, ServiceTime]:
    """{bank: all its branches and products together}. One query."""
    found = ServiceTime.objects.filter(branch=None, product=None).order_by("bank")
    return {time.bank_id: time for time in found}


def times_of_branches() -> list[ServiceTime]:
    """Every branch with a case, all its products together, under its bank. One query."""
    return list(
        ServiceTime.objects.filter(branch__isnull=False, product=None)
        .select_related("bank__institution", "branch")
        .order_by("bank__code", "branch__name", "pk")
    )


def times_of_offers(offers: Iterable[tuple[Product, Branch]]) -> dict[tuple[int, int], ServiceTime]:
    """{(product, branch): the narrowest figure with enough cases}. One query for all.

    First the product at that branch, then the branch, then the bank; where even the bank has too
    few, the bank's, which says so. A bank that never had a case has none.
    """
    pairs = list(offers)
    banks = {product.bank_id for product, _branch in pairs}
    rows = ServiceTime.objects.filter(
        Q(branch=None, product=None) | Q(branch__in={branch.pk for _product, branch in pairs}),
        bank__in=banks,
    ).order_by("pk")
    by_key = {(row.bank_id, row.branch_id, row.product_id): row for row in rows}
    found = {}
    for product, branch in pairs:
        keys = (
            (product.bank_id, branch.pk, product.pk),
            (product.bank_id, branch.pk, None),
            (product.bank_id, None, None),
        )
        rows_here = [by_key[key] for key in keys if key in by_key]
        if rows_here:
            best = next((row for row in rows_here if row.enough), rows_here[-1])
            found[product.pk, branch.pk] = best
    return found
