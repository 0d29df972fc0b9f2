"""The trail in words: what happened to a file, as the reader should understand it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from financing.enums import DeclineReason, Demand, PaperKind
from financing.models import Application, Referral, SupportRequest
from ikm_portal.audit.models import Entry
from ikm_portal.common.money import format_rupiah

Words = str | Promise


@dataclass(frozen=True)
class Line:
    """One line of a history, ready for ui/history.html."""

    at: datetime.datetime
    actor: str
    title: str
    note: str
    tone: str


# action → (title, tone). What is not listed is the trail's business, not the reader's.
_TITLES: dict[str, tuple[Words, str]] = {
    "financing.application.start": (gettext_lazy("Pengajuan dibuat"), "neutral"),
    "financing.application.submit": (gettext_lazy("Dikirim ke Disperindag"), "info"),
    "financing.application.return": (gettext_lazy("Dikembalikan untuk diperbaiki"), "bad"),
    "financing.application.verify": (gettext_lazy("Lolos pemeriksaan Disperindag"), "good"),
    "financing.application.again": (gettext_lazy("Pemohon memilih bank lain"), "info"),
    "financing.application.cured": (gettext_lazy("Sebab penolakan sudah beres"), "good"),
    "financing.application.withdraw": (gettext_lazy("Dibatalkan pemohon"), "neutral"),
    "financing.application.released": (gettext_lazy("Dilepas, bisa dikirim ke bank lain"), "info"),
    "financing.application.close_paper": (gettext_lazy("Satu berkas ditutup untuk bank"), "bad"),
    "financing.application.open_paper": (gettext_lazy("Satu berkas dibuka untuk bank"), "info"),
    "financing.application.papers_erased": (
        gettext_lazy("Berkas dihapus sesuai aturan penyimpanan"),
        "neutral",
    ),
    "financing.referral.send": (gettext_lazy("Dikirim ke bank"), "info"),
    "financing.referral.receive": (gettext_lazy("Diterima petugas bank"), "info"),
    "financing.referral.review": (gettext_lazy("Mulai diperiksa bank"), "info"),
    "financing.referral.want_papers": (gettext_lazy("Bank meminta berkas"), "waiting"),
    "financing.referral.papers_complete": (gettext_lazy("Berkas lengkap, diperiksa lagi"), "info"),
    "financing.referral.review_anyway": (gettext_lazy("Bank melanjutkan tanpa berkas itu"), "info"),
    "financing.referral.papers_due": (
        gettext_lazy("Pemohon diingatkan mengirim berkas"),
        "waiting",
    ),
    "financing.referral.papers_late": (
        gettext_lazy("Berkas tidak datang, diperiksa seadanya"),
        "waiting",
    ),
    "financing.referral.allow_demand": (
        gettext_lazy("Kepala cabang mengizinkan permintaan yang dilarang"),
        "bad",
    ),
    "financing.referral.approve": (gettext_lazy("Disetujui bank"), "good"),
    "financing.referral.decline": (gettext_lazy("Belum disetujui bank"), "bad"),
    "financing.referral.contract": (gettext_lazy("Akad ditandatangani"), "good"),
    "financing.referral.disburse": (gettext_lazy("Dana cair"), "good"),
    "financing.referral.withdraw": (gettext_lazy("Rujukan dibatalkan"), "neutral"),
    "financing.referral.expire": (gettext_lazy("Bank tidak menjawab sampai batas waktu"), "bad"),
    "financing.referral.overdue": (gettext_lazy("Lewat tenggat, bank diingatkan"), "bad"),
    "financing.referral.overdue_office": (
        gettext_lazy("Masih lewat tenggat, Disperindag diberi tahu"),
        "bad",
    ),
    "financing.referral.step_late": (gettext_lazy("Target langkah lewat, bank diingatkan"), "bad"),
    "financing.referral.hand_over": (gettext_lazy("Dialihkan ke petugas lain"), "info"),
    "financing.supportrequest.ask": (gettext_lazy("Permintaan dibuat"), "neutral"),
    "financing.supportrequest.assign": (gettext_lazy("Diteruskan ke instansi"), "info"),
    "financing.supportrequest.start": (gettext_lazy("Mulai dikerjakan"), "info"),
    "financing.supportrequest.ask_back": (gettext_lazy("Instansi bertanya"), "waiting"),
    "financing.supportrequest.told": (gettext_lazy("Pemohon menjawab"), "info"),
    "financing.supportrequest.answer": (gettext_lazy("Dijawab instansi"), "good"),
    "financing.supportrequest.reject": (gettext_lazy("Tidak dapat dipenuhi"), "bad"),
    "financing.supportrequest.name_members": (gettext_lazy("Peserta didaftarkan"), "neutral"),
    "financing.supportrequest.confirm": (gettext_lazy("Pemohon: ya, membantu"), "good"),
    "financing.supportrequest.reopen": (gettext_lazy("Pemohon: belum selesai"), "bad"),
}

# Looking and paper work: shown to staff and banks, not in the applicant's short story.
_BEHIND: dict[str, tuple[Words, str]] = {
    "financing.application.order_banks": (gettext_lazy("Pemohon mengurutkan bank"), "neutral"),
    "financing.application.add_paper": (gettext_lazy("Berkas ditambahkan"), "neutral"),
    "financing.application.remove_paper": (gettext_lazy("Berkas dikeluarkan"), "neutral"),
    "financing.referral.propose": (gettext_lazy("Diusulkan ke kepala cabang"), "waiting"),
    "financing.referral.propose_back": (gettext_lazy("Usul dikembalikan"), "bad"),
    "financing.referral.opened": (gettext_lazy("Halaman rujukan dibuka"), "neutral"),
    "financing.referral.unmask": (gettext_lazy("NIK lengkap dilihat"), "neutral"),
    "financing.referral.sikp": (gettext_lazy("Dibawa untuk SIKP, dengan NIK lengkap"), "neutral"),
}


def titles() -> dict[str, Words]:
    """Every title by action, for readers who see the whole trail."""
    return {action: title for action, (title, _tone) in (_TITLES | _BEHIND).items()}


def _papers(data: dict[str, Any]) -> str:
    return "; ".join(f"{PaperKind(kind).label}: {reason}" for kind, reason in data["papers"])


def _offer(data: dict[str, Any]) -> str:
    terms = _("%(amount)s, %(months)d bulan, bunga %(rate)s%% setahun") % {
        "amount": format_rupiah(data["amount"]),
        "months": data["months"],
        "rate": data["rate"].rstrip("0").rstrip(".").replace(".", ","),
    }
    return f"{terms}. {data['conditions']}".strip() if data.get("conditions") else terms


def _allowed(data: dict[str, Any]) -> str:
    """What was let: the demand, and which paper or reason where it names one."""
    demand = Demand(data.get("demand", Demand.COLLATERAL))
    about = data.get("about", "")
    if demand == Demand.PAPER:
        return str(PaperKind(about).label)
    return str(DeclineReason(about).label if demand == Demand.REASON else demand.label)


_DETAILS: dict[str, Callable[[dict[str, Any]], str]] = {
    "financing.referral.want_papers": _papers,
    "financing.referral.approve": _offer,
    "financing.referral.propose": lambda data: format_rupiah(data["amount"]),
    "financing.referral.decline": lambda data: str(DeclineReason(data["reason"]).label),
    "financing.referral.allow_demand": _allowed,
    "financing.application.cured": lambda data: str(DeclineReason(data["reason"]).label),
    "financing.referral.disburse": lambda data: format_rupiah(data["amount"]),
}


def application_story(application: Application, *, reader: Any) -> list[Line]:
    """An application with its referrals, oldest first."""
    referral_ids = [str(pk) for pk in application.referrals.values_list("pk", flat=True)]
    entries = Entry.objects.filter(
        Q(subject_type="financing.application", subject_id=str(application.pk))
        | Q(subject_type="financing.referral", subject_id__in=referral_ids)
    ).order_by("id")
    return _lines(entries, reader)


def referral_story(
    referral: Referral, *, reader: Any, entries: Iterable[Entry] | None = None
) -> list[Line]:
    """What a bank may read: its own referral, nothing of the file's life elsewhere.

    `entries`: its trail, where the caller has read it already.
    """
    return _lines(Entry.objects.about(referral) if entries is None else entries, reader)


def support_story(request: SupportRequest, *, reader: Any) -> list[Line]:
    return _lines(Entry.objects.about(request), reader)


def _lines(entries: Iterable[Entry], reader: Any) -> list[Line]:
    titles = _TITLES | _BEHIND if reader.is_office or reader.is_officer else _TITLES
    return [
        Line(
            at=entry.at,
            actor=entry.actor_label,
            title=str(titles[entry.action][0]),
            note=_note(entry),
            tone=titles[entry.action][1],
        )
        for entry in entries
        if entry.action in titles
    ]


def _note(entry: Entry) -> str:
    detail = _DETAILS.get(entry.action)
    parts = [detail(entry.data) if detail else "", entry.note]
    return ". ".join(part.rstrip(".") for part in parts if part) + ("." if any(parts) else "")
