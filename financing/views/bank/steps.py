"""The steps of a case: each a POST that redirects; a form where words or figures are needed.

Decisions are shown first as the applicant will read them (`letter`), and sent with a second press.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from financing import demand_rules, rules
from financing.actions import referrals as actions
from financing.actions.deadlines import review_without_papers
from financing.actions.guard import allow_demand as let_demand
from financing.actions.proposals import confirm_proposal, decide_or_propose, return_proposal
from financing.actions.quotas import CannotReserve
from financing.enums import DeclineReason, Demand, PaperKind
from financing.forms.bank import (
    ApproveForm,
    ContractForm,
    DeclineForm,
    DisbursementForm,
    HandOverForm,
    PapersForm,
)
from financing.forms.guard import AllowDemandForm, AllowFeeForm, AllowOneForm, ReturnForm
from financing.models import Proposal, Referral
from financing.queries.desk import Desk, colleagues
from financing.views.bank import letters
from financing.views.bank.common import at_desk, case_of, refused, waiting_proposal
from financing.views.bank.story import figures_of
from ikm_portal.audit.engine import CannotMove, NotAllowed, WrongState
from ikm_portal.audit.workflow import Workflow
from ikm_portal.common.templatetags.portal import tanggal

Problem = CannotMove | None
_form_view = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Step:
    """A step with a form. `may(user, referral)` says why not; `letter` is what will be read."""

    name: str
    title: str | Promise
    lead: str | Promise
    submit: str | Promise
    done: str | Promise
    form: Callable[[Desk, Referral, Any], forms.Form]
    act: Callable[[Referral, Any, Any], object]
    may: Callable[[Any, Referral], Problem] | None = None
    letter: Callable[[Referral, Any], letters.Letter] | None = None
    look: str = ""
    told: Callable[[object], str | Promise] | None = None  # instead of `done`, by what came of it
    asked_there: bool = (
        False  # offered unseen: whether there is anything to do is asked on its page
    )


@require_POST
@at_desk
def receive(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    done = _("Kasus ini sekarang Anda pegang. Pemohon sudah diberi tahu.")
    return _press(request, desk, pk, "receive", actions.receive_referral, done)


@require_POST
@at_desk
def review(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return _press(request, desk, pk, "review", actions.start_review, _("Pemeriksaan dimulai."))


@require_POST
@at_desk
def review_anyway(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    done = _("Pemeriksaan dilanjutkan. Permintaan berkas yang belum dijawab dihapus.")
    return _press(request, desk, pk, "review_anyway", review_without_papers, done)


@_form_view
@at_desk
def want_papers(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return _take(request, desk, pk, WANT_PAPERS)


@_form_view
@at_desk
def approve(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return _take(request, desk, pk, APPROVE)


@_form_view
@at_desk
def decline(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return _take(request, desk, pk, DECLINE)


@_form_view
@at_desk
def contract(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return _take(request, desk, pk, CONTRACT)


@_form_view
@at_desk
def disburse(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return _take(request, desk, pk, DISBURSE)


@_form_view
@at_desk
def hand_over(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return _take(request, desk, pk, HAND_OVER)


@_form_view
@at_desk
def allow_demand(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return _take(request, desk, pk, ALLOW_DEMAND)


@_form_view
@at_desk
def allow_fee(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return _take(request, desk, pk, ALLOW_FEE)


@_form_view
@at_desk
def allow_paper(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return _take(request, desk, pk, ALLOW_PAPER)


@_form_view
@at_desk
def allow_reason(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return _take(request, desk, pk, ALLOW_REASON)


@require_POST
@at_desk
def confirm(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """The second person's yes, to what they have just read."""

    def act(*, referral: Referral, by: Any) -> object:
        answer = rules.may_second(by, referral)
        if not answer:
            raise NotAllowed(str(answer.reason))
        proposal = waiting_proposal(referral)
        # The one that was on the page: another proposal may have come since.
        if proposal is None or str(proposal.pk) != request.POST.get("usul"):
            raise WrongState(_("Usul ini tidak menunggu lagi. Muat ulang halaman kasus."))
        try:
            return confirm_proposal(proposal=proposal, by=by)
        except (actions.CannotDecide, CannotReserve) as problem:
            raise WrongState(str(problem)) from None

    return _press(request, desk, pk, "approve", act, str(APPROVED))


@_form_view
@at_desk
def send_back(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return _take(request, desk, pk, SEND_BACK)


def _press(
    request: HttpRequest,
    desk: Desk,
    pk: int,
    name: str,
    act: Callable[..., object],
    done: str,
) -> HttpResponse:
    referral = case_of(desk, pk)
    try:
        act(referral=referral, by=request.user)
    except CannotMove as problem:
        return refused(request, referral, problem, step=name)
    messages.success(request, done)
    return redirect("bank:referral", pk)


def _take(request: HttpRequest, desk: Desk, pk: int, step: Step) -> HttpResponse:
    referral = case_of(desk, pk)
    form = step.form(desk, referral, request.POST if request.method == "POST" else None)
    problem = step.may(request.user, referral) if step.may else _why_not(step, request, referral)
    if step.asked_there and request.method != "POST" and isinstance(problem, WrongState):
        messages.info(request, str(problem))
        return redirect("bank:referral", pk)
    if problem:
        return refused(request, referral, problem, step=step.name, typed=_typed(form))
    context = {"desk": desk, "referral": referral, "step": step, "form": form}
    if form.is_bound and form.is_valid() and step.letter:
        written = {name: form.cleaned_data.get(name, "") for name in ("conditions", "words")}
        try:
            actions.check_words(referral, written, by=request.user)
        except actions.CannotDecide as refusal:
            form.add_error(refusal.field, str(refusal))
    if form.is_bound and form.is_valid() and request.POST.get("langkah") != "ubah":
        if step.letter and request.POST.get("langkah") != "kirim":
            letter = step.letter(referral, form)
            return render(request, "bank/preview.html", context | {"letter": letter})
        try:
            result = step.act(referral, form, request.user)
        except CannotMove as refusal:
            return refused(request, referral, refusal, step=step.name, typed=_typed(form))
        except (actions.CannotDecide, CannotReserve) as refusal:
            field = getattr(refusal, "field", "")
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            messages.success(request, str(step.told(result) if step.told else step.done))
            return redirect("bank:referral", pk)
    return render(request, "bank/step.html", context | {"figures": figures_of(referral)})


def _why_not(step: Step, request: HttpRequest, referral: Referral) -> Problem:
    transition = Workflow.of(referral).transitions[step.name]
    if referral.state not in transition.sources:
        return WrongState(
            _("“%(step)s” tidak bisa lagi: kasus ini sekarang “%(state)s”.")
            % {"step": transition.label, "state": referral.get_state_display()}
        )
    answer = transition.may(request.user, referral)
    return None if answer else NotAllowed(str(answer.reason))


def _typed(form: forms.Form) -> list[tuple[str, str]]:
    """What was written, in words, so that it can be copied from the page of refusal."""
    if not form.is_bound:
        return []
    lines = []
    for name, field in form.fields.items():
        value = str(form.data.get(name, ""))[:1000]
        choices = dict(getattr(field, "choices", []))
        if value:
            lines.append((str(field.label), str(choices.get(value, value))))
    return lines


# What each step asks, does and says


def _papers_form(desk: Desk, referral: Referral, data: Any) -> PapersForm:
    papers = referral.application.papers.filter(removed_at=None, closed_at=None)
    have = {
        paper.kind: _("Sudah ada, dikirim %(day)s.") % {"day": tanggal(paper.added_at)}
        for paper in papers
    }
    return PapersForm(data, referral=referral, by=desk.user, have=have, label_suffix="")


def _may_hand_over(user: Any, referral: Referral) -> Problem:
    if not referral.is_taken:
        return WrongState(_("Hanya kasus yang sedang dipegang bisa dialihkan."))
    answer = rules.may_decide(user, referral)
    return None if answer else NotAllowed(str(answer.reason))


def _may_send_back(user: Any, referral: Referral) -> Problem:
    proposal = waiting_proposal(referral)
    if proposal is None:
        return WrongState(_("Tidak ada usul yang menunggu."))
    answer = rules.may_return(user, proposal)
    return None if answer else NotAllowed(str(answer.reason))


def _send_back(referral: Referral, form: Any, by: Any) -> object:
    proposal = waiting_proposal(referral)
    if proposal is None:
        raise WrongState(_("Tidak ada usul yang menunggu."))
    return return_proposal(proposal=proposal, by=by, **form.cleaned_data)


def _may_allow_demand(user: Any, referral: Referral) -> Problem:
    answer = demand_rules.may_allow_demand(user, referral)
    return None if answer else NotAllowed(str(answer.reason))


def _may_allow_fee(user: Any, referral: Referral) -> Problem:
    answer = demand_rules.may_allow_demand(user, referral, Demand.FEE)
    return None if answer else NotAllowed(str(answer.reason))


def _may_allow_one(demand: Demand) -> Callable[[Any, Referral], Problem]:
    def may(user: Any, referral: Referral) -> Problem:
        answer = demand_rules.may_second_demand(user, referral)
        if not answer:
            return NotAllowed(str(answer.reason))
        if not demand_rules.to_allow(user, referral, demand):
            return WrongState(_("Tidak ada yang perlu diizinkan pada kasus ini sekarang."))
        return None

    return may


def _papers_to_allow(desk: Desk, referral: Referral, data: Any) -> AllowOneForm:
    stopped = demand_rules.to_allow(desk.user, referral, Demand.PAPER)
    choices = [(kind, PaperKind(kind).label) for kind in stopped]
    return AllowOneForm(data, label=_("Berkas yang mana"), choices=choices, label_suffix="")


def _reasons_to_allow(desk: Desk, referral: Referral, data: Any) -> AllowOneForm:
    stopped = demand_rules.to_allow(desk.user, referral, Demand.REASON)
    choices = [(reason, DeclineReason(reason).label) for reason in stopped]
    return AllowOneForm(data, label=_("Alasan yang mana"), choices=choices, label_suffix="")


def _disbursement_form(desk: Desk, referral: Referral, data: Any) -> DisbursementForm:
    decision = getattr(referral, "decision", None)
    initial = {"amount": decision.amount if decision else None, "paid_on": timezone.localdate()}
    return DisbursementForm(data, initial=initial, label_suffix="")


WANT_PAPERS = Step(
    name="want_papers",
    title=gettext_lazy("Minta berkas"),
    lead=gettext_lazy(
        "Tulis alasan pada berkas yang Anda minta. Yang kosong tidak diminta. "
        "Pemohon membaca alasannya."
    ),
    submit=gettext_lazy("Kirim permintaan"),
    done=gettext_lazy("Permintaan berkas sudah dikirim ke pemohon."),
    form=_papers_form,
    act=lambda referral, form, by: actions.ask_for_papers(
        referral=referral, papers=form.papers(), by=by
    ),
)
APPROVED = gettext_lazy("Persetujuan tercatat dan dikirim ke pemohon.")
PROPOSED = gettext_lazy("Usul tercatat. Pemohon diberi tahu setelah kepala cabang mengonfirmasi.")
APPROVE = Step(
    name="approve",
    title=gettext_lazy("Setujui"),
    lead=gettext_lazy("Isi putusan. Sebelum dikirim Anda melihat apa yang dibaca pemohon."),
    submit=gettext_lazy("Lihat dulu"),
    done=APPROVED,
    form=lambda desk, referral, data: ApproveForm(data, referral=referral, label_suffix=""),
    act=lambda referral, form, by: decide_or_propose(referral=referral, offer=form.offer(), by=by),
    letter=letters.of_approval,
    look="btn-good",
    told=lambda result: PROPOSED if isinstance(result, Proposal) else APPROVED,
)
DECLINE = Step(
    name="decline",
    title=gettext_lazy("Tolak"),
    lead=gettext_lazy("Pilih alasan dan jelaskan. Sebelum dikirim Anda melihat surat pemohon."),
    submit=gettext_lazy("Lihat dulu"),
    done=gettext_lazy("Penolakan tercatat dan dikirim ke pemohon beserta sarannya."),
    form=lambda desk, referral, data: DeclineForm(
        data, referral=referral, by=desk.user, label_suffix=""
    ),
    act=lambda referral, form, by: actions.decline_referral(
        referral=referral,
        reason=form.cleaned_data["reason"],
        words=form.cleaned_data["words"],
        by=by,
    ),
    letter=letters.of_refusal,
    look="btn-bad",
)
CONTRACT = Step(
    name="contract",
    title=gettext_lazy("Catat akad"),
    lead=gettext_lazy("Setelah akad ditandatangani pemohon dan bank."),
    submit=gettext_lazy("Simpan akad"),
    done=gettext_lazy("Akad tercatat. Pemohon sudah diberi tahu."),
    form=lambda desk, referral, data: ContractForm(
        data, initial={"signed_on": timezone.localdate()}, label_suffix=""
    ),
    act=lambda referral, form, by: actions.record_contract(
        referral=referral, by=by, **form.cleaned_data
    ),
)
DISBURSE = Step(
    name="disburse",
    title=gettext_lazy("Catat pencairan"),
    lead=gettext_lazy("Setelah dana masuk ke rekening pemohon."),
    submit=gettext_lazy("Simpan pencairan"),
    done=gettext_lazy("Pencairan tercatat. Pemohon sudah diberi tahu."),
    form=_disbursement_form,
    act=lambda referral, form, by: actions.record_disbursement(
        referral=referral, by=by, **form.cleaned_data
    ),
)
HAND_OVER = Step(
    name="hand_over",
    title=gettext_lazy("Alihkan kasus"),
    lead=gettext_lazy("Petugas lain di cabang Anda melanjutkan kasus ini."),
    submit=gettext_lazy("Alihkan"),
    done=gettext_lazy("Kasus sudah dialihkan."),
    form=lambda desk, referral, data: HandOverForm(
        data, colleagues=colleagues(desk, but=referral.officer_id), label_suffix=""
    ),
    act=lambda referral, form, by: actions.hand_over(
        referral=referral, to=form.cleaned_data["to"], by=by
    ),
    may=_may_hand_over,
)
ALLOW_DEMAND = Step(
    name="allow_demand",
    title=gettext_lazy("Izinkan permintaan agunan"),
    lead=gettext_lazy(
        "Aturan melarang agunan tambahan pada jumlah ini. Kalau Anda tetap mengizinkan, pemohon "
        "diberi tahu nama Anda, alasan Anda, dan haknya."
    ),
    submit=gettext_lazy("Izinkan dan beri tahu pemohon"),
    done=gettext_lazy("Tercatat. Pemohon sudah diberi tahu haknya."),
    form=lambda desk, referral, data: AllowDemandForm(data, label_suffix=""),
    act=lambda referral, form, by: let_demand(referral=referral, by=by, **form.cleaned_data),
    may=_may_allow_demand,
)
ALLOW_FEE = Step(
    name="allow_fee",
    title=gettext_lazy("Izinkan menyebut biaya"),
    lead=gettext_lazy(
        "KUR tidak memungut biaya administrasi atau provisi. Kalau Anda tetap mengizinkan, pemohon "
        "diberi tahu nama Anda, alasan Anda, dan haknya."
    ),
    submit=gettext_lazy("Izinkan dan beri tahu pemohon"),
    done=gettext_lazy("Tercatat. Pemohon sudah diberi tahu haknya."),
    form=lambda desk, referral, data: AllowFeeForm(data, label_suffix=""),
    act=lambda referral, form, by: let_demand(
        referral=referral, by=by, demand=Demand.FEE, **form.cleaned_data
    ),
    may=_may_allow_fee,
)
ALLOW_PAPER = Step(
    name="allow_paper",
    title=gettext_lazy("Izinkan berkas di luar daftar"),
    lead=gettext_lazy(
        "Berkas ini tidak ada di daftar yang dibaca pemohon. Kalau Anda tetap mengizinkan, pemohon "
        "diberi tahu nama Anda, alasan Anda, dan haknya."
    ),
    submit=gettext_lazy("Izinkan dan beri tahu pemohon"),
    done=gettext_lazy("Tercatat. Pemohon sudah diberi tahu haknya."),
    form=_papers_to_allow,
    act=lambda referral, form, by: let_demand(
        referral=referral, by=by, demand=Demand.PAPER, **form.cleaned_data
    ),
    may=_may_allow_one(Demand.PAPER),
    asked_there=True,
)
ALLOW_REASON = Step(
    name="allow_reason",
    title=gettext_lazy("Izinkan alasan penolakan"),
    lead=gettext_lazy(
        "Alasan ini bertentangan dengan hasil pemeriksaan. Kalau Anda tetap mengizinkan, pemohon "
        "diberi tahu nama Anda, alasan Anda, dan haknya."
    ),
    submit=gettext_lazy("Izinkan dan beri tahu pemohon"),
    done=gettext_lazy("Tercatat. Pemohon sudah diberi tahu haknya."),
    form=_reasons_to_allow,
    act=lambda referral, form, by: let_demand(
        referral=referral, by=by, demand=Demand.REASON, **form.cleaned_data
    ),
    may=_may_allow_one(Demand.REASON),
    asked_there=True,
)
SEND_BACK = Step(
    name="send_back",
    title=gettext_lazy("Kembalikan usul"),
    lead=gettext_lazy("Petugas membaca alasannya dan bisa mengusulkan lagi. Pemohon tidak."),
    submit=gettext_lazy("Kembalikan"),
    done=gettext_lazy("Usul dikembalikan ke petugas."),
    form=lambda desk, referral, data: ReturnForm(data, label_suffix=""),
    act=_send_back,
    may=_may_send_back,
)
