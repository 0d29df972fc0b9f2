"""One case on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from financing import demand_rules, rules
from financing.actions.looks import CannotLook, note_opened, unmask_nik
from financing.enums import ReferralState
from financing.forms.bank import CounterForm
from financing.history import referral_story
from financing.models import Referral
from financing.queries.desk import Desk
from financing.queries.groups import GroupStanding
from financing.step_days import step_due
from financing.views.bank.common import (
    at_desk,
    case_of,
    clock_stands,
    deadline_words,
    waiting_proposal,
)
from financing.views.bank.story import (
    checklist_of,
    figures_of,
    group_of,
    instalment_of,
    is_over,
    papers_of,
    place_of,
    story_of,
)
from financing.why import why_of_referral
from ikm_portal.audit.models import Entry
from ikm_portal.audit.workflow import Workflow
from ikm_portal.common.money import format_rupiah
from ikm_portal.common.templatetags.portal import angka, persen, tanggal

_SHOWN_ONCE = "bank_nik"

# transition → (how the button acts, its look); in the order in which they stand on the page.
_BUTTONS = {
    "receive": ("post", ""),
    "review": ("post", ""),
    "approve": ("link", "btn-good"),
    "contract": ("link", ""),
    "disburse": ("link", ""),
    "want_papers": ("link", "btn-second"),
    "decline": ("link", "btn-bad"),
    "review_anyway": ("post", "btn-second"),
}
_NEXT = {
    ReferralState.SENT: gettext_lazy("Terima kasus ini supaya berkas dan NIK bisa dibuka"),
    ReferralState.RECEIVED: gettext_lazy("Mulai periksa, atau minta berkas yang kurang"),
    ReferralState.IN_REVIEW: gettext_lazy("Putuskan, atau minta berkas yang masih kurang"),
    ReferralState.PAPERS_WANTED: gettext_lazy("Pemohon sedang diminta mengirim berkas"),
    ReferralState.APPROVED: gettext_lazy("Hubungi pemohon untuk akad, lalu catat di sini"),
    ReferralState.CONTRACTED: gettext_lazy("Catat pencairan setelah dana masuk ke rekening"),
    ReferralState.DISBURSED: gettext_lazy("Selesai: dana sudah cair"),
    ReferralState.DECLINED: gettext_lazy("Selesai: tidak disetujui"),
    ReferralState.WITHDRAWN: gettext_lazy("Selesai: pemohon membatalkan"),
    ReferralState.EXPIRED: gettext_lazy("Selesai: batas waktu lewat tanpa putusan"),
}


@require_safe
@at_desk
def page(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    referral = case_of(desk, pk)
    trail = list(Entry.objects.about(referral))
    note_opened(referral=referral, trail=trail, by=request.user)
    # The person has taken the file, and with it the yes, back: the bank keeps what it did itself.
    taken_back = referral.state == ReferralState.WITHDRAWN
    hidden = taken_back or is_over(referral)
    papers = papers_of(referral, trail)
    open_steps = {step.name: step for step in Workflow.of(referral).open_to(request.user, referral)}
    due = ("", "")
    if referral.state in ReferralState.banks_turn():
        due = deadline_words(referral.due_on, timezone.localdate())
    decision = getattr(referral, "decision", None)
    proposal = waiting_proposal(referral)
    group = None if taken_back else group_of(referral)
    counter = CounterForm(request.GET if "jumlah" in request.GET else None, referral=referral)
    other = []
    if counter.is_bound and counter.is_valid() and not taken_back:
        wish = counter.cleaned_data
        other = figures_of(referral, wish["jumlah"], wish["bulan"])
    return render(
        request,
        "bank/referral.html",
        {
            "desk": desk,
            "referral": referral,
            "state": referral.state_label,
            "due": due,
            "stands": clock_stands(referral.state),
            "step_due": step_due(referral),
            "taken_back": taken_back,
            "story": [] if taken_back else story_of(referral),
            "figures": [] if taken_back else figures_of(referral),
            "counter": counter,
            "other": other,
            "facts": [] if hidden else [*_facts(referral), *_letter(group)],
            "checklist": [] if taken_back else checklist_of(referral, papers, group),
            "why": None if taken_back else why_of_referral(referral),
            "may_open": referral.is_taken,
            "may_ask": "want_papers" in open_steps,
            "requests": list(referral.paper_requests.all()),
            "nik": _take_shown(request, pk),
            "buttons": [
                {"name": name, "label": open_steps[name].label, "how": how, "look": look}
                for name, (how, look) in _BUTTONS.items()
                if name in open_steps
            ],
            "next": _NEXT[referral.state_label],
            "held_by_other": bool(
                referral.is_taken and referral.officer_id != request.user.pk and not desk.is_head
            ),
            "may_hand_over": referral.is_taken
            and (referral.officer_id == request.user.pk or desk.is_head),
            "proposal": proposal,
            "may_confirm": proposal is not None and bool(rules.may_confirm(request.user, proposal)),
            "may_return": proposal is not None and bool(rules.may_return(request.user, proposal)),
            "allowable": demand_rules.open_to_allow(
                request.user, referral, role=desk.posting.role, given=getattr(referral, "given", ())
            ),
            "decision": decision,
            "decision_facts": _decision_facts(referral, decision),
            "history": referral_story(referral, reader=request.user, entries=trail)[::-1],
        },
    )


@require_POST
@at_desk
def unmask(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Writes the trace, then shows the number on the next page and never again."""
    referral = case_of(desk, pk)
    try:
        unmask_nik(referral=referral, by=request.user)
    except CannotLook as problem:
        messages.error(request, str(problem))
    else:
        request.session[_SHOWN_ONCE] = pk
    return redirect(f"{reverse('bank:referral', args=[pk])}#identitas")


def _take_shown(request: HttpRequest, pk: int) -> bool:
    if request.session.get(_SHOWN_ONCE) != pk:
        return False
    del request.session[_SHOWN_ONCE]
    return True


def _facts(referral: Referral) -> list[dict[str, Any]]:
    business = referral.application.business
    facts = [
        {"label": _("Usaha"), "value": business.name},
        {"label": _("Produk"), "value": business.product},
        {"label": _("Mulai usaha"), "value": tanggal(business.started_on)},
        {"label": _("Pekerja"), "value": angka(business.workers)},
        {"label": _("Penjualan setahun"), "value": format_rupiah(business.yearly_sales)},
        {
            "label": _("Tempat"),
            "value": ", ".join(part for part in (business.address, place_of(business)) if part),
        },
    ]
    if business.kbli:
        facts.append({"label": "KBLI", "value": f"{business.kbli} ({business.kbli.edition})"})
    for permit in business.permits_as_stated():
        value = permit.number or _("ada")
        if permit.pk is None:
            value += " · " + _("belum dicocokkan, lihat suratnya")
        if permit.valid_until:
            value += " · " + _("sampai %(day)s") % {"day": tanggal(permit.valid_until)}
        facts.append({"label": permit.get_kind_display(), "value": value})
    return facts


def _letter(group: GroupStanding | None) -> list[dict[str, Any]]:
    """The letter with the page that proves it, and the group's contract."""
    if group is None:
        return []
    words = _("%(number)s, %(day)s, %(size)d anggota") % {
        "number": group.number,
        "day": tanggal(group.on),
        "size": group.size,
    }
    proof = reverse("group-letter", args=[group.code])
    return [
        {"label": _("Surat kelompok"), "value": words, "url": proof},
        {"label": _("Pembeli tetap (offtaker)"), "value": group.offtaker},
    ]


def _decision_facts(referral: Referral, decision: Any) -> list[dict[str, Any]]:
    if decision is None:
        return []
    facts = [{"label": _("Putusan"), "value": decision.get_outcome_display()}]
    if decision.amount:
        terms = _("%(amount)s, %(months)d bulan, bunga %(rate)s setahun") % {
            "amount": format_rupiah(decision.amount),
            "months": decision.months,
            "rate": persen(decision.rate),
        }
        monthly = instalment_of(decision.amount, decision.months, decision.rate)
        facts.append({"label": _("Disetujui"), "value": terms})
        facts.append({"label": _("Angsuran, perkiraan"), "value": format_rupiah(monthly)})
    if decision.reason:
        facts.append({"label": _("Alasan"), "value": decision.get_reason_display()})
    if decision.conditions:
        facts.append({"label": _("Syarat"), "value": decision.conditions})
    if decision.words:
        facts.append({"label": _("Pesan untuk pemohon"), "value": decision.words})
    if referral.contracted_on:
        facts.append({"label": _("Nomor akad"), "value": referral.contract_number})
        facts.append({"label": _("Tanggal akad"), "value": tanggal(referral.contracted_on)})
    if referral.disbursed_on:
        facts.append({"label": _("Cair"), "value": format_rupiah(referral.disbursed_amount)})
        facts.append({"label": _("Tanggal cair"), "value": tanggal(referral.disbursed_on)})
    return facts
