"""Who is told what, when a membership moves."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from associations.models import Association, Membership
from ikm_portal.accounts.models import User
from ikm_portal.audit.models import Entry
from ikm_portal.notifications.notice import Notice


def managers_of(association: Association) -> list[User]:
    current = association.managers.filter(until=None).select_related("user")
    return [manager.user for manager in current]


class MemberSaidYes(Notice):
    model, transition = "associations.Membership", "confirm"

    def recipients(self, obj: Membership, entry: Entry) -> Iterable[User]:
        return managers_of(obj.association)

    def subject(self, obj: Membership, entry: Entry) -> str:
        return _("Satu anggota menyetujui keanggotaannya")

    def body(self, obj: Membership, entry: Entry) -> Iterable[str]:
        return [
            _("%(business)s sekarang anggota %(association)s di portal. Anda bisa membantu "
              "pengajuannya.")
            % {"business": obj.business.name, "association": obj.association.name}
        ]  # fmt: skip

    def link(self, obj: Membership, entry: Entry) -> str:
        return reverse("manager:member", args=[obj.pk])


class MemberLeft(Notice):
    """To whom it was done: the member, and the managers when the member left."""

    model, transition = "associations.Membership", "leave"

    def recipients(self, obj: Membership, entry: Entry) -> Iterable[User | None]:
        people = [obj.business.owner.user, *managers_of(obj.association)]
        return [one for one in people if one is not None and one.pk != entry.actor_id]

    def subject(self, obj: Membership, entry: Entry) -> str:
        return _("Satu keanggotaan di %(association)s berakhir") % {
            "association": obj.association.name
        }

    def body(self, obj: Membership, entry: Entry) -> Iterable[str]:
        return [
            _("%(business)s keluar dari %(association)s.")
            % {"business": obj.business.name, "association": obj.association.name},
            _("Pengurus asosiasi tidak lagi melihat data anggota ini. Pengajuan yang sudah "
              "dikirim tetap berjalan."),
        ]  # fmt: skip
