"""Who is stuck where: what an application waits for, since when, and a nudge to pass on."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Association, Owner
from financing.enums import ApplicationState as A
from financing.enums import ReferralState as R
from financing.models import Application, Referral


@dataclass(frozen=True)
class Standing:
    """`who`: member, office, bank or nobody. `nudge` is what a manager may write to the member;
    `phone` is empty where the association may not read it."""

    application: Application
    who: str
    holder: str
    since: datetime.datetime | None
    expected: str
    due: datetime.date | None = None
    late: bool = False
    nudge: str = ""
    phone: str = ""

    @property
    def days(self) -> int:
        """Whole days that it has been lying here."""
        return (timezone.now() - self.since).days if self.since else 0


def with_newest_referral(rows: QuerySet[Application]) -> QuerySet[Application]:
    newest = Referral.objects.select_related("branch").order_by("-pk")
    return rows.select_related("owner", "business").prefetch_related(
        Prefetch("referrals", newest, to_attr="newest_referrals")
    )


def stuck(association: Association, user: Any, *, most: int) -> list[Standing]:
    """What waits for a member, and what an office or bank has kept past its day; longest first."""
    today = timezone.localdate()
    at_bank = Referral.objects.filter(application=OuterRef("pk"))
    wants_papers = Q(state=R.PAPERS_WANTED)
    late_at_bank = Q(state__in=_AT_BANK, due_on__lt=today)
    rows = with_newest_referral(
        Application.objects.visible_to(user)
        .filter(association=association)
        .filter(
            Q(state__in=[A.DRAFT, A.RETURNED])
            | Q(state=A.APPROVED) & Exists(at_bank.filter(state=R.APPROVED))
            | Q(state=A.SUBMITTED, due_on__lt=today)
            | Q(state=A.REFERRED) & Exists(at_bank.filter(wants_papers | late_at_bank))
        )
        .order_by("updated_at", "pk")
    )[:most]
    return standings(rows, user)


_AT_BANK = R.banks_turn()


def standings(rows: Iterable[Application], user: Any) -> list[Standing]:
    """`rows` from with_newest_referral."""
    found = list(rows)
    readable = set(
        Owner.objects.visible_to(user)
        .filter(pk__in={one.owner_id for one in found})
        .values_list("pk", flat=True)
    )
    return [_standing(one, one.owner_id in readable) for one in found]


def _standing(application: Application, readable: bool) -> Standing:
    referral = next(iter(application.newest_referrals), None)  # type: ignore[attr-defined]
    who, holder, since, expected, due = _where(application, referral)
    nudge = ""
    if who == "member":
        nudge = _("Halo %(name)s, pengajuan %(code)s: %(expected)s Buka %(link)s") % {
            "name": application.owner.name,
            "code": application.code,
            "expected": expected,
            "link": settings.SITE_URL + reverse("go:application", args=[application.code]),
        }
    return Standing(
        application=application,
        who=who,
        holder=holder,
        since=since,
        expected=expected,
        due=due,
        late=due is not None and due < timezone.localdate(),
        nudge=nudge,
        phone=application.owner.phone if readable and who == "member" else "",
    )


Where = tuple[str, str, datetime.datetime | None, str, datetime.date | None]


def _where(application: Application, referral: Referral | None) -> Where:
    member, office = _("Anggota"), _("Disperindag")
    touched = application.updated_at
    match application.state:
        case A.DRAFT:
            return "member", member, touched, _("Isi sampai selesai, lalu kirim."), None
        case A.RETURNED:
            return "member", member, touched, _("Perbaiki, lalu kirim lagi."), None
        case A.SUBMITTED:
            return (
                "office", office, application.submitted_at, _("Petugas memeriksa."),
                application.due_on,
            )  # fmt: skip
        case A.VERIFIED:
            return "office", office, application.verified_at, _("Petugas mengirim ke bank."), None
        case A.DECLINED:
            return "member", member, touched, _("Baca alasan bank dan pilih langkah berikut."), None
        case A.REFERRED | A.APPROVED if referral is not None:
            return _at_bank(referral)
        case A.DISBURSED:
            return "nobody", "–", touched, _("Sudah cair."), None
    return "nobody", "–", touched, _("Dibatalkan."), None


def _at_bank(referral: Referral) -> Where:
    branch = referral.branch.name
    match referral.state:
        case R.PAPERS_WANTED:
            return (
                "member", _("Anggota"), referral.updated_at, _("Kirim berkas yang diminta bank."),
                None,
            )  # fmt: skip
        case R.APPROVED:
            return (
                "member", _("Anggota"), referral.decided_at,
                _("Datang ke bank untuk tanda tangan akad. Bawa KTP asli."), None,
            )  # fmt: skip
        case R.CONTRACTED:
            return "bank", branch, referral.updated_at, _("Bank mencairkan dana."), None
        case R.SENT:
            return "bank", branch, referral.sent_at, _("Petugas bank membuka."), referral.due_on
    return "bank", branch, referral.updated_at, _("Bank memutuskan."), referral.due_on
