"""Inviting a member into the portal, and the member's own yes by link or code."""

from __future__ import annotations

import datetime
import hmac
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rules
from associations.actions.members import confirm_membership, link_account
from associations.enums import ConsentChannel, MembershipState
from associations.models import MemberInvitation, Membership, Owner
from associations.models.invitation import VALID_FOR, new_code
from ikm_portal.accounts.enums import Kind
from ikm_portal.accounts.models import User
from ikm_portal.accounts.models.invitation import hash_token, new_token
from ikm_portal.audit.engine import record
from ikm_portal.common.crypto import blind_index, blind_indexes
from ikm_portal.common.templatetags.portal import tanggal

_CODE = "member-code"


class CannotInvite(Exception):
    """Its text is a sentence for the manager."""


class CannotConfirm(Exception):
    """Used, too old, withdrawn and unknown invitations alike: no sentence tells which."""


class PhoneTaken(Exception):
    """The number signs in to an account already; that account stays whose it is."""


@dataclass(frozen=True)
class Sent:
    """`link` and `code` are secrets that exist only here: show them once, store them nowhere."""

    invitation: MemberInvitation
    link: str
    code: str

    @property
    def name(self) -> str:
        return self.invitation.membership.name_for_association

    @property
    def phone(self) -> str:
        """Empty where the association may not read it; a chat then asks to whom to send."""
        membership = self.invitation.membership
        return membership.business.owner.phone if membership.is_open_book else ""

    @property
    def spoken_code(self) -> str:
        """ "482 913": easier to read out and to type."""
        return f"{self.code[:3]} {self.code[3:]}"

    @property
    def chat_text(self) -> str:
        return _(
            "Halo %(name)s, %(association)s mengajak Anda masuk Portal IKM Lampung (Disperindag). "
            "Buka tautan ini, baca, lalu setujui sendiri: %(link)s\n\n"
            "Berlaku sampai %(until)s. Jangan teruskan kepada orang lain."
        ) % {
            "name": self.name,
            "association": self.invitation.membership.association.name,
            "link": self.link,
            "until": tanggal(self.invitation.expires_at),
        }


@transaction.atomic
def invite_member(*, membership: Membership, by: Any) -> Sent:
    """A fresh link and code for a member who has not said yes; an older pair stops working.

    Raises CannotInvite.
    """
    membership = Membership.objects.select_for_update(of=("self",), no_key=True).get(
        pk=membership.pk
    )
    answer = rules.may_invite_member(by, membership)
    if not answer:
        raise CannotInvite(str(answer.reason))
    membership.invitations.filter(used_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    token = new_token()
    invitation, code = _with_free_code(membership, token, by)
    record("associations.membership.send_invitation", membership, by=by)
    link = settings.SITE_URL + reverse("confirm-member", args=[token])
    return Sent(invitation, link, code)


def _with_free_code(membership: Membership, token: str, by: Any) -> tuple[MemberInvitation, str]:
    for _attempt in range(20):
        code, now = new_code(), timezone.now()
        try:
            with transaction.atomic():
                invitation = MemberInvitation.objects.create(
                    membership=membership,
                    token_hash=hash_token(token),
                    code_hash=blind_index(code, _CODE),
                    invited_by=by,
                    created_at=now,
                    expires_at=now + VALID_FOR,
                )
        except IntegrityError:  # somebody else has this code
            continue
        return invitation, code
    raise CannotInvite(_("Undangan belum bisa dibuat. Coba lagi sebentar lagi."))


def find_by_token(token: str) -> MemberInvitation | None:
    return _live(MemberInvitation.objects.open().filter(token_hash=hash_token(token)).first())


def find_by_number(pk: Any) -> MemberInvitation | None:
    """For who has shown the code already."""
    return _live(MemberInvitation.objects.open().filter(pk=pk).first())


def _live(invitation: MemberInvitation | None) -> MemberInvitation | None:
    if invitation is None or invitation.membership.state != MembershipState.INVITED:
        return None
    return invitation


@transaction.atomic
def find_by_code(*, code: str, nik_end: str, birth_date: datetime.date) -> MemberInvitation | None:
    """The invitation, when all three belong to one person.

    A right code with wrong answers counts against the invitation: after MAX_TRIES it is closed.
    """
    found = (
        MemberInvitation.objects.select_for_update(of=("self",))
        .open()
        .filter(code_hash__in=blind_indexes(code, _CODE))
        .first()
    )
    invitation = _live(found)
    if invitation is None:
        return None
    owner = invitation.membership.business.owner
    same_end = hmac.compare_digest(owner.nik[-4:].encode(), nik_end.encode())
    if same_end and owner.birth_date == birth_date:
        return invitation
    invitation.tries += 1
    invitation.save(update_fields=["tries"])
    return None


def account_with_phone(owner: Owner, phone: str = "") -> User | None:
    """The account that this person has, or that signs in with the person's number."""
    if owner.user is not None:
        return owner.user
    number = phone or owner.phone
    return User.objects.find(number) if number else None


def may_continue_as(user: Any, owner: Owner) -> bool:
    """A member's account that is this person's, or that nobody's data hangs on and whose number
    the association wrote down. Never anybody else's."""
    if owner.user_id is not None:
        return owner.user_id == user.pk
    free = user.is_member and not Owner.objects.filter(user=user).exists()
    return free and bool(owner.phone) and user.phone == owner.phone


def may_open_account(membership: Membership) -> bool:
    """Does this association's invitation open an account for the person behind it?

    Not where another association wrote the person down: whoever knows a NIK could else invite
    that person, open the link themselves and read what the other association knows.
    """
    if membership.brought_person:
        return True
    everywhere = Membership.objects.filter(business__owner=membership.business.owner_id)
    return not everywhere.exclude(association=membership.association_id).exists()


@transaction.atomic
def confirm_with_new_account(
    *, invitation: MemberInvitation, password: str, channel: str, phone: str = ""
) -> User:
    """The person's yes together with their account.

    `phone` only where the person gives another number than the one written down. Raises
    CannotConfirm, PhoneTaken, and Django's ValidationError for a weak password; then nothing has
    changed and the invitation stays open.
    """
    invitation = _take(invitation)
    owner = invitation.membership.business.owner
    number = phone or owner.phone
    if owner.user_id is not None or not number or not may_open_account(invitation.membership):
        raise CannotConfirm
    if User.objects.find(number) is not None:
        raise PhoneTaken
    user = User(name=owner.name, kind=Kind.MEMBER, phone=number)
    user.is_demo = owner.is_demo
    validate_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise PhoneTaken from None
    if not owner.phone:
        owner.phone = number
        owner.save(update_fields=["phone", "phone_hash"])
    record("account.joined", user, by=user, data={"member_invitation": invitation.pk})
    link_account(owner=owner, user=user, by=user)
    return _use(invitation, user, channel)


@transaction.atomic
def confirm_with_account(*, invitation: MemberInvitation, by: User, channel: str) -> User:
    """The yes of somebody who has signed in. Raises CannotConfirm."""
    invitation = _take(invitation)
    owner = invitation.membership.business.owner
    if not may_continue_as(by, owner):
        raise CannotConfirm
    if owner.user_id is None:
        link_account(owner=owner, user=by, by=by)
    return _use(invitation, by, channel)


def _take(invitation: MemberInvitation) -> MemberInvitation:
    """Locked: invitation, membership and person, in that order. Two at once: one goes on."""
    locked = (
        MemberInvitation.objects.select_for_update(of=("self",))
        .open()
        .filter(pk=invitation.pk)
        .first()
    )
    if locked is None:
        raise CannotConfirm
    membership = (
        Membership.objects.select_related("association", "business")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=locked.membership_id)
    )
    if membership.state != MembershipState.INVITED:
        raise CannotConfirm
    membership.business.owner = Owner.objects.select_for_update(no_key=True).get(
        pk=membership.business.owner_id
    )
    locked.membership = membership
    return locked


def _use(invitation: MemberInvitation, user: User, channel: str) -> User:
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    confirm_membership(membership=invitation.membership, by=user, channel=ConsentChannel(channel))
    return user
