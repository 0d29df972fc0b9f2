"""May this person …? Answers carry their reason."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from associations.rules import is_self, manages
from financing.enums import (
    ApplicationState,
    DeclineReason,
    PaperKind,
    PostingRole,
    ReferralState,
    SupportState,
)
from financing.models import Application, Branch, Posting, Quota, Referral, SupportRequest
from ikm_portal.common.outcome import Allowed, Answer, Denied

NOT_YOURS = Denied(_("Pengajuan ini bukan milik Anda."))
NO_RIGHT = Denied(_("Tugas ini bukan bagian Anda."))
OWN_FILE = Denied(_("Tidak seorang pun boleh memutus pengajuannya sendiri."))


# The programme's rule in 2023 and, by press and ministry, unchanged since: up to this amount the
# financed business itself is the only collateral (domain notes, 1.2).
NO_COLLATERAL_UP_TO = 100_000_000
_NO_COLLATERAL = Denied(
    _(
        "Sampai Rp100.000.000 bank tidak boleh meminta agunan tambahan "
        "(Permenko Perekonomian 1/2023 Pasal 14). Yang melanggar tidak dibayar subsidi bunganya."
    )
)


# Applications


def may_view_application(user: Any, application: Application) -> Answer:
    if user.is_office:
        draft = application.state == ApplicationState.DRAFT
        return NOT_YOURS if draft else Allowed()
    if is_self(user, application.owner) or manages(user, application.association):
        return Allowed()
    return NOT_YOURS


def may_fill_application(user: Any, application: Application) -> Answer:
    """The applicant, or the association on the member's behalf, while it is still theirs."""
    if not (is_self(user, application.owner) or manages(user, application.association)):
        return NOT_YOURS
    if application.state not in {ApplicationState.DRAFT, ApplicationState.RETURNED}:
        return Denied(_("Pengajuan sudah dikirim dan tidak bisa diubah lagi."))
    return Allowed()


def may_submit(user: Any, application: Application) -> Answer:
    return may_fill_application(user, application)


def may_withdraw(user: Any, application: Application) -> Answer:
    if is_self(user, application.owner):
        return Allowed()
    return Denied(_("Hanya pemohon sendiri yang bisa membatalkan."))


def may_choose_again(user: Any, application: Application) -> Answer:
    """Another bank after a refusal or an end without answer: the person's own choice."""
    if is_self(user, application.owner):
        return Allowed()
    return Denied(_("Hanya pemohon sendiri yang bisa memilih bank lain."))


def may_verify(user: Any, application: Application) -> Answer:
    if is_self(user, application.owner):
        return OWN_FILE
    return Allowed() if user.has_perm("financing.verify_application") else NO_RIGHT


def may_refer(user: Any, application: Application) -> Answer:
    if is_self(user, application.owner):
        return OWN_FILE
    return Allowed() if user.has_perm("financing.refer_application") else NO_RIGHT


def may_see_papers(user: Any, application: Application) -> Answer:
    """The applicant; the office while it works on the file; never the association."""
    if is_self(user, application.owner):
        return Allowed()
    if user.is_office and application.state != ApplicationState.DRAFT:
        return Allowed() if user.has_perm("financing.verify_application") else NO_RIGHT
    return NOT_YOURS


# Referrals


def works_at(user: Any, branch: Branch) -> bool:
    return role_at(user, branch) is not None


def role_at(user: Any, branch: Branch) -> str | None:
    """A PostingRole, or None for whoever does not work there today."""
    if not user.is_officer:
        return None
    posted = Posting.objects.current().filter(user=user, branch=branch)
    return posted.values_list("role", flat=True).first()


def may_view_referral(user: Any, referral: Referral) -> Answer:
    if (
        user.is_office
        or works_at(user, referral.branch)
        or is_self(user, referral.owner)
        or manages(user, referral.application.association)
    ):
        return Allowed()
    return NOT_YOURS


def may_handle(user: Any, referral: Referral) -> Answer:
    """An officer of the very branch, and not on a file of their own."""
    if is_self(user, referral.owner):
        return OWN_FILE
    return Allowed() if works_at(user, referral.branch) else NO_RIGHT


def may_decide(user: Any, referral: Referral) -> Answer:
    """Whoever took the case, or the head of the branch."""
    if is_self(user, referral.owner):
        return OWN_FILE
    role = role_at(user, referral.branch)
    if role is None:
        return NO_RIGHT
    if referral.officer_id == user.pk or role == PostingRole.HEAD:
        return Allowed()
    return Denied(_("Kasus ini dipegang petugas lain. Minta dialihkan kepada Anda."))


def may_unmask(user: Any, referral: Referral) -> Answer:
    """The whole NIK: the branch, once it has taken the case."""
    answer = may_handle(user, referral)
    if answer and not referral.is_taken:
        return Denied(_("NIK terlihat setelah kasus Anda terima."))
    return answer


def may_open_referral_papers(user: Any, referral: Referral) -> Answer:
    if referral.state not in ReferralState.active_ones():
        return Denied(_("Kasus ini sudah ditutup; berkasnya tidak bisa dibuka lagi."))
    return may_unmask(user, referral)


def may_ask_paper(referral: Referral, kind: str) -> Answer:
    """Is this a paper that the programme lets a bank ask for, at this amount?"""
    small = referral.amount <= NO_COLLATERAL_UP_TO
    return _NO_COLLATERAL if small and kind == PaperKind.COLLATERAL else Allowed()


def may_decline_for(referral: Referral, reason: str) -> Answer:
    """Is this a reason that the programme lets a bank refuse for, at this amount?"""
    small = referral.amount <= NO_COLLATERAL_UP_TO
    return _NO_COLLATERAL if small and reason == DeclineReason.COLLATERAL else Allowed()


def may_answer_papers(user: Any, referral: Referral) -> Answer:
    if is_self(user, referral.owner) or manages(user, referral.application.association):
        return Allowed()
    return NOT_YOURS


def may_pull_back(user: Any, referral: Referral) -> Answer:
    """The applicant, who may always stop."""
    return Allowed() if is_self(user, referral.owner) else NOT_YOURS


# Support requests


def answers_for(user: Any, request: SupportRequest) -> bool:
    return (
        request.institution_id is not None
        and request.institution is not None
        and request.institution.contacts.filter(user=user).exists()
    )


def may_view_support(user: Any, request: SupportRequest) -> Answer:
    if user.is_office or request.asker_id == user.pk or answers_for(user, request):
        return Allowed()
    return Allowed() if manages(user, request.association) else NOT_YOURS


def may_route_support(user: Any, request: SupportRequest) -> Answer:
    return Allowed() if user.has_perm("financing.handle_supportrequest") else NO_RIGHT


def may_answer_support(user: Any, request: SupportRequest) -> Answer:
    if answers_for(user, request) or user.has_perm("financing.handle_supportrequest"):
        return Allowed()
    return NO_RIGHT


def may_confirm_support(user: Any, request: SupportRequest) -> Answer:
    """Only who asked knows whether it helped."""
    if request.asker_id == user.pk:
        return Allowed()
    return Denied(_("Hanya yang meminta bisa mengatakan apakah ini membantu."))


def may_write_support(user: Any, request: SupportRequest) -> Answer:
    answer = may_view_support(user, request)
    if answer and request.state not in SupportState.open_ones():
        return Denied(_("Permintaan ini sudah ditutup."))
    return answer


# Quotas


def may_keep_quota(user: Any, quota: Quota) -> Answer:
    return Allowed() if user.has_perm("financing.change_quota") else NO_RIGHT
