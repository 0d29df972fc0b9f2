"""May I? For accounts and invitations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ikm_portal.accounts.enums import Kind
from ikm_portal.accounts.models import User
from ikm_portal.common.outcome import Allowed, Answer, Denied


def may_invite(user: User, kind: str) -> Answer:
    """Staff whose group says so invite anyone; new colleagues only by who may appoint staff."""
    if not (user.is_active and user.is_office and user.has_perm("accounts.add_invitation")):
        return Denied(_("Hanya petugas Disperindag yang boleh mengundang."))
    if kind == Kind.STAFF and not user.has_perm("accounts.invite_staff"):
        return Denied(_("Petugas baru diundang oleh kepala."))
    return Allowed()


def may_renew_access(user: User, account: User) -> Answer:
    if account.pk == user.pk:
        return Denied(_("Untuk akun sendiri, pakai halaman Akun saya."))
    if not account.is_active:
        return Denied(_("Akun ini tidak aktif."))
    if account.is_superuser and not user.is_superuser:
        return Denied(_("Akun ini hanya bisa diatur oleh pengelola sistem."))
    return may_invite(user, account.kind)
