"""Two groups for KUR Khusus: coffee makers with their letter, salt packers who still gather."""

from __future__ import annotations

from django.utils import timezone

from associations.models import Association, Membership
from financing.actions import groups
from financing.models import CreditGroup
from ikm_portal.demo.house import STAFF, manager_of, person
from ikm_portal.demo.pictures import paper

_ASKED, _YES = 8, 6


def gather() -> None:
    kopi = _group(
        "kopi-bubuk",
        "PT Ekspor Kopi Contoh",
        "Biji kopi untuk pesanan bubuk kopi tahun depan.",
    )
    _with_letter(kopi)
    _group(
        "garam-beryodium",
        "Koperasi Pasar Contoh",
        "Garam bahan baku untuk pasokan pasar selama enam bulan.",
    )


def _group(slug: str, offtaker: str, purpose: str) -> CreditGroup:
    association = Association.objects.get(slug=slug)
    manager = manager_of(association)
    group = groups.start_group(
        association=association,
        offtaker=offtaker,
        purpose=purpose,
        contract=paper("other", slug),
        by=manager,
    )
    confirmed = (
        Membership.objects.filter(association=association, state="confirmed")
        .exclude(business__owner__user=None)
        .order_by("pk")[:_ASKED]
    )
    groups.invite_to_group(group=group, memberships=[one.pk for one in confirmed], by=manager)
    members = group.members.select_related("membership__business__owner__user", "group")
    for member in members.order_by("pk")[:_YES]:
        user = member.membership.business.owner.user
        groups.agree_to_group(member=member, is_beginner=False, by=user)
    group.refresh_from_db()
    return group


def _with_letter(group: CreditGroup) -> None:
    staff = person(STAFF)
    groups.submit_group(group=group, by=manager_of(group.association))
    letter = groups.Letter(
        number="CONTOH/001/2026",
        on=timezone.localdate(),
        signatory="Nama Contoh",
        title="Kepala Dinas",
    )
    groups.number_letter(group=group, letter=letter, by=staff)
    groups.sign_letter(group=group, by=staff)
