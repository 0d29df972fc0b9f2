"""What the banks make of the referrals, each by the officer of its branch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.utils import timezone

from financing.actions import referrals as act
from financing.actions.applications import withdraw_application
from financing.actions.filling import choose_another_bank
from financing.actions.guard import report_demand
from financing.actions.papers import answer_paper_request
from financing.actions.results import check_lines, keep_results
from financing.imports.results import checker
from financing.models import Branch, Referral
from financing.queries.cohorts import groups
from ikm_portal.accounts.models import User
from ikm_portal.demo.applications import account_of, application_of, product_of
from ikm_portal.demo.banks import POSTINGS
from ikm_portal.demo.cases import BNI, Wish, wishes
from ikm_portal.demo.house import STAFF, person
from ikm_portal.demo.pictures import paper
from ikm_portal.demo.words import APPROVAL_WORDS, DECLINES, NO_NIB_WORDS
from meetings.actions.agenda import add_clinic
from meetings.models import Meeting

# The first officer of each branch; the head of BRI takes the cases of KUR Kecil.
_OFFICERS = {branch: email for email, branch, role in reversed(POSTINGS) if role == "officer"}
_BRI_HEAD = "kepala@bri.test"


def decide_all(seed: int) -> None:
    for number, wish in enumerate(wishes(seed)):
        if wish.case.goes_to_bank and wish.case.end != "sent":
            _Desk(wish, number).work()
    refused = Referral.objects.filter(state="declined").order_by("pk").first()
    if refused is not None:
        report_demand(
            referral=refused,
            demand="fee",
            words="Sebelum ditolak saya diminta biaya administrasi. Saya tidak membayar.",
            by=account_of(refused.owner),
        )
    _propose_clinic()
    _leave_results()


def _leave_results() -> None:
    """A file that a branch has sent in and not yet confirmed: one line ready, one to repair, one
    that the portal knows otherwise."""
    email = "petugas@bri.test"
    branch = Branch.objects.get(slug="bri-bandar-lampung")
    cases = Referral.objects.filter(branch=branch, officer=person(email)).order_by("pk")
    running = list(cases.filter(state__in=["received", "in_review"])[:2])
    settled = list(cases.filter(state="approved")[:1])
    yes = {"decision": "setuju"}
    cells = [{"code": one.application.code, **yes} for one in (*running, *settled)]
    for one, amount in zip(cells, ("", "", "1.000.000"), strict=False):
        one["amount"] = amount
    if running:
        cells[0]["amount"] = str(running[0].amount)
    file, is_new = keep_results(
        branch=branch,
        lines=list(enumerate(cells, 2)),
        sha256=hashlib.sha256(repr(cells).encode()).hexdigest(),
        unused=[],
        by=person(email),
    )
    check = checker()
    while is_new and check_lines(file.pk, check):
        pass


def _propose_clinic() -> None:
    """For those who lack the same thing, at the next meeting."""
    if found := groups():
        cohort = found[0].whole
        meeting = Meeting.objects.get(slug="rapat-tindak-lanjut")
        add_clinic(meeting=meeting, cohort=cohort, by=person(STAFF))


class _Desk:
    """One referral on its officer's desk."""

    def __init__(self, wish: Wish, number: int) -> None:
        self.wish, self.number = wish, number
        self.application = application_of(wish)
        self.referral: Referral = self.application.referrals.get()
        head = wish.case.scheme == "kecil" or wish.case.end == "handed_over"
        self.officer = person(_BRI_HEAD if head else _OFFICERS[wish.case.branch])

    def work(self) -> None:
        steps: dict[str, Callable[[], object]] = {
            "received": self._receive,
            "in_review": self._review,
            "handed_over": self._hand_over,
            "papers_wanted": self._want_papers,
            "papers_answered": self._answer_papers,
            "approved": self._approve,
            "contracted": self._contract,
            "disbursed": self._disburse,
            "declined": self._decline,
            "declined_then_other": self._go_elsewhere,
            "withdrawn": self._withdraw,
            "expired": lambda: act.expire_referral(referral=self.referral),
        }
        steps[self.wish.case.end]()

    @property
    def applicant(self) -> User:
        return account_of(self.application.owner)

    def _receive(self) -> None:
        act.receive_referral(referral=self.referral, by=self.officer)

    def _review(self) -> None:
        self._receive()
        act.start_review(referral=self.referral, by=self.officer)

    def _hand_over(self) -> None:
        self._review()
        colleague = person(_OFFICERS[self.wish.case.branch])
        act.hand_over(referral=self.referral, to=colleague, by=self.officer)

    def _want_papers(self) -> None:
        self._review()
        papers = [
            act.WantedPaper("bank_book", "Untuk melihat penjualan enam bulan terakhir."),
            act.WantedPaper("business_photo", "Foto sebelumnya belum menunjukkan tempat usaha."),
        ]
        act.ask_for_papers(
            referral=self.referral, papers=papers[: 1 + self.number % 2], by=self.officer
        )

    def _answer_papers(self) -> None:
        self._want_papers()
        for request in self.referral.paper_requests.filter(answered_at=None):
            file = paper(request.kind, self.wish.case.trade)
            answer_paper_request(request=request, file=file, by=self.applicant)

    def _approve(self) -> None:
        self._review()
        # Every third is granted in part.
        asked = self.referral.amount
        amount = asked if self.number % 3 else asked * 8 // 10 // 500_000 * 500_000
        act.approve_referral(
            referral=self.referral,
            offer=act.Offer(
                amount=amount,
                months=self.referral.months,
                rate=self.referral.product.rate,
                words=APPROVAL_WORDS[self.number % len(APPROVAL_WORDS)],
            ),
            by=self.officer,
        )

    def _contract(self) -> None:
        self._approve()
        act.record_contract(
            referral=self.referral,
            number=f"CONTOH/{self.referral.pk:04d}",
            signed_on=timezone.localdate(),
            by=self.officer,
        )

    def _disburse(self) -> None:
        self._contract()
        act.record_disbursement(
            referral=self.referral,
            amount=self.referral.decision.amount or 0,
            paid_on=timezone.localdate(),
            by=self.officer,
        )

    def _decline(self) -> None:
        self._review()
        reason, words = DECLINES[self.number % len(DECLINES)]
        if not self.wish.case.login and not self._has_nib():
            reason, words = "no_nib", NO_NIB_WORDS
        act.decline_referral(referral=self.referral, reason=reason, words=words, by=self.officer)

    def _has_nib(self) -> bool:
        return self.application.business.permits.filter(kind="nib").exists()

    def _go_elsewhere(self) -> None:
        """No at the first bank; the member agrees to another, and gets the money there."""
        self._review()
        act.decline_referral(
            referral=self.referral,
            reason="quota",
            words="Jatah kami untuk bulan ini habis. Usaha Anda sendiri baik.",
            by=self.officer,
        )
        self.application.refresh_from_db()
        product = product_of(self.wish, BNI)
        choose_another_bank(
            application=self.application, product=product, by=self.applicant, tell_reason=True
        )
        self.application.refresh_from_db()
        self.referral = act.refer_application(application=self.application, by=person(STAFF))
        self.officer = person(_OFFICERS[BNI])
        self._disburse()

    def _withdraw(self) -> None:
        self._receive()
        withdraw_application(application=self.application, by=self.applicant)
