"""Reading about requests for support."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.enums import ConsentPurpose, MembershipState
from associations.models import Consent, Membership
from financing.models import SupportMessage, SupportRequest
from ikm_portal.common.templatetags.portal import tanggal
from ikm_portal.documents.enums import State as DocumentState

MOST_PHOTOS = 24
MOST_NAMES = 200  # of a request's participants on its page


def participants_of(request: SupportRequest) -> list[Membership]:
    """Those who take part, first come first."""
    rows = request.participants.select_related("membership__business__owner").order_by("pk")
    return [one.membership for one in rows[:MOST_NAMES]]


def photos_of(
    talk: Iterable[SupportMessage], address: Callable[[Any], str]
) -> list[dict[str, Any]]:
    """For ui/gallery.html, the oldest first. `address`: of a document of this request."""
    shown = [
        one
        for one in talk
        if one.document is not None
        and one.document.is_image
        and one.document.state == DocumentState.OK
    ]
    return [
        {
            "url": address(one.document_id),
            "alt": _("Foto dari %(who)s, %(day)s") % {"who": one.writer, "day": tanggal(one.at)},
        }
        for one in shown[:MOST_PHOTOS]
    ]


def nameable(request: SupportRequest) -> QuerySet[Any]:
    """Members whom a manager may name: confirmed, and they let the association help.
    With `shown_name`."""
    lets_help = Consent.objects.in_force(timezone.localdate()).filter(
        owner=OuterRef("business__owner"), purpose=ConsentPurpose.ASSOCIATION
    )
    return Membership.objects.with_shown_name().filter(
        Exists(lets_help), association=request.association_id, state=MembershipState.CONFIRMED
    )
