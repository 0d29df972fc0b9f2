"""Who may open the papers of this app: registered with the foundation's one way out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from financing import rules
from financing.models import ApplicationPaper, SupportMessage
from ikm_portal.common.outcome import Allowed, Answer, Denied
from ikm_portal.documents.gates import register
from ikm_portal.documents.models import Document

_NOBODY = Denied(_("Berkas ini bukan untuk Anda."))


def may_open_paper(user: Any, document: Document) -> Answer:
    """The applicant, the office that verifies, the branch that has taken the case."""
    paper = (
        ApplicationPaper.objects.filter(document=document)
        .select_related("application__owner")
        .first()
    )
    if paper is None:
        return _NOBODY
    if rules.may_see_papers(user, paper.application):
        return Allowed()
    for referral in paper.application.referrals.active().select_related("branch", "owner"):
        answer = rules.may_open_referral_papers(user, referral)
        if answer:
            return answer
    return _NOBODY


def may_open_support_file(user: Any, document: Document) -> Answer:
    message = SupportMessage.objects.filter(document=document).select_related("request").first()
    return rules.may_view_support(user, message.request) if message else _NOBODY


register("financing.paper", may_open_paper)
register("financing.support", may_open_support_file)
