"""One line of a bank's file beside the portal: what it would do, and doing it.

Everything goes through the same actions as a press on the case's page. What a line would do is
found by doing it and taking it back, so that the preview cannot say something else than the act.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from associations.actions.readings import Problem
from financing.actions import referrals
from financing.actions.proposals import decide_or_propose
from financing.actions.quotas import CannotReserve
from financing.actions.referrals import CannotDecide, Offer
from financing.enums import DeclineReason, Outcome, ProposalState, ReferralState, ResultLineState
from financing.models import Decision, Proposal, Referral
from ikm_portal.audit.engine import CannotMove
from ikm_portal.common.money import format_rupiah
from ikm_portal.common.templatetags.portal import tanggal

S = ResultLineState
_GONE = (ReferralState.WITHDRAWN, ReferralState.EXPIRED)
# The answer of an action → the column that it is about.
_DECIDING = {"amount": "amount", "months": "months", "reason": "reason", "words": "words",
             "conditions": "conditions"}  # fmt: skip
_SIGNING = {"number": "contract_number", "signed_on": "contracted_on"}
_PAYING = {"amount": "disbursed_amount", "paid_on": "disbursed_on"}


@dataclass
class Compared:
    """What a line means beside its case. `steps`: what is not recorded yet, in order; `note`: the
    two sides in words, where they disagree or nothing is to be done."""

    state: str
    steps: list[str] = field(default_factory=list)
    note: str = ""
    problems: list[Problem] = field(default_factory=list)


class _TakenBack(Exception):
    """Ends a trial: nothing of it stays."""


class NotDone(Exception):
    """A line was refused; `problem` says why and in which column."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.words)
        self.problem = problem


def compare(case: Referral, said: Mapping[str, Any]) -> Compared:
    """`case` with its `decision` and `proposals` read; `said`: the line as understood."""
    if not any(said.get(key) for key in ("decision", "contract_number", "disbursed_amount")):
        return Compared(S.EMPTY)
    if case.state in _GONE:
        return _conflict(str(case.get_state_display()), _words(said))
    steps: list[str] = []
    decision: Decision | None = getattr(case, "decision", None)
    if said.get("decision"):
        if decision is not None:
            if not _agrees(decision, said):
                return _conflict(_decided(decision), _words(said))
        elif waiting := _waiting(case):
            if not _offers(waiting, said):
                asked = _("%(amount)s menunggu kepala cabang")
                return _conflict(asked % {"amount": format_rupiah(waiting.amount)}, _words(said))
            if not said.get("contract_number"):
                return Compared(S.SAME, note=_("Menunggu kepala cabang."))
        elif problems := _unfinished(case, said):
            return Compared(S.REPAIR, problems=problems)
        else:
            steps.append(said["decision"])
    if said.get("contract_number"):
        if case.contract_number:
            theirs = (said["contract_number"], said["contracted_on"])
            if theirs != (case.contract_number, str(case.contracted_on)):
                return _conflict(
                    _signed(case.contract_number, case.contracted_on),
                    _signed(said["contract_number"], said["contracted_on"]),
                )
        elif decision is not None and decision.outcome == Outcome.DECLINE:
            return _conflict(_decided(decision), _words({**said, "decision": ""}))
        elif case.state != ReferralState.APPROVED and "approve" not in steps:
            words = _("Belum disetujui di portal. Isi keputusan dan jumlahnya dulu.")
            return Compared(S.REPAIR, problems=[Problem("contract_number", words)])
        else:
            steps.append("contract")
    if said.get("disbursed_amount"):
        if case.disbursed_amount is not None:
            paid = (said["disbursed_amount"], said["disbursed_on"])
            if paid != (case.disbursed_amount, str(case.disbursed_on)):
                return _conflict(
                    _paid(case.disbursed_amount, case.disbursed_on),
                    _paid(said["disbursed_amount"], said["disbursed_on"]),
                )
        else:
            steps.append("disburse")
    if not steps:
        return Compared(S.SAME, note=str(case.get_state_display()))
    return Compared(S.READY, steps=steps)


def _unfinished(case: Referral, said: Mapping[str, Any]) -> list[Problem]:
    """What a decision needs and the line lacks. What was asked is offered, never filled in."""
    if said["decision"] == "approve":
        if "amount" in said:
            return []
        asked = f"{case.amount:,}".replace(",", ".")
        return [Problem("amount", _("Isi jumlah yang disetujui."), asked)]
    problems = []
    if "reason" not in said:
        problems.append(Problem("reason", _("Pilih satu alasan.")))
    if "words" not in said:
        problems.append(Problem("words", _("Tulis penjelasan yang dibaca pemohon.")))
    return problems


def _agrees(decision: Decision, said: Mapping[str, Any]) -> bool:
    if decision.outcome == Outcome.DECLINE:
        return said["decision"] == "decline" and said.get("reason") in (None, decision.reason)
    return said["decision"] == "approve" and _offers(decision, said)


def _offers(one: Decision | Proposal, said: Mapping[str, Any]) -> bool:
    """The same offer. What the file leaves empty is not said, and so contradicts nothing."""
    return (
        said["decision"] == "approve"
        and said.get("amount", one.amount) == one.amount
        and said.get("months", one.months) == one.months
        and ("rate" not in said or Decimal(said["rate"]) == one.rate)
    )


def _waiting(case: Referral) -> Proposal | None:
    if case.state != ReferralState.IN_REVIEW:
        return None
    return next((one for one in case.proposals.all() if one.state == ProposalState.WAITING), None)


def _conflict(portal: str, file: str) -> Compared:
    both = _("Di portal: %(portal)s. Di berkas: %(file)s.") % {"portal": portal, "file": file}
    return Compared(S.CONFLICT, note=both)


def _decided(decision: Decision) -> str:
    if decision.outcome == Outcome.DECLINE:
        return f"{Outcome.DECLINE.label}, {DeclineReason(decision.reason).label}"
    return f"{Outcome.APPROVE.label} {_terms(decision.amount, decision.months, decision.rate)}"


def _words(said: Mapping[str, Any]) -> str:
    if said.get("decision") == "decline":
        reason = said.get("reason")
        label = f", {DeclineReason(reason).label}" if reason else ""
        return f"{Outcome.DECLINE.label}{label}"
    if said.get("decision") == "approve":
        terms = _terms(said.get("amount"), said.get("months"), said.get("rate"))
        return f"{Outcome.APPROVE.label} {terms}".strip()
    if said.get("contract_number"):
        return _signed(said["contract_number"], said["contracted_on"])
    return _paid(said["disbursed_amount"], said["disbursed_on"])


def _terms(amount: int | None, months: int | None, rate: Any) -> str:
    """Only what is said."""
    parts = [
        format_rupiah(amount) if amount else "",
        _("%(months)s bulan") % {"months": months} if months else "",
        f"{Decimal(rate).normalize():f}%".replace(".", ",") if rate is not None else "",
    ]
    return ", ".join(part for part in parts if part)


def _signed(number: str, day: Any) -> str:
    return _("akad %(number)s, %(day)s") % {"number": number, "day": _day(day)}


def _paid(amount: int, day: Any) -> str:
    return _("cair %(amount)s, %(day)s") % {"amount": format_rupiah(amount), "day": _day(day)}


def _day(day: Any) -> str:
    return tanggal(datetime.date.fromisoformat(day) if isinstance(day, str) else day)


def try_steps(case: Referral, said: Mapping[str, Any], steps: list[str], *, by: Any) -> list[str]:
    """What would happen, in words, by doing it and taking it back. Raises NotDone. `case` is used
    up: its state is that of the trial."""
    told: list[str] = []
    try:
        with transaction.atomic():
            told = take_steps(case, said, steps, by=by)
            raise _TakenBack
    except _TakenBack:
        return told


@transaction.atomic
def take_steps(case: Referral, said: Mapping[str, Any], steps: list[str], *, by: Any) -> list[str]:
    """All of them, or NotDone and none. A case that nobody holds is first taken by `by`."""
    told: list[str] = []
    for step in steps:
        act, columns = _STEPS[step]
        try:
            told.append(act(case, said, by))
        except CannotDecide as problem:
            raise NotDone(Problem(columns.get(problem.field, ""), str(problem))) from None
        except (CannotMove, CannotReserve) as problem:
            raise NotDone(Problem("", str(problem))) from None
        if step != steps[-1] and case.state == ReferralState.IN_REVIEW:
            raise NotDone(
                Problem(
                    "contract_number",
                    _("Di atas batas bank: kepala cabang mengonfirmasi dulu. Kosongkan akad dan "
                      "pencairan."),
                )
            )  # fmt: skip
    return told


def _open(case: Referral, by: Any, *, reviewed: bool) -> str:
    """Taken and, for an approval, under review: the steps that the page asks for one by one."""
    taken = ""
    if case.state == ReferralState.SENT:
        referrals.receive_referral(referral=case, by=by)
        taken = _("diterima oleh Anda") + ", "
    if reviewed and case.state == ReferralState.PAPERS_WANTED:
        raise CannotDecide(
            _("Masih menunggu berkas pemohon. Lanjutkan pemeriksaan di halaman kasus dulu.")
        )
    if reviewed and case.state == ReferralState.RECEIVED:
        referrals.start_review(referral=case, by=by)
    return taken


def _approve(case: Referral, said: Mapping[str, Any], by: Any) -> str:
    taken = _open(case, by, reviewed=True)
    offer = Offer(
        amount=said["amount"],
        months=said.get("months", case.months),
        rate=Decimal(said.get("rate", case.product.rate)),
        conditions=said.get("conditions", ""),
        words=said.get("words", ""),
    )
    made = decide_or_propose(referral=case, offer=offer, by=by)
    if isinstance(made, Proposal):
        return taken + _("%(amount)s diusulkan ke kepala cabang") % {
            "amount": format_rupiah(offer.amount)
        }
    return taken + _("disetujui %(terms)s") % {
        "terms": _terms(offer.amount, offer.months, offer.rate)
    }


def _decline(case: Referral, said: Mapping[str, Any], by: Any) -> str:
    taken = _open(case, by, reviewed=False)
    referrals.decline_referral(referral=case, reason=said["reason"], words=said["words"], by=by)
    return taken + _("ditolak: %(reason)s") % {"reason": DeclineReason(said["reason"]).label}


def _contract(case: Referral, said: Mapping[str, Any], by: Any) -> str:
    day = datetime.date.fromisoformat(said["contracted_on"])
    referrals.record_contract(referral=case, number=said["contract_number"], signed_on=day, by=by)
    return _signed(said["contract_number"], day)


def _disburse(case: Referral, said: Mapping[str, Any], by: Any) -> str:
    day = datetime.date.fromisoformat(said["disbursed_on"])
    amount = said["disbursed_amount"]
    if case.contracted_on is None:
        raise CannotDecide(_("Belum ada akad. Isi nomor dan tanggal akad."), field="paid_on")
    referrals.record_disbursement(referral=case, amount=amount, paid_on=day, by=by)
    return _paid(amount, day)


_Act = Callable[[Referral, Mapping[str, Any], Any], str]
_STEPS: dict[str, tuple[_Act, dict[str, str]]] = {
    "approve": (_approve, _DECIDING),
    "decline": (_decline, _DECIDING),
    "contract": (_contract, _SIGNING),
    "disburse": (_disburse, _PAYING),
}
