"""Inviting a person, and a person taking up the invitation."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ikm_portal.accounts import letters
from ikm_portal.accounts.enums import Kind
from ikm_portal.accounts.models import Invitation, User
from ikm_portal.accounts.models.invitation import VALID_FOR, hash_token, new_token
from ikm_portal.accounts.rules import may_invite, may_renew_access
from ikm_portal.audit.engine import record
from ikm_portal.common.crypto import blind_indexes


class CannotInvite(Exception):
    """Its text is a sentence for the person who invites."""


class CannotAccept(Exception):
    """Used, expired, withdrawn and unknown links alike: no sentence tells which."""


@dataclass(frozen=True)
class Sent:
    """`link` holds the secret and exists only here: show it once, store it nowhere."""

    invitation: Invitation
    link: str

    @property
    def chat_text(self) -> str:
        """What the inviter sends by chat."""
        return letters.invitation_text(self.invitation, self.link)


@transaction.atomic
def invite(*, kind: str, name: str, email: str = "", phone: str = "", by: User) -> Sent:
    """Invites a person who has no account yet. `phone` is E.164.

    An older open invitation to the same address ends. The letter leaves when the transaction
    commits. Raises CannotInvite.
    """
    answer = may_invite(by, kind)
    if not answer:
        raise CannotInvite(str(answer.reason))
    email = email.lower()
    if not email and not phone:
        raise CannotInvite(_("Isi surel atau nomor HP."))
    if (email and User.objects.find(email)) or (phone and User.objects.find(phone)):
        raise CannotInvite(_("Surel atau nomor HP ini sudah punya akun."))
    same = Q(email=email) if email else Q(pk=None)
    if phone:
        same |= Q(phone_hash__in=blind_indexes(phone, "phone"))
    Invitation.objects.open().filter(same).update(withdrawn_at=timezone.now())
    return _send(Invitation(kind=kind, name=name, email=email, phone=phone), by=by)


@transaction.atomic
def renew_access(*, account: User, note: str, by: User) -> Sent:
    """A new link for an account: never set up, password forgotten without e-mail, factor lost.

    Password and second factor stop working at once and all sessions end; the person sets a new
    password through the link. `note` says how the person was recognised. Raises CannotInvite.
    """
    answer = may_renew_access(by, account)
    if not answer:
        raise CannotInvite(str(answer.reason))
    if not note.strip():
        raise CannotInvite(_("Tulis bagaimana Anda memastikan orangnya."))
    account = User.objects.select_for_update().get(pk=account.pk)
    account.set_unusable_password()
    account.save(update_fields=["password"])
    Authenticator.objects.filter(user=account).delete()
    Invitation.objects.open().filter(account=account).update(withdrawn_at=timezone.now())
    record("account.access_renewed", account, by=by, note=note)
    return _send(
        Invitation(
            kind=account.kind,
            name=account.name,
            email=account.email or "",
            phone=account.phone,
            account=account,
        ),
        by=by,
    )


def _send(invitation: Invitation, *, by: User) -> Sent:
    token = new_token()
    invitation.token_hash = hash_token(token)
    invitation.invited_by = by
    invitation.expires_at = invitation.created_at + VALID_FOR
    invitation.save()
    record("account.invitation_sent", invitation, by=by, data={"kind": invitation.kind})
    sent = Sent(invitation, letters.invitation_link(token))
    transaction.on_commit(lambda: letters.send_invitation(invitation, sent.link))
    return sent


def find_open(token: str) -> Invitation | None:
    """The invitation behind a link that still works."""
    return Invitation.objects.open().filter(token_hash=hash_token(token)).first()


@transaction.atomic
def accept_invitation(token: str, password: str) -> User:
    """Makes the account (or sets the password of the one invited) and uses the link up.

    Raises CannotAccept when the link does not work (any more), and Django's ValidationError when
    the password is too weak; the link then stays open.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .open()
        .filter(token_hash=hash_token(token))
        .first()
    )
    if invitation is None:
        raise CannotAccept
    user = _account(invitation)
    validate_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        # The address got an account in the meantime: that one stays whose it is.
        raise CannotAccept from None
    invitation.used_at = timezone.now()
    if invitation.account_id is None:
        invitation.user = user
    invitation.save(update_fields=["used_at", "user"])
    record("account.joined", user, by=user, data={"invitation": invitation.pk})
    return user


def _account(invitation: Invitation) -> User:
    if invitation.account_id is None:
        for login in filter(None, (invitation.email, invitation.phone)):
            if User.objects.find(login):  # also under an older key, which no constraint sees
                raise CannotAccept
        return User(
            name=invitation.name,
            kind=invitation.kind,
            email=invitation.email or None,
            phone=invitation.phone,
            is_staff=invitation.kind == Kind.STAFF,
        )
    account = User.objects.select_for_update().get(pk=invitation.account_id)
    if not account.is_active or account.has_usable_password():
        # Somebody is in there already (a reset by e-mail, say): the link is no key to it.
        raise CannotAccept
    return account
