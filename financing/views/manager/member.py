"""One member as the association may see them: business, permits, and how the application goes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from associations.enums import MembershipState
from associations.rules import may_edit_owner
from associations.views.manager.members import TONES
from associations.views.manager.room import ManagerRequest, find_member, managers_only
from financing.models import Application
from financing.views.manager.board import standings, with_newest_referral


@require_GET
@managers_only
def member(request: ManagerRequest, pk: int) -> HttpResponse:
    membership = find_member(request, pk)
    business, owner = membership.business, membership.business.owner
    rows = Application.objects.visible_to(request.user).filter(owner=owner)
    files = standings(with_newest_referral(rows.order_by("-pk"))[:10], request.user)
    invitation = membership.invitations.filter(used_at=None, withdrawn_at=None).first()
    confirmed = membership.state == MembershipState.CONFIRMED
    open_book = membership.is_open_book
    own_words = open_book and owner.user_id is None  # nobody but the association has written here
    running = any(one.application.state in _OPEN for one in files)
    return render(
        request,
        "manager/member.html",
        {
            "membership": membership,
            "tone": TONES[membership.state],
            "name": membership.name_for_association,
            "business": business,
            "owner": owner,
            "open_book": open_book,
            "permits": business.permits_as_stated() if open_book else [],
            "files": files,
            "invitation": invitation,
            "invitation_ended": invitation is not None
            and not (invitation.expires_at > timezone.now() and invitation.tries < 5),
            "may_edit": own_words and may_edit_owner(request.user, owner),
            "may_start": confirmed and not running,
            "crumbs": [
                {"label": _("Anggota"), "url": reverse("manager:members")},
                {"label": membership.name_for_association},
            ],
        },
    )


_OPEN = frozenset(("draft", "submitted", "returned", "verified", "referred", "approved"))
