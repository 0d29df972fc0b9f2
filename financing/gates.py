"""Who may open the papers of this app: registered with the foundation's one way out."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from associations.rules import is_self
from financing import group_rules, rules
from financing.enums import PaperKind
from financing.models import ApplicationPaper, CreditGroup, SupportMessage, branch_of
from financing.queries.groups import group_shown_to
from ikm_portal.common.outcome import Allowed, Answer, Denied
from ikm_portal.documents.gates import register
from ikm_portal.documents.models import Document

_NOBODY = Denied(_("Berkas ini bukan untuk Anda."))
_CLOSED = Denied(_("Pemohon menutup berkas ini untuk bank."))


def may_open_paper(user: Any, document: Document) -> Answer:
    """The applicant, the office that verifies, the branch that has taken the case.

    What the applicant has put aside is open to them alone; what they have closed, to no bank.
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
    if paper.closed_at is not None:
        return _CLOSED
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
    return rules.may_read_talk(user, message.request)


def paper_mark(user: Any, document: Document) -> str:
    """Who was given this copy of an identity paper, at which branch, on which day, for which file.

    Only what a bank opens is marked: the applicant and the office read the paper as it came.
    """
    if not user.is_officer:
        return ""
    paper = ApplicationPaper.objects.select_related("application").get(document=document)
    if paper.kind not in PaperKind.identity():
        return ""
    branch = branch_of(user)
    return gettext("Salinan untuk %(who)s, %(where)s · %(day)s · hanya untuk %(code)s") % {
        "who": user.name,
        "where": branch.name if branch else "",
        "day": date_format(timezone.localdate(), "j F Y"),
        "code": paper.application.code,
    }


def may_open_group_file(user: Any, document: Document) -> Answer:
    """The group's contract and its signed letter; a branch with the taken case of a member."""
    group = CreditGroup.objects.filter(Q(contract=document) | Q(signed_letter=document)).first()
    if group is None:
        return _NOBODY
    if user.is_officer:
        return Allowed() if group_shown_to(user, group) else _NOBODY
    return group_rules.may_open_contract(user, group)


register("financing.paper", may_open_paper, mark=paper_mark)
register("financing.support", may_open_support_file)
register("financing.contract", may_open_group_file)
register("financing.group_letter", may_open_group_file)
