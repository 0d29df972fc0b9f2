"""The applicant's own order of banks, kept as it is filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from financing import rules
from financing.bank_order import arranged, ordered_for
from financing.models import Application, BankOrder
from ikm_portal.audit.engine import record


class CannotOrder(Exception):
    """Its text is a sentence for the person."""


@transaction.atomic
def order_banks(
    *, application: Application, order: Sequence[str], without: Sequence[str], by: Any
) -> None:
    """Slugs of products, the best first, and what they would rather not have. Raises CannotOrder.

    What no longer fits is dropped; what the page did not show yet joins at its default place.
    """
    locked = _locked(application, by)
    now = ordered_for(locked, timezone.localdate())
    fits = {row.slug for row in now.rows}
    left_out = sorted(fits & set(without))
    kept = arranged(now.by_default, order, left_out)
    if not kept:
        raise CannotOrder(_("Sisakan paling sedikit satu. Tidak mau semuanya? Batalkan pengajuan."))
    if now.kept is not None and (now.kept.order, now.kept.without) == (kept, left_out):
        return
    BankOrder.objects.update_or_create(
        application=locked,
        defaults={"order": kept, "without": left_out, "changed_at": timezone.now()},
    )
    data = {"order": kept, "without": left_out}
    record("financing.application.order_banks", locked, by=by, data=data)


@transaction.atomic
def leave_order_to_portal(*, application: Application, by: Any) -> None:
    """Back to the default. Raises CannotOrder."""
    locked = _locked(application, by)
    gone, _each = BankOrder.objects.filter(application=locked).delete()
    if gone:
        record("financing.application.order_banks", locked, by=by, data={"order": []})


def _locked(application: Application, by: Any) -> Application:
    locked = (
        Application.objects.select_for_update(of=["self"], no_key=True)
        .select_related("owner", "business__owner", "business__kbli", "product")
        .get(pk=application.pk)
    )
    answer = rules.may_order_banks(by, locked)
    if not answer:
        raise CannotOrder(str(answer.reason))
    return locked
