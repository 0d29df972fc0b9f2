"""May this person … with a group for KUR Khusus? Answers carry their reason."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from associations.enums import MembershipState
from associations.rules import is_self, manages
from financing.enums import GroupMemberState, GroupState
from financing.models import CreditGroup, GroupMember
from financing.rules import NO_RIGHT
from ikm_portal.common.outcome import Allowed, Answer, Denied

NOT_YOURS = Denied(_("Kelompok ini bukan milik Anda."))
FROZEN = Denied(_("Kelompok sudah dikirim dan tidak bisa diubah lagi."))


def may_view_group(user: Any, group: CreditGroup) -> Answer:
    if user.is_office:
        return Allowed() if group.submitted_at is not None else NOT_YOURS
    if manages(user, group.association):
        return Allowed()
    mine = group.members.filter(membership__business__owner__user=user)
    return Allowed() if user.is_member and mine.exists() else NOT_YOURS


def may_run_group(user: Any, group: CreditGroup) -> Answer:
    """The association's managers; what they change must still be theirs to change."""
    return Allowed() if manages(user, group.association) else NOT_YOURS


def may_fill_group(user: Any, group: CreditGroup) -> Answer:
    if not manages(user, group.association):
        return NOT_YOURS
    return Allowed() if group.state in GroupState.gathering_ones() else FROZEN


def may_handle_group(user: Any, group: CreditGroup) -> Answer:
    """Who checks the group and records its letter: never one of the group."""
    if not user.has_perm("financing.handle_creditgroup"):
        return NO_RIGHT
    if group.members.filter(membership__business__owner__user=user).exists():
        return Denied(_("Tidak seorang pun boleh memeriksa kelompoknya sendiri."))
    return Allowed()


def may_answer_group(user: Any, member: GroupMember) -> Answer:
    """Nobody says yes for somebody else, nor once the group was sent."""
    if not is_self(user, member.membership.business.owner):
        return Denied(_("Hanya anggota itu sendiri yang bisa menjawab."))
    if member.group.state not in GroupState.gathering_ones():
        return Denied(_("Kelompok ini tidak menerima anggota lagi."))
    if member.membership.state != MembershipState.CONFIRMED:
        return Denied(_("Setujui dulu keanggotaan Anda di asosiasi."))
    return Allowed()


def may_leave_group(user: Any, member: GroupMember) -> Answer:
    """At any time, also when the letter is out: the letter then no longer speaks for them."""
    if is_self(user, member.membership.business.owner):
        return Allowed()
    return Denied(_("Hanya anggota itu sendiri yang bisa keluar."))


def may_change_members(user: Any, member: GroupMember) -> Answer:
    return may_fill_group(user, member.group)


def may_open_contract(user: Any, group: CreditGroup) -> Answer:
    """Those who run the group, those in it, and the office's people whose work it is."""
    if user.is_office:
        right = user.has_perm("financing.view_creditgroup")
        return may_view_group(user, group) if right else NO_RIGHT
    if manages(user, group.association):
        return Allowed()
    mine = group.members.filter(
        membership__business__owner__user=user, state=GroupMemberState.AGREED
    )
    return Allowed() if user.is_member and mine.exists() else NOT_YOURS
