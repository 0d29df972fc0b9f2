"""Demands that the programme forbids: allowed by a second person, or reported to the office."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from financing import demand_rules, rules
from financing.actions.referrals import CannotDecide
from financing.enums import Demand
from financing.models import DemandOverride, DemandReport, Referral
from ikm_portal.audit.engine import NoteMissing, move, record


class CannotReport(Exception):
    """Its text is a sentence for the person."""


@transaction.atomic
def allow_demand(
    *,
    referral: Referral,
    reason: str,
    by: Any,
    demand: str = Demand.COLLATERAL,
    about: str = "",
) -> DemandOverride:
    """The branch's head, who does not hold the case, lets it be asked for. The applicant reads the
    rule, the name and the reason. `about`: which paper, or which coded reason. CannotDecide."""
    now = Referral.objects.select_for_update(no_key=True).get(pk=referral.pk)
    answer = demand_rules.may_allow_demand(by, now, demand, about)
    if not answer:
        raise CannotDecide(str(answer.reason))
    if not reason.strip():
        raise CannotDecide(_("Tulis alasannya."), field="reason")
    rule = str(demand_rules.forbidden(now, demand, about).reason)
    given = DemandOverride.objects.create(
        referral=now, demand=demand, about=about, reason=reason.strip(), given_by=by
    )
    data = {"rule": rule, "demand": str(demand), "about": str(about)}
    record("financing.referral.allow_demand", now, by=by, note=reason, data=data)
    return given


@transaction.atomic
def report_demand(*, referral: Referral, demand: str, words: str, by: Any) -> DemandReport:
    """To the office alone. The words stay in the row: the trail says only that there is one."""
    answer = rules.may_report(by, referral)
    if not answer:
        raise CannotReport(str(answer.reason))
    try:
        with transaction.atomic():
            report = DemandReport.objects.create(
                referral=referral, demand=demand, words=words.strip(), reporter=by
            )
    except IntegrityError:
        raise CannotReport(_("Laporan tentang ini sudah ada dan sedang ditangani.")) from None
    record("financing.demandreport.report", report, by=by)
    return report


@transaction.atomic
def close_report(*, report: DemandReport, note: str, by: Any) -> DemandReport:
    """`note` is what the reporter reads."""
    if not note.strip():
        raise NoteMissing(_("Tulis alasannya."))
    closed = {"answer": note.strip(), "closed_at": timezone.now()}
    move(report, "close", by=by, set=closed)
    return report
