"""May this person …? Answers carry their reason."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from associations.enums import MembershipState
from associations.models import (
    Association,
    Business,
    Consent,
    Intake,
    Manager,
    Membership,
    Owner,
    SuspectedPair,
)
from ikm_portal.common.outcome import Allowed, Answer, Denied

NOT_YOURS = Denied(_("Data ini bukan milik Anda."))


def manages(user: Any, association: Association | None) -> bool:
    """Is this person one of the association's managers today?"""
    return (
        association is not None
        and user.is_manager
        and Manager.objects.filter(association=association, user=user, until=None).exists()
    )


def is_self(user: Any, owner: Owner) -> bool:
    return owner.user_id is not None and owner.user_id == user.pk


def helps(user: Any, owner: Owner) -> bool:
    """Does this person run an association that the owner is in?"""
    return user.is_manager and Owner.objects.visible_to(user).filter(pk=owner.pk).exists()


def may_view_owner(user: Any, owner: Owner) -> Answer:
    if user.is_office or is_self(user, owner) or helps(user, owner):
        return Allowed()
    return NOT_YOURS


def may_edit_owner(user: Any, owner: Owner) -> Answer:
    """One's own data; until the person has an account, the managers who brought it in."""
    if is_self(user, owner) or user.has_perm("associations.change_owner"):
        return Allowed()
    if owner.user_id is None and helps(user, owner):
        return Allowed()
    return NOT_YOURS


def may_edit_business(user: Any, business: Business) -> Answer:
    return may_edit_owner(user, business.owner)


def may_view_business(user: Any, business: Business) -> Answer:
    return may_view_owner(user, business.owner)


def may_view_association(user: Any, association: Association) -> Answer:
    if user.is_office or manages(user, association):
        return Allowed()
    if (
        user.is_member
        and Membership.objects.filter(association=association, business__owner__user=user).exists()
    ):
        return Allowed()
    return NOT_YOURS


def may_view_membership(user: Any, membership: Membership) -> Answer:
    if (
        user.is_office
        or is_self(user, membership.business.owner)
        or manages(user, membership.association)
    ):
        return Allowed()
    return NOT_YOURS


def may_register_member(user: Any, association: Association) -> Answer:
    if manages(user, association) or user.has_perm("associations.add_membership"):
        return Allowed()
    return Denied(_("Hanya pengurus asosiasi ini yang boleh menambah anggota."))


def may_handle_intake(user: Any, intake: Intake) -> Answer:
    return may_register_member(user, intake.association)


def may_confirm_membership(user: Any, membership: Membership) -> Answer:
    """Nobody says yes for somebody else."""
    if is_self(user, membership.business.owner):
        return Allowed()
    return Denied(_("Hanya anggota itu sendiri yang bisa menyetujui."))


def may_end_membership(user: Any, membership: Membership) -> Answer:
    if is_self(user, membership.business.owner) or manages(user, membership.association):
        return Allowed()
    return NOT_YOURS


def may_invite_member(user: Any, membership: Membership) -> Answer:
    """The association's managers, or staff for them, while the person has not said yes."""
    if not may_register_member(user, membership.association):
        return NOT_YOURS
    if membership.state != MembershipState.INVITED:
        return Denied(_("Anggota ini tidak sedang menunggu undangan."))
    return Allowed()


def may_give_consent(user: Any, owner: Owner) -> Answer:
    if is_self(user, owner):
        return Allowed()
    return Denied(_("Persetujuan hanya bisa diberikan oleh orangnya sendiri."))


def may_view_consent(user: Any, consent: Consent) -> Answer:
    return may_view_owner(user, consent.owner)


def may_merge(user: Any, pair: SuspectedPair) -> Answer:
    """Staff whose task it is, and never two entries of their own."""
    if not (user.is_office and user.has_perm("associations.merge_owner")):
        return Denied(_("Hanya petugas yang boleh menggabungkan data."))
    if is_self(user, pair.first) or is_self(user, pair.second):
        return Denied(_("Tidak seorang pun boleh menggabungkan datanya sendiri."))
    return Allowed()


def may_search_pairs(user: Any) -> Answer:
    """Who may judge what is found."""
    if user.is_office and user.has_perm("associations.merge_owner"):
        return Allowed()
    return Denied(_("Hanya petugas yang boleh mencari orang yang sama."))
