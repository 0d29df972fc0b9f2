"""One request for many: members join it themselves, or the association's managers name them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from associations.models import Membership
from financing import rules
from financing.actions.support import CannotAsk
from financing.models import SupportParticipant, SupportRequest
from financing.queries.support import nameable
from ikm_portal.audit.engine import record


@transaction.atomic
def join(*, request: SupportRequest, by: Any) -> SupportRequest:
    """The member's own wish; pressed twice it is one place. Raises CannotAsk."""
    locked = _locked(request)
    answer = rules.may_join_support(by, locked)
    if not answer:
        raise CannotAsk(str(answer.reason))
    mine = Membership.objects.filter(
        association=locked.association, business__owner__user=by, state="confirmed"
    )
    membership = mine.order_by("pk")[0]
    _made, is_new = SupportParticipant.objects.get_or_create(
        request=locked, membership=membership, defaults={"named_by": by}
    )
    if is_new:
        record("financing.supportrequest.join", locked, by=by)
    return locked


@transaction.atomic
def leave(*, request: SupportRequest, by: Any) -> SupportRequest:
    """Also who was named by a manager may say no. Raises CannotAsk once it is answered."""
    locked = _locked(request)
    answer = rules.may_join_support(by, locked)
    if not answer:
        raise CannotAsk(str(answer.reason))
    gone, _what = locked.participants.filter(membership__business__owner__user=by).delete()
    if gone:
        record("financing.supportrequest.leave", locked, by=by)
    return locked


@transaction.atomic
def name_members(
    *, request: SupportRequest, shown: Iterable[int], chosen: Iterable[int], by: Any
) -> SupportRequest:
    """Of the memberships in `shown`, exactly those in `chosen` take part afterwards; others stay
    as they are. Raises CannotAsk."""
    locked = _locked(request)
    answer = rules.may_name_participants(by, locked)
    if not answer:
        raise CannotAsk(str(answer.reason))
    asked = set(shown)
    wanted = asked & set(chosen)
    there = set(locked.participants.values_list("membership_id", flat=True))
    new = wanted - there
    known = set(nameable(locked).filter(pk__in=new).values_list("pk", flat=True))
    if known != new:
        raise CannotAsk(_("Hanya anggota yang sudah menyetujui keanggotaannya bisa didaftarkan."))
    gone = (asked & there) - wanted
    locked.participants.filter(membership__in=gone).delete()
    SupportParticipant.objects.bulk_create(
        SupportParticipant(request=locked, membership_id=pk, named_by=by) for pk in sorted(new)
    )
    if new or gone:
        data = {"added": sorted(new), "removed": sorted(gone)}
        record("financing.supportrequest.name_members", locked, by=by, data=data)
    return locked


def _locked(request: SupportRequest) -> SupportRequest:
    return (
        SupportRequest.objects.select_related("association")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=request.pk)
    )
