"""Where an application is, who has it, since when, and what comes next by when."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from financing.enums import ApplicationState as A
from financing.enums import ReferralState as R
from financing.models import Application, Referral

Words = str | Promise


@dataclass(frozen=True)
class Whereabouts:
    """`holder` has it now; `since` when known; `due` is the day by which `next` should happen."""

    title: Words
    tone: str
    holder: Words
    since: datetime.datetime | None
    next: Words
    due: datetime.date | None = None


def current_referral(application: Application) -> Referral | None:
    """The newest; the older ones are history."""
    return (
        application.referrals.select_related("branch__bank__institution", "decision", "product")
        .order_by("-id")
        .first()
    )


def whereabouts(application: Application, referral: Referral | None) -> Whereabouts:
    state = A(application.state)
    if state == A.REFERRED and referral is not None:
        return _at_bank(referral)
    if state == A.APPROVED and referral is not None:
        return _approved(referral)
    title, tone = state.for_applicant, state.tone
    you, office = _("Anda"), _("Disperindag Lampung")
    if state == A.DRAFT:
        return Whereabouts(
            title, tone, you, application.updated_at, _("Isi sampai selesai, lalu kirim.")
        )
    if state == A.RETURNED:
        return Whereabouts(
            title, tone, you, application.updated_at, _("Perbaiki, lalu kirim lagi.")
        )
    if state == A.SUBMITTED:
        return Whereabouts(
            title,
            tone,
            office,
            application.submitted_at,
            _("Petugas memeriksa data dan berkas."),
            application.due_on,
        )
    if must_choose_again(application, referral):
        return Whereabouts(
            _("Menunggu Anda memilih bank lain"),
            "waiting",
            you,
            application.updated_at,
            _("Pilih bank lain, atau batalkan."),
        )
    if state == A.VERIFIED:
        return Whereabouts(
            title, tone, office, application.verified_at, _("Petugas mengirimnya ke bank.")
        )
    bank: Words = referral.branch.name if referral else "–"
    if state == A.DECLINED:
        since = referral.decided_at if referral else application.updated_at
        return Whereabouts(title, tone, you, since, _("Baca alasannya dan yang bisa dilakukan."))
    if state == A.DISBURSED:
        return Whereabouts(
            title, tone, bank, application.updated_at, _("Bayar cicilan setiap bulan ke bank.")
        )
    return Whereabouts(
        title, tone, you, application.updated_at, _("Anda bisa mengajukan lagi kapan saja.")
    )


def must_choose_again(application: Application, referral: Referral | None) -> bool:
    """The last bank fell silent, or lost its consent: where next is the person's choice."""
    return (
        application.state == A.VERIFIED
        and referral is not None
        and referral.product_id == application.product_id
    )


def _at_bank(referral: Referral) -> Whereabouts:
    state = R(referral.state)
    title, tone = state.for_applicant, state.tone
    if state == R.PAPERS_WANTED:
        return Whereabouts(
            title, "waiting", _("Anda"), referral.updated_at, _("Kirim berkas yang diminta bank.")
        )
    since = referral.sent_at if state == R.SENT else referral.updated_at
    following = {
        R.SENT: _("Petugas bank membuka pengajuan Anda, lalu memutuskan."),
        R.RECEIVED: _("Petugas bank memeriksa, lalu memutuskan."),
        R.IN_REVIEW: _("Bank memberi keputusan."),
    }
    return Whereabouts(
        title, tone, referral.branch.name, since, following.get(state, ""), referral.due_on
    )


def _approved(referral: Referral) -> Whereabouts:
    state = R(referral.state)
    if state == R.CONTRACTED:
        following: Words = _("Bank mencairkan dana ke rekening Anda.")
    else:
        following = _("Datang ke bank untuk tanda tangan akad. Bawa KTP asli.")
    return Whereabouts(
        state.for_applicant, state.tone, referral.branch.name, referral.updated_at, following
    )


_STAGES: tuple[Words, ...] = (
    _("Diisi"),
    _("Diperiksa Disperindag"),
    _("Diperiksa bank"),
    _("Disetujui, akad di bank"),
    _("Dana cair"),
)
_AT = {
    A.DRAFT: 0,
    A.RETURNED: 0,
    A.SUBMITTED: 1,
    A.VERIFIED: 1,
    A.REFERRED: 2,
    A.DECLINED: 2,
    A.APPROVED: 3,
    A.DISBURSED: 5,
}


def steps_of(application: Application, referral: Referral | None) -> list[dict[str, Any]]:
    """For ui/steps.html. A withdrawn application has no steps."""
    state = A(application.state)
    if state == A.WITHDRAWN:
        return []
    at = _AT[state]
    halted = {A.DECLINED: "bad", A.RETURNED: "bad"}.get(state, "current")
    steps = []
    for number, label in enumerate(_STAGES):
        step: dict[str, Any] = {
            "label": label,
            "state": "done" if number < at else halted if number == at else "next",
        }
        if number == at:
            step["note"] = whereabouts(application, referral).title
        steps.append(step)
    return steps
