"""What waits for the office today: each number with the very list that is behind it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from associations.enums import MembershipState
from associations.models import Membership
from financing.enums import ApplicationState, ReferralState, SupportState
from financing.models import Application, Referral, SupportRequest
from ikm_portal.calendar.store import years_without_holidays
from ikm_portal.common.counts import capped_counts
from ikm_portal.common.money import format_rupiah
from ikm_portal.common.templatetags.portal import tanggal
from ikm_portal.dashboards.counts import in_words
from ikm_portal.notifications.enums import DeliveryState
from ikm_portal.notifications.models import Delivery
from meetings.enums import CommitmentState
from meetings.models import Commitment

SHOWN = 6  # rows of each short list
_ANSWERING = [SupportState.ASSIGNED, SupportState.IN_PROGRESS, SupportState.WAITING]
_KEEPING = CommitmentState.undone()


@dataclass(frozen=True)
class Work:
    """One number. `model` and `query` are the address of its list: the admin's filters must show
    the same rows as `rows(today)`."""

    name: str
    label: str | Promise
    model: str
    query: dict[str, str]
    rows: Callable[[datetime.date], QuerySet[Any]]
    tone: str = "waiting"


WORKS = [
    Work(
        "verify",
        _("Pengajuan menunggu diperiksa"),
        "financing.application",
        {"state": "submitted", "o": "6"},
        lambda today: Application.objects.filter(state=ApplicationState.SUBMITTED),
    ),
    Work(
        "verify_late",
        _("Lewat batas periksa"),
        "financing.application",
        {"batas": "lewat"},
        lambda today: Application.objects.filter(
            state=ApplicationState.SUBMITTED, due_on__lt=today
        ),
        "bad",
    ),
    Work(
        "refer",
        _("Terverifikasi, belum dikirim ke bank"),
        "financing.application",
        {"state": "verified"},
        lambda today: Application.objects.filter(state=ApplicationState.VERIFIED),
    ),
    Work(
        "unopened",
        _("Belum dibuka bank"),
        "financing.referral",
        {"state__exact": "sent"},
        lambda today: Referral.objects.filter(state=ReferralState.SENT),
        "info",
    ),
    Work(
        "bank_late",
        _("Bank lewat batas keputusan"),
        "financing.referral",
        {"batas": "lewat"},
        lambda today: Referral.objects.filter(
            state__in=ReferralState.banks_turn(), due_on__lt=today
        ),
        "bad",
    ),
    Work(
        "support_new",
        _("Permintaan dukungan baru"),
        "financing.supportrequest",
        {"state__exact": "new"},
        lambda today: SupportRequest.objects.filter(state=SupportState.NEW),
    ),
    Work(
        "support_late",
        _("Dukungan lewat batas jawab"),
        "financing.supportrequest",
        {"batas": "lewat"},
        lambda today: SupportRequest.objects.filter(state__in=_ANSWERING, due_on__lt=today),
        "bad",
    ),
    Work(
        "promise_late",
        _("Komitmen lewat tenggat"),
        "meetings.commitment",
        {"batas": "lewat"},
        lambda today: Commitment.objects.late(today),
        "bad",
    ),
    Work(
        "promise_week",
        _("Komitmen jatuh tempo 7 hari ini"),
        "meetings.commitment",
        {"batas": "pekan"},
        lambda today: Commitment.objects.filter(
            state__in=_KEEPING, due_on__range=[today, today + datetime.timedelta(days=7)]
        ),
        "info",
    ),
    Work(
        "members",
        _("Anggota belum menyetujui"),
        "associations.membership",
        {"state__exact": "invited"},
        lambda today: Membership.objects.filter(state=MembershipState.INVITED),
        "neutral",
    ),
    Work(
        "broken",
        _("Pesan gagal terkirim"),
        "notifications.delivery",
        {"state__exact": DeliveryState.FAILED.value},
        lambda today: Delivery.objects.filter(state=DeliveryState.FAILED),
        "bad",
    ),
]


def _may_see(user: Any, model: str) -> bool:
    app, name = model.split(".")
    return user.has_perm(f"{app}.view_{name}") or user.has_perm(f"{app}.change_{name}")


def _list_url(model: str, query: dict[str, str]) -> str:
    return f"{reverse(f'admin:{model.replace(".", "_")}_changelist')}?{urlencode(query)}"


def todays_work(user: Any) -> dict[str, Any]:
    """Tiles, short lists and warnings for this person; nothing of what they may not see."""
    today = timezone.localdate()
    works = [work for work in WORKS if _may_see(user, work.model)]
    counts = capped_counts({work.name: work.rows(today) for work in works})
    return {
        "tiles": [_tile(work, counts[work.name]) for work in works],
        "lists": [each for each in _lists(user, today, counts) if each["rows"]],
        "years": years_without_holidays(today) if _may_see(user, "calendar.holiday") else [],
    }


def _tile(work: Work, count: int) -> dict[str, Any]:
    return {
        "label": work.label,
        "value": in_words(count),
        # Colour only for what is there: a page of zeros is a calm page.
        "tone": work.tone if count else "neutral",
        "url": _list_url(work.model, work.query),
    }


def _lists(user: Any, today: datetime.date, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The oldest rows of what cannot wait. A list whose count is nothing costs no query."""
    by_name = {work.name: work for work in WORKS}
    found = []
    for name, title, related, row in (
        ("verify", _("Periksa dahulu: yang paling lama menunggu"), ["owner"], _application),
        ("bank_late", _("Bank yang perlu diingatkan"), ["application", "branch"], _referral),
        ("support_new", _("Dukungan yang perlu diteruskan"), ["kind"], _support),
        ("promise_late", _("Janji yang terlambat"), ["institution"], _commitment),
    ):
        work = by_name[name]
        if not counts.get(name):
            continue
        rows = work.rows(today).select_related(*related).order_by(*_order(name))[:SHOWN]
        found.append(
            {
                "title": title,
                "url": _list_url(work.model, work.query),
                "rows": [row(each, today) for each in rows],
            }
        )
    return found


def _order(name: str) -> list[str]:
    return ["pk"] if name in {"verify", "support_new"} else ["due_on", "pk"]


def _row(model: str, pk: int, title: Any, about: Any, due: Any, late: bool) -> dict[str, Any]:
    url = reverse(f"admin:{model}_change", args=[pk])
    return {"url": url, "title": title, "about": about, "due": due, "late": late}


def _application(row: Application, today: datetime.date) -> dict[str, Any]:
    late = row.due_on is not None and row.due_on < today
    about = f"{row.owner.name}, {format_rupiah(row.amount)}"
    return _row("financing_application", row.pk, row.code, about, tanggal(row.due_on), late)


def _referral(row: Referral, today: datetime.date) -> dict[str, Any]:
    about = f"{row.branch}, {row.get_state_display()}"
    return _row(
        "financing_referral", row.pk, row.application.code, about, tanggal(row.due_on), True
    )


def _support(row: SupportRequest, today: datetime.date) -> dict[str, Any]:
    asked = tanggal(row.created_at)
    return _row("financing_supportrequest", row.pk, row.code, row.subject, asked, False)


def _commitment(row: Commitment, today: datetime.date) -> dict[str, Any]:
    about = row.institution.short_name
    return _row("meetings_commitment", row.pk, row.what, about, tanggal(row.due_on), True)
