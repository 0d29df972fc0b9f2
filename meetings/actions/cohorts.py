"""Tying a promise to people whom banks refused for the same reason."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from financing.queries.cohorts import Cohort
from ikm_portal.audit.engine import record
from meetings import rules
from meetings.actions.commitments import CannotPromise
from meetings.models import CohortLink, Commitment


@transaction.atomic
def link_cohort(*, commitment: Commitment, cohort: Cohort, by: Any) -> CohortLink:
    """Keeps who they are at this moment. Tied already, it stays as it was then."""
    allowed = rules.may_link_cohort(by, commitment)
    if not allowed:
        raise CannotPromise(str(allowed.reason))
    Commitment.objects.select_for_update(no_key=True).get(pk=commitment.pk)
    there = commitment.cohorts.filter(
        reason=cohort.reason, kabupaten=cohort.kabupaten, association=cohort.association
    ).first()
    if there is not None:
        return there
    refusals = list(cohort.rows().values_list("pk", flat=True))
    if not refusals:
        raise CannotPromise(_("Tidak ada lagi orang di kelompok itu."))
    link = CohortLink.objects.create(
        commitment=commitment,
        reason=cohort.reason,
        kabupaten_id=cohort.kabupaten,
        association=cohort.association,
        people=len(refusals),
        linked_by=by,
    )
    link.refusals.set(refusals)
    record(
        "meetings.commitment.cohort",
        commitment,
        by=by,
        data={"reason": str(cohort.reason), "place": cohort.kabupaten, "people": len(refusals)},
    )
    return link
