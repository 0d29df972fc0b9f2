"""Everything that the portal keeps about one member, for that member (UU 27/2022 pasal 7 and 13).

One list of sections feeds both forms: JSON carries plain values under stable keys, PDF the words.
What belongs to somebody else (notes of the office or a bank, other members) is no part of it.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.models import Consent, Membership, Owner, Permit
from financing.models import (
    Application,
    ApplicationPaper,
    BankOrder,
    Decision,
    DemandReport,
    GroupMember,
    PaperRequest,
    PlacementPlace,
    Referral,
    SupportMessage,
    SupportParticipant,
    SupportRequest,
)
from financing.queries.looks import looks_at
from ikm_portal.common.models.fields import RupiahField
from ikm_portal.common.money import format_rupiah
from ikm_portal.common.templatetags.portal import tanggal, waktu
from ikm_portal.notifications.models import Message

_ALL_LOOKS = 100_000


@dataclass(frozen=True)
class Fact:
    """`value` is for machines, `shown` for people; `key` stays the same over the years."""

    key: str
    label: str
    value: str | int | bool | None
    shown: str


@dataclass(frozen=True)
class Section:
    """`as_table`: many short rows, which read better in columns."""

    key: str
    title: str
    rows: list[list[Fact]]
    as_table: bool = False


def own_data(owner: Owner) -> list[Section]:
    """The sections of the person whose account this is. A fixed number of queries."""
    user: Any = owner.user
    mine = [_section("account", _("Akun"), [user], "name email phone date_joined last_login")]
    return [*mine, *_person(owner), *_credit(owner), *_support(user), *_told(user)]


def as_json(sections: Iterable[Section], *, made_at: datetime.datetime) -> bytes:
    body = {
        "portal": "Portal IKM Lampung",
        "made_at": made_at.isoformat(timespec="seconds"),
        "sections": {
            section.key: {
                "title": section.title,
                "labels": {fact.key: fact.label for row in section.rows[:1] for fact in row},
                "rows": [{fact.key: fact.value for fact in row} for row in section.rows],
            }
            for section in sections
        },
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def _person(owner: Owner) -> list[Section]:
    businesses = owner.businesses.select_related("region", "kbli").order_by("pk")
    permits = Permit.objects.filter(business__owner=owner).select_related("business")
    memberships = Membership.objects.filter(business__owner=owner)
    consents = Consent.objects.filter(owner=owner).select_related("text", "recipient")
    return [
        _section(
            "owner",
            _("Data diri"),
            [owner],
            "name nik npwp phone sex birth_date is_married address region created_at updated_at",
        ),
        _section(
            "businesses",
            _("Usaha"),
            businesses,
            "name product kbli started_on workers yearly_sales address region stated_nib "
            "created_at updated_at",
        ),
        _section(
            "permits",
            _("Izin"),
            permits.order_by("pk"),
            "business kind number valid_until",
            as_table=True,
        ),
        _section(
            "memberships",
            _("Keanggotaan"),
            memberships.select_related("association", "business").order_by("pk"),
            "association business state member_number joined_on listed_name created_at",
        ),
        _section(
            "groups",
            _("Kelompok KUR Khusus"),
            GroupMember.objects.filter(membership__business__owner=owner)
            .select_related("group__association", "membership__business")
            .order_by("pk"),
            "group.code group.association group.offtaker state is_beginner in_letter answered_at "
            "created_at",
            as_table=True,
        ),
        _section(
            "consents",
            _("Persetujuan"),
            consents.order_by("pk"),
            "purpose recipient channel given_on valid_until withdrawn_at replaced_at "
            "text.version text.body",
        ),
    ]


def _credit(owner: Owner) -> list[Section]:
    applications = Application.objects.filter(owner=owner).select_related(
        "business", "association", "product"
    )
    papers = ApplicationPaper.objects.filter(application__owner=owner)
    referrals = Referral.objects.filter(owner=owner).select_related(
        "application", "product", "branch__bank__institution"
    )
    decisions = Decision.objects.filter(referral__owner=owner).select_related(
        "referral__application"
    )
    asked = PaperRequest.objects.filter(referral__owner=owner)
    return [
        _section(
            "applications",
            _("Pengajuan kredit"),
            applications.order_by("pk"),
            "code business association purpose amount months use product state created_at "
            "submitted_at verified_at due_on return_note told_reason",
        ),
        _section(
            "papers",
            _("Berkas"),
            papers.select_related("application", "document").order_by("pk"),
            "application kind document.original_name document.size document.sha256 added_at "
            "removed_at closed_at",
        ),
        _section(
            "referrals",
            _("Pengajuan di bank"),
            referrals.order_by("pk"),
            "application product branch amount months state sent_at due_on decided_at "
            "contract_number contracted_on disbursed_on disbursed_amount told_reason",
        ),
        _section(
            "decisions",
            _("Putusan bank"),
            decisions.order_by("pk"),
            "referral.application outcome amount months rate conditions reason words decided_at",
        ),
        _section(
            "places",
            _("Tempat dalam penempatan kelompok"),
            PlacementPlace.objects.visible_to(owner.user)
            .select_related("application", "run", "product")
            .defer("run__input", "run__output")
            .order_by("pk"),
            "application run.on turn state product reason",
        ),
        _section(
            "bank_orders",
            _("Urutan bank"),
            BankOrder.objects.filter(application__owner=owner)
            .select_related("application")
            .order_by("pk"),
            "application order without changed_at",
        ),
        _section(
            "paper_requests",
            _("Berkas yang diminta bank"),
            asked.select_related("referral__application").order_by("pk"),
            "referral.application kind reason requested_at answered_at",
        ),
    ]


def _support(user: Any) -> list[Section]:
    requests = SupportRequest.objects.filter(asker=user).select_related(
        "kind", "association", "business", "institution"
    )
    words = SupportMessage.objects.filter(request__asker=user).select_related(
        "request", "author", "link__institution"
    )
    return [
        _section(
            "support_requests",
            _("Permintaan dukungan"),
            requests.order_by("pk"),
            "code kind subject body people business association institution state due_on answer "
            "cost budget created_at",
        ),
        _section(
            "support_parts",
            _("Permintaan bersama yang Anda ikuti"),
            SupportParticipant.objects.filter(membership__business__owner__user=user)
            .select_related("request", "membership__association", "membership__business")
            .order_by("pk"),
            "request.code request.subject membership at",
            as_table=True,
        ),
        _section(
            "support_messages",
            _("Pembicaraan tentang dukungan"),
            words.order_by("pk"),
            "request.code author link body at",
        ),
        _section(
            "reports",
            _("Laporan rahasia ke Disperindag"),
            DemandReport.objects.filter(reporter=user).order_by("pk"),
            "demand words state reported_at answer closed_at",
        ),
    ]


def _told(user: Any) -> list[Section]:
    looks = [
        [
            Fact("at", _("Waktu"), look.at.isoformat(timespec="seconds"), waktu(look.at)),
            Fact("who", _("Siapa"), look.actor, look.actor),
            Fact("what", _("Apa yang dibuka atau diubah"), look.what, look.what),
        ]
        for look in looks_at(user, most=_ALL_LOOKS)
    ]
    messages = Message.objects.visible_to(user).order_by("-pk")
    return [
        _section("messages", _("Pesan"), messages, "created_at subject body read_at"),
        Section("looks", _("Siapa yang membuka data saya"), looks, as_table=True),
    ]


def _section(
    key: str,
    title: str,
    objects: QuerySet[Any] | list[Any],
    names: str,
    *,
    as_table: bool = False,
) -> Section:
    rows = [[_fact(obj, name) for name in names.split()] for obj in objects]
    return Section(key, title, rows, as_table)


def _fact(obj: models.Model, path: str) -> Fact:
    """The field under its own name, its label as the portal calls it: "document.size"."""
    first, _dot, rest = path.partition(".")
    if rest:
        inner = _fact(getattr(obj, first), rest)
        return Fact(path.replace(".", "_"), inner.label, inner.value, inner.shown)
    field = obj._meta.get_field(path)
    value = getattr(obj, path)
    label = str(getattr(field, "verbose_name", path))
    if getattr(field, "choices", None):
        words = str(getattr(obj, f"get_{path}_display")())
        return Fact(path, _capital(label), words or None, words)
    return Fact(path, _capital(label), _plain(value), _shown(field, value))


def _plain(value: Any) -> str | int | bool | None:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


_YES: dict[bool, str | Promise] = {True: gettext_lazy("Ya"), False: gettext_lazy("Tidak")}


def _shown(field: Any, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(field, RupiahField):
        return format_rupiah(value)
    if isinstance(value, bool):
        return str(_YES[value])
    if isinstance(value, datetime.datetime):
        return waktu(value)
    if isinstance(value, datetime.date):
        return tanggal(value)
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return str(value)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
