"""Who may open the papers of this app: registered with the foundation's one way out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from associations.rules import is_self
from financing import rules
from financing.models import ApplicationPaper, SupportMessage
from ikm_portal.common.outcome import Allowed, Answer, Denied
from ikm_portal.documents.gates import register
from ikm_portal.documents.models import Document

_NOBODY = Denied(_("Berkas ini bukan untuk Anda."))


def may_open_paper(user: Any, document: Document) -> Answer:
    """The applicant, the office that verifies, the branch that has taken the case.

    What the applicant has put aside is open to them alone.
    """
    paper = (
        ApplicationPaper.objects.filter(document=document)
        .select_related("application__owner")
        .first()
    )
    if paper is None or (paper.removed_at and not is_self(user, paper.application.owner)):
        return _NOBODY
    if rules.may_see_papers(user, paper.application):
        return Allowed()
    for referral in paper.application.referrals.active().select_related("branch", "owner"):
        answer = rules.may_open_referral_papers(user, referral)
        if answer:
            return answer
    return _NOBODY


def may_open_support_file(user: Any, document: Document) -> Answer:
    """Whoever may read the request; of the office only those whose work it is."""
    message = SupportMessage.objects.filter(document=document).select_related("request").first()
    if message is None or (user.is_office and not user.has_perm("financing.view_supportrequest")):
        return _NOBODY
    return rules.may_view_support(user, message.request)


register("financing.paper", may_open_paper)
register("financing.support", may_open_support_file)
