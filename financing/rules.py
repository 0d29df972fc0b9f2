"""May this person …? Answers carry their reason."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from associations.models import Business, Owner
from associations.rules import is_self, manages
from financing.enums import (
    ApplicationState,
    EditionState,
    PlaceState,
    PostingRole,
    ReferralState,
    ReportState,
    RunState,
    SupportState,
)
from financing.models import (
    Application,
    ApplicationPaper,
    Branch,
    DemandReport,
    LinkHolder,
    NationalPlacement,
    PlacementPlace,
    PlacementRun,
    Posting,
    Proposal,
    Quota,
    RankingWeights,
    Referral,
    Rehearsal,
    ResultFile,
    RuleEdition,
    SupportRequest,
)
from ikm_portal.audit.models import Entry
from ikm_portal.common.outcome import Allowed, Answer, Denied

NOT_YOURS = Denied(_("Pengajuan ini bukan milik Anda."))
NO_RIGHT = Denied(_("Tugas ini bukan bagian Anda."))
OWN_FILE = Denied(_("Tidak seorang pun boleh memutus pengajuannya sendiri."))


# Applications


def helps_with(user: Any, application: Application) -> bool:
    """A manager of the association it runs through, while the person is its confirmed member."""
    return manages(user, application.association) and application.is_with_association()


def may_view_application(user: Any, application: Application) -> Answer:
    if user.is_office:
        return Allowed() if application.submitted_at is not None else NOT_YOURS
    if is_self(user, application.owner) or helps_with(user, application):
        return Allowed()
    return NOT_YOURS


def may_fill_application(user: Any, application: Application) -> Answer:
    """The applicant, or the association on the member's behalf, while it is still theirs."""
    if not (is_self(user, application.owner) or helps_with(user, application)):
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
    if user.is_office and application.submitted_at is not None:
        return Allowed() if user.has_perm("financing.verify_application") else NO_RIGHT
    return NOT_YOURS


def may_close_paper(user: Any, paper: ApplicationPaper) -> Answer:
    """The applicant alone, and also the opening again. From the contract on the bank keeps what
    the contract needs."""
    if not is_self(user, paper.application.owner):
        return NOT_YOURS
    if paper.removed_at is not None:
        return Denied(_("Berkas ini sudah dikeluarkan dari pengajuan."))
    signed = [ReferralState.CONTRACTED, ReferralState.DISBURSED]
    if paper.application.referrals.filter(state__in=signed).exists():
        return Denied(_("Akad sudah ditandatangani. Bank menyimpan berkas yang perlu untuk akad."))
    return Allowed()


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
        or helps_with(user, referral.application)
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


def needs_second(referral: Referral, amount: int) -> bool:
    """Above what the bank or the branch has set, one person alone grants nothing."""
    limit = referral.branch.second_needed_above
    return limit is not None and amount > limit


def may_second(user: Any, referral: Referral) -> Answer:
    """Who may say the second yes at all: the head of the branch."""
    if is_self(user, referral.owner):
        return OWN_FILE
    if role_at(user, referral.branch) != PostingRole.HEAD:
        return Denied(_("Hanya kepala cabang yang bisa mengonfirmasi."))
    return Allowed()


def may_confirm(user: Any, proposal: Proposal) -> Answer:
    """The head of the branch, who did not propose it."""
    answer = may_second(user, proposal.referral)
    if not answer:
        return answer
    if proposal.proposed_by_id == user.pk:
        return Denied(_("Anda sendiri yang mengusulkan. Orang kedua yang harus mengonfirmasi."))
    return Allowed()


def may_return(user: Any, proposal: Proposal) -> Answer:
    """Whoever may decide on the case: the head says no to it, the officer thinks again."""
    return may_decide(user, proposal.referral)


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


def may_keep_results(user: Any, branch: Branch) -> Answer:
    """A file with the outcome of many cases: who works at the branch. What each line does is asked
    again, case by case."""
    return Allowed() if works_at(user, branch) else NO_RIGHT


def may_handle_results(user: Any, file: ResultFile) -> Answer:
    return may_keep_results(user, file.branch)


def may_report(user: Any, referral: Referral) -> Answer:
    """The applicant, and nobody in their name."""
    return Allowed() if is_self(user, referral.owner) else NOT_YOURS


def may_close_report(user: Any, report: DemandReport) -> Answer:
    may = user.is_office and user.has_perm("financing.handle_demandreport")
    return Allowed() if may else NO_RIGHT


def may_answer_papers(user: Any, referral: Referral) -> Answer:
    if is_self(user, referral.owner) or helps_with(user, referral.application):
        return Allowed()
    return NOT_YOURS


def may_pull_back(user: Any, referral: Referral) -> Answer:
    """The applicant, who may always stop."""
    return Allowed() if is_self(user, referral.owner) else NOT_YOURS


# The person's own data


def identity_stays(owner: Owner) -> bool:
    """A bank had a file of this person: who it was stays with the decision."""
    return Referral.objects.filter(owner=owner).exists()


def may_erase(user: Any, owner: Owner) -> Answer:
    """The person, once nothing of theirs is under way; a draft goes with the rest."""
    if not is_self(user, owner):
        return NOT_YOURS
    running = Application.objects.filter(owner=owner, state__in=ApplicationState.open_ones())
    referrals = Referral.objects.filter(owner=owner).active()
    if running.exclude(state=ApplicationState.DRAFT).exists() or referrals.exists():
        return Denied(
            _("Pengajuan Anda masih berjalan. Batalkan dulu, atau tunggu sampai selesai.")
        )
    if SupportRequest.objects.filter(asker=user).open().exists():
        return Denied(_("Permintaan dukungan Anda masih dikerjakan. Tunggu sampai selesai."))
    if DemandReport.objects.filter(reporter=user, state=ReportState.NEW).exists():
        return Denied(_("Laporan rahasia Anda masih dikerjakan. Tunggu sampai selesai."))
    return Allowed()


# Support requests


def answers_for(user: Any, request: SupportRequest) -> bool:
    if isinstance(user, LinkHolder):
        return user.answers_for(request)
    return (
        request.institution_id is not None
        and request.institution is not None
        and request.institution.contacts.filter(user=user).exists()
    )


def takes_part(user: Any, request: SupportRequest) -> bool:
    return (
        user.is_member
        and request.participants.filter(membership__business__owner__user=user).exists()
    )


def may_view_support(user: Any, request: SupportRequest) -> Answer:
    if may_read_talk(user, request) or takes_part(user, request):
        return Allowed()
    return NOT_YOURS


def may_read_talk(user: Any, request: SupportRequest) -> Answer:
    """Messages and files. Who only takes part reads the request and its answer, not the talk."""
    if user.is_office or request.asker_id == user.pk or answers_for(user, request):
        return Allowed()
    return Allowed() if manages(user, request.association) else NOT_YOURS


def may_join_support(user: Any, request: SupportRequest) -> Answer:
    """A confirmed member, as long as nothing is answered."""
    if not SupportRequest.objects.joinable_by(user).filter(pk=request.pk).exists():
        return Denied(_("Permintaan ini bukan dari asosiasi Anda, atau sudah dijawab."))
    return Allowed()


def may_name_participants(user: Any, request: SupportRequest) -> Answer:
    if request.association is None or not manages(user, request.association):
        return NOT_YOURS
    if request.state not in SupportState.joinable():
        return Denied(_("Permintaan ini sudah dijawab; pesertanya tidak berubah lagi."))
    return Allowed()


def may_route_support(user: Any, request: SupportRequest) -> Answer:
    return Allowed() if user.has_perm("financing.handle_supportrequest") else NO_RIGHT


def may_answer_support(user: Any, request: SupportRequest) -> Answer:
    if answers_for(user, request) or user.has_perm("financing.handle_supportrequest"):
        return Allowed()
    return NO_RIGHT


def may_answer_back(user: Any, request: SupportRequest) -> Answer:
    """Where the office waits for the asker, the asker's word and nobody else's starts it again."""
    return Allowed() if request.asker_id == user.pk else NO_RIGHT


def may_confirm_support(user: Any, request: SupportRequest) -> Answer:
    """Only who asked knows whether it helped."""
    if request.asker_id == user.pk:
        return Allowed()
    return Denied(_("Hanya yang meminta bisa mengatakan apakah ini membantu."))


def may_write_support(user: Any, request: SupportRequest) -> Answer:
    answer = may_read_talk(user, request)
    if answer and request.state not in SupportState.open_ones():
        return Denied(_("Permintaan ini sudah ditutup."))
    return answer


def may_apply_from_support(user: Any, request: SupportRequest, business: Business) -> Answer:
    """Who asked for capital or takes part in asking, for their own business; a manager for a
    business that takes part."""
    if not request.kind.is_capital or request.state == SupportState.REJECTED:
        return Denied(_("Permintaan ini bukan soal modal, atau sudah ditolak."))
    if is_self(user, business.owner):
        mine = request.asker_id == user.pk or takes_part(user, request)
        return Allowed() if mine else NOT_YOURS
    part = request.participants.filter(membership__business=business).exists()
    return Allowed() if part and manages(user, request.association) else NOT_YOURS


# Quotas


def may_open_quota(user: Any) -> Answer:
    return Allowed() if user.has_perm("financing.add_quota") else NO_RIGHT


def may_keep_quota(user: Any, quota: Quota) -> Answer:
    return Allowed() if user.has_perm("financing.change_quota") else NO_RIGHT


# The KUR rules


def may_draft_rules(user: Any, edition: RuleEdition | None = None) -> Answer:
    return Allowed() if user.has_perm("financing.draft_ruleedition") else NO_RIGHT


def may_edit_rules(user: Any, edition: RuleEdition) -> Answer:
    """While it is a draft; one that was rehearsed becomes a draft again by the edit."""
    if edition.state not in {EditionState.DRAFT, EditionState.REHEARSED}:
        return Denied(_("Edisi ini sudah ditutup. Buat rancangan baru."))
    return may_draft_rules(user)


def may_approve_rules(user: Any, edition: RuleEdition) -> Answer:
    """A second person: nobody who drafted it or wrote one of its values."""
    if not user.has_perm("financing.approve_ruleedition"):
        return NO_RIGHT
    wrote = Entry.objects.about(edition).filter(actor_id=user.pk, action__in=RULE_WRITING)
    if edition.created_by_id == user.pk or wrote.exists():
        return Denied(_("Yang merancang tidak boleh menyetujui. Minta orang kedua."))
    return Allowed()


def may_cancel_rules(user: Any, edition: RuleEdition) -> Answer:
    """A draft by those who draft; an approved one only before its day, by who may approve."""
    if edition.state != EditionState.APPROVED:
        return may_draft_rules(user)
    if edition.effective_from <= timezone.localdate():
        return Denied(_("Edisi ini sudah berlaku. Kembalikan dengan edisi baru."))
    return Allowed() if user.has_perm("financing.approve_ruleedition") else NO_RIGHT


def may_restore_rules(user: Any, edition: RuleEdition) -> Answer:
    if edition.state != EditionState.APPROVED:
        return Denied(_("Hanya edisi yang pernah disetujui yang bisa dikembalikan."))
    return may_draft_rules(user)


def may_stop_rehearsal(user: Any, rehearsal: Rehearsal) -> Answer:
    return may_draft_rules(user)


def may_draft_weights(user: Any, weights: RankingWeights | None = None) -> Answer:
    """Weights are rules too: the same people draft and approve them."""
    return may_draft_rules(user)


def may_approve_weights(user: Any, weights: RankingWeights) -> Answer:
    if not user.has_perm("financing.approve_ruleedition"):
        return NO_RIGHT
    if weights.created_by_id == user.pk:
        return Denied(_("Yang merancang tidak boleh menyetujui. Minta orang kedua."))
    return Allowed()


def may_cancel_weights(user: Any, weights: RankingWeights) -> Answer:
    """A draft by those who draft; approved ones only before their day, by who may approve."""
    if weights.state != EditionState.APPROVED:
        return may_draft_rules(user)
    if weights.effective_from <= timezone.localdate():
        return Denied(_("Bobot ini sudah berlaku. Buat bobot baru."))
    return Allowed() if user.has_perm("financing.approve_ruleedition") else NO_RIGHT


# Placing a group


def may_order_banks(user: Any, application: Application) -> Answer:
    """The person alone: nobody else can say what somebody would rather have."""
    if not is_self(user, application.owner):
        return NOT_YOURS
    if application.state not in {ApplicationState.SUBMITTED, ApplicationState.VERIFIED}:
        return Denied(_("Urutan bank bisa diatur selama pengajuan menunggu dikirim ke bank."))
    if application.places.filter(state=PlaceState.PROPOSED).exists():
        return Denied(_("Anda sudah mendapat tempat. Terima atau tolak dulu."))
    return Allowed()


def may_start_placement(user: Any) -> Answer:
    return Allowed() if user and user.has_perm("financing.add_placementrun") else NO_RIGHT


def may_choose_placement(user: Any, run: PlacementRun) -> Answer:
    return Allowed() if user.has_perm("financing.choose_placementrun") else NO_RIGHT


def may_approve_placement(user: Any, run: PlacementRun) -> Answer:
    """The second person: who did not choose."""
    if not user.has_perm("financing.approve_placementrun"):
        return NO_RIGHT
    if run.chosen_by_id == user.pk:
        return Denied(_("Yang memilih tidak boleh menyetujui. Minta orang kedua."))
    return Allowed()


def may_refer_places(user: Any, run: PlacementRun, today: datetime.date | None = None) -> Answer:
    """Not before members have had the time that they were told."""
    if not user.has_perm("financing.refer_application"):
        return NO_RIGHT
    if run.state != RunState.APPROVED or run.answer_by is None:
        return Denied(_("Penempatan ini tidak menunggu rujukan."))
    if (today or timezone.localdate()) <= run.answer_by:
        return Denied(
            gettext("Anggota masih boleh menolak sampai %(day)s.")
            % {"day": date_format(run.answer_by, "j F Y")}
        )
    return Allowed()


def may_view_place(user: Any, place: PlacementPlace) -> Answer:
    if user.is_office:
        return Allowed()
    mine = is_self(user, place.application.owner)
    theirs = manages(user, place.application.association) and still_confirmed(place)
    return Allowed() if place.run.state in RunState.told_ones() and (mine or theirs) else NOT_YOURS


def still_confirmed(place: PlacementPlace) -> bool:
    here = place.run.association_id in (None, place.application.association_id)
    return here and place.application.is_with_association()


def may_view_placement(user: Any, run: PlacementRun) -> Answer:
    if user.is_office:
        return Allowed()
    return Allowed() if PlacementRun.objects.visible_to(user).filter(pk=run.pk) else NOT_YOURS


def may_follow_placement(user: Any, run: PlacementRun) -> Answer:
    """Another round over those who wait, once everybody of this one has an answer."""
    if not user.has_perm("financing.add_placementrun"):
        return NO_RIGHT
    if run.state != RunState.DONE:
        return Denied(_("Putaran ini belum selesai."))
    return Allowed()


def may_repeat_nation(user: Any, nation: NationalPlacement) -> Answer:
    if not user.has_perm("financing.add_placementrun"):
        return NO_RIGHT
    newest = dict(nation.runs.order_by("pk").values_list("region", "state"))
    if not set(newest.values()) & set(RunState.broken_ones()):
        return Denied(_("Tidak ada provinsi yang perlu diulang."))
    return Allowed()


def may_stop_nation(user: Any, nation: NationalPlacement) -> Answer:
    if not user.has_perm("financing.choose_placementrun"):
        return NO_RIGHT
    if not nation.runs.filter(state__in=RunState.stoppable_ones()).exists():
        return Denied(_("Tidak ada yang bisa dihentikan lagi."))
    return Allowed()


def may_refuse_place(user: Any, place: PlacementPlace) -> Answer:
    """The person alone, while the time for it runs."""
    if not is_self(user, place.application.owner):
        return NOT_YOURS
    until = place.run.answer_by
    if until is None or timezone.localdate() > until:
        return Denied(_("Waktu untuk menolak sudah lewat."))
    return Allowed()


RULE_WRITING = (
    "financing.ruleedition.draft",
    "financing.ruleedition.write",
    "financing.ruleedition.remove",
    "financing.ruleedition.date",
)
