"""A referral's steps, from the office's desk to the money.

Lock order: application, referral, quota.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from associations.queries import bank_consent
from financing import demand_rules, rules
from financing.actions.findings import keep_findings
from financing.actions.quotas import CannotReserve, release, reserve, settle
from financing.enums import Outcome, ProposalState
from financing.models import (
    Application,
    Branch,
    Decision,
    Moment,
    PaperRequest,
    Product,
    Proposal,
    Referral,
)
from ikm_portal.audit.engine import move, record
from ikm_portal.calendar.days import add_working_days

PAPERS_DAYS = 7  # working days that an applicant has for papers; the bank may go on without them


class CannotRefer(Exception):
    """Its text is a sentence for the person."""


class CannotDecide(Exception):
    """Its text is a sentence for the person; `field` names the answer that is wrong, if one is."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Offer:
    """What the bank grants: rupiah, months, effective per cent a year, and any condition."""

    amount: int
    months: int
    rate: Decimal
    conditions: str = ""
    words: str = ""


@dataclass(frozen=True)
class WantedPaper:
    """A paper that the officer asks for, and why. `name`: as the bank publishes it."""

    kind: str
    reason: str
    name: str = ""

    @property
    def words(self) -> str:
        """What the applicant reads beside the kind."""
        return f"{self.name}: {self.reason}" if self.name else self.reason


def branch_for(product: Product, kabupaten_code: str) -> Branch | None:
    """The branch of the product's bank that serves this kabupaten."""
    return (
        Branch.objects.filter(bank=product.bank, is_active=True, serves=kabupaten_code)
        .order_by("pk")
        .first()
    )


@transaction.atomic
def refer_application(
    *, application: Application, by: Any, product: Product | None = None
) -> Referral:
    """Sends a verified application to the branch that serves the business.

    Needs the person's consent to that bank, no other active referral of the person, a product that
    this file has not been sent for before (where next after a refusal is the person's own choice),
    and room in the quota where one is known. Raises CannotRefer or CannotMove; then nothing has
    changed. The application is locked before anything is asked: a consent taken back or another
    bank chosen in that moment comes before or after, never in between.
    """
    locked = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    product = product or locked.product
    if product is None:
        raise CannotRefer(_("Pemohon belum memilih produk bank."))
    branch = branch_for(product, locked.business.kabupaten_code)
    if branch is None:
        raise CannotRefer(
            _("%(bank)s belum punya cabang yang melayani daerah ini.") % {"bank": product.bank}
        )
    if locked.referrals.filter(product=product).exists():
        raise CannotRefer(
            _("Pengajuan ini sudah pernah dikirim untuk %(product)s. Pemohon memilih yang lain.")
            % {"product": product}
        )
    if bank_consent(locked.owner, product.bank.institution) is None:
        raise CannotRefer(
            _("Pemohon belum menyetujui datanya dikirim ke %(bank)s.") % {"bank": product.bank}
        )
    # Said for one bank alone, and only once.
    told_reason = locked.told_reason if product == locked.product else ""
    try:
        with transaction.atomic():
            move(locked, "refer", by=by, set={"product": product, "told_reason": ""})
    except IntegrityError:  # declined here, and the person has begun another application since
        raise CannotRefer(_("Orang ini sudah punya pengajuan lain yang berjalan.")) from None
    today = timezone.localdate()
    try:
        with transaction.atomic():
            referral = Referral.objects.create(
                application=locked,
                owner=locked.owner,
                product=product,
                branch=branch,
                amount=locked.amount or 0,
                months=locked.months or 0,
                told_reason=told_reason,
                sent_by=by,
                due_on=add_working_days(today, product.bank.decision_days),
            )
    except IntegrityError:
        raise CannotRefer(_("Orang ini masih punya pengajuan yang berjalan di bank.")) from None
    try:
        reserve(referral=referral, on=today, by=by)
    except CannotReserve as problem:
        raise CannotRefer(str(problem)) from None
    record(
        "financing.referral.send",
        referral,
        by=by,
        data={"branch": branch.slug, "product": product.slug},
    )
    keep_findings(application=locked, moment=Moment.REFER, referral=referral)
    application.state, application.product = locked.state, product
    return referral


@transaction.atomic
def receive_referral(*, referral: Referral, by: Any) -> Referral:
    """The officer takes the case; from now on the NIK is readable to the branch."""
    move(referral, "receive", by=by, set={"officer": by})
    return referral


@transaction.atomic
def start_review(*, referral: Referral, by: Any) -> Referral:
    move(referral, "review", by=by)
    return referral


@transaction.atomic
def ask_for_papers(*, referral: Referral, papers: list[WantedPaper], by: Any) -> Referral:
    """Asks the applicant for papers, each with its reason. At least one, and none beyond
    what is published. Both sides read the same day until which they are awaited."""
    if not papers:
        raise CannotDecide(_("Pilih berkas yang diminta."))
    for paper in papers:
        answer = demand_rules.may_ask_paper(referral, paper.kind, by=by, name=paper.name)
        if not answer:
            raise CannotDecide(str(answer.reason), field=paper.kind)
        check_words(referral, {paper.kind: paper.reason}, by=by)
    send_by = add_working_days(timezone.localdate(), PAPERS_DAYS)
    move(
        referral,
        "want_papers",
        by=by,
        data={
            "papers": [[paper.kind, paper.words] for paper in papers],
            "send_by": send_by.isoformat(),
        },
    )
    PaperRequest.objects.bulk_create(
        PaperRequest(
            referral=referral,
            kind=paper.kind,
            reason=paper.words,
            requested_by=by,
            send_by=send_by,
        )
        for paper in papers
    )
    return referral


@transaction.atomic
def approve_referral(
    *, referral: Referral, offer: Offer, by: Any, proposal: Proposal | None = None
) -> Decision:
    """The bank's yes, in full or in part, never more than was asked. CannotDecide, CannotMove.

    `proposal`: the confirmed one behind it, without which nothing above the bank's own limit goes.
    """
    confirmed = proposal is not None and proposal.state == ProposalState.CONFIRMED
    if rules.needs_second(referral, offer.amount) and not confirmed:
        raise CannotDecide(
            _("Di atas batas bank, kepala cabang harus mengonfirmasi."), field="amount"
        )
    if not confirmed:  # the head confirms what was checked when it was proposed
        check_words(referral, {"conditions": offer.conditions, "words": offer.words}, by=by)
    if not 0 < offer.amount <= referral.amount:
        raise CannotDecide(
            _("Jumlah yang disetujui tidak boleh melebihi jumlah yang diminta."), field="amount"
        )
    if offer.months <= 0 or offer.months > 120:
        raise CannotDecide(_("Jangka waktu harus 1 sampai 120 bulan."), field="months")
    application = _lock_application(referral)
    now = timezone.now()
    move(
        referral,
        "approve",
        by=by,
        note=offer.words,
        data={
            "amount": offer.amount,
            "months": offer.months,
            "rate": str(offer.rate),
            "conditions": offer.conditions,
        },
        set={"decided_at": now},
    )
    decision = Decision.objects.create(
        referral=referral,
        outcome=Outcome.APPROVE,
        amount=offer.amount,
        months=offer.months,
        rate=offer.rate,
        conditions=offer.conditions,
        words=offer.words,
        decided_by=by,
        decided_at=now,
    )
    move(application, "approved", by=None)
    settle(referral=referral, granted=offer.amount, by=by)
    return decision


@transaction.atomic
def decline_referral(*, referral: Referral, reason: str, words: str, by: Any) -> Decision:
    """The bank's no: a coded reason and words that the applicant reads. Both are required."""
    if not reason or not words.strip():
        raise CannotDecide(_("Pilih alasan dan tulis penjelasan yang akan dibaca pemohon."))
    answer = demand_rules.may_decline_for(referral, reason, by=by)
    if not answer:
        raise CannotDecide(str(answer.reason), field="reason")
    check_words(referral, {"words": words}, by=by)
    application = _lock_application(referral)
    now = timezone.now()
    move(referral, "decline", by=by, note=words, data={"reason": reason}, set={"decided_at": now})
    decision = Decision.objects.create(
        referral=referral,
        outcome=Outcome.DECLINE,
        reason=reason,
        words=words.strip(),
        decided_by=by,
        decided_at=now,
    )
    move(application, "declined", by=None)
    release(referral=referral, by=by)
    return decision


@transaction.atomic
def record_contract(
    *, referral: Referral, number: str, signed_on: datetime.date, by: Any
) -> Referral:
    """The akad: its number and day; not before the decision, not in the future."""
    _check_day(signed_on, not_before=_decision_day(referral), field="signed_on")
    if not number.strip():
        raise CannotDecide(_("Isi nomor akad."), field="number")
    move(
        referral,
        "contract",
        by=by,
        data={"signed_on": signed_on.isoformat()},
        set={"contract_number": number.strip(), "contracted_on": signed_on},
    )
    return referral


@transaction.atomic
def record_disbursement(
    *, referral: Referral, amount: int, paid_on: datetime.date, by: Any
) -> Referral:
    """The money: how much and when; not before the akad, not more than was granted."""
    _check_day(paid_on, not_before=referral.contracted_on, field="paid_on")
    granted = referral.decision.amount or 0
    if not 0 < amount <= granted:
        raise CannotDecide(
            _("Jumlah cair tidak boleh melebihi jumlah yang disetujui."), field="amount"
        )
    application = _lock_application(referral)
    move(
        referral,
        "disburse",
        by=by,
        data={"amount": amount, "paid_on": paid_on.isoformat()},
        set={"disbursed_on": paid_on, "disbursed_amount": amount},
    )
    move(application, "disbursed", by=None)
    return referral


@transaction.atomic
def withdraw_referral(*, referral: Referral, by: Any) -> Referral:
    """The applicant stops; what was reserved goes back. The application is moved by the caller."""
    move(referral, "withdraw", by=by)
    release(referral=referral, by=by)
    return referral


@transaction.atomic
def expire_referral(*, referral: Referral) -> Referral:
    """The bank did not answer in time: the applicant is free to go elsewhere."""
    application = _lock_application(referral)
    move(referral, "expire", by=None)
    move(application, "released", by=None)
    release(referral=referral, by=None)
    return referral


@transaction.atomic
def hand_over(*, referral: Referral, to: Any, by: Any) -> Referral:
    """Another officer of the same branch takes the case, while it is open and taken."""
    now = Referral.objects.select_for_update(no_key=True).get(pk=referral.pk)
    answer = rules.may_decide(by, now)
    if not answer:
        raise CannotDecide(str(answer.reason))
    if not now.is_taken:
        raise CannotDecide(_("Kasus ini tidak sedang dipegang siapa pun."))
    if not rules.may_handle(to, now):
        raise CannotDecide(_("Petugas itu tidak bekerja di cabang ini."))
    Referral.objects.filter(pk=now.pk).update(officer=to)
    referral.officer = to
    record("financing.referral.hand_over", referral, by=by, data={"to": to.pk})
    return referral


def check_words(referral: Referral, written: dict[str, str], *, by: Any) -> None:
    """By the name of the answer. Raises CannotDecide for what may not be written to applicants."""
    for field, text in written.items():
        answer = demand_rules.may_write(referral, text, by=by)
        if not answer:
            raise CannotDecide(str(answer.reason), field=field)


def _lock_application(referral: Referral) -> Application:
    """First in the lock order, so that a bank's decision and a withdrawal never deadlock."""
    return Application.objects.select_for_update(no_key=True).get(pk=referral.application_id)


def _decision_day(referral: Referral) -> datetime.date | None:
    return timezone.localdate(referral.decided_at) if referral.decided_at else None


def _check_day(day: datetime.date, *, not_before: datetime.date | None, field: str) -> None:
    if day > timezone.localdate():
        raise CannotDecide(_("Tanggal tidak boleh di masa depan."), field=field)
    if not_before and day < not_before:
        raise CannotDecide(
            _("Tanggal tidak boleh sebelum langkah sebelumnya, %(day)s.")
            % {"day": date_format(not_before, "j F Y")},
            field=field,
        )
