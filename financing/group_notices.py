"""Who is told what, when a group for KUR Khusus moves."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from associations.notifications import managers_of
from financing.models import CreditGroup, GroupMember
from ikm_portal.accounts.enums import Kind
from ikm_portal.accounts.models import User
from ikm_portal.audit.models import Entry
from ikm_portal.notifications.notice import Notice


def _in_letter(group: CreditGroup) -> list[User | None]:
    rows = group.members.covered().select_related("membership__business__owner__user")
    return [row.membership.business.owner.user for row in rows]


class _OfGroup(Notice):
    def link(self, obj: CreditGroup | GroupMember, entry: Entry) -> str:
        group = obj.group if isinstance(obj, GroupMember) else obj
        return reverse("go:group", args=[group.code])


class AskedToJoin(_OfGroup):
    actions = ("financing.groupmember.asked", "financing.groupmember.invite")

    def recipients(self, obj: GroupMember, entry: Entry) -> Iterable[User | None]:
        return [obj.membership.business.owner.user]

    def subject(self, obj: GroupMember, entry: Entry) -> str:
        return _("%(name)s mengajak Anda ikut kelompok KUR") % {"name": obj.group.association.name}

    def body(self, obj: GroupMember, entry: Entry) -> Iterable[str]:
        return [
            _("Pembeli tetapnya %(offtaker)s. Baca dulu, lalu jawab sendiri: ikut atau tidak.")
            % {"offtaker": obj.group.offtaker}
        ]


class MemberAnswered(_OfGroup):
    model, transition = "financing.GroupMember", ("agree", "decline", "leave")

    def recipients(self, obj: GroupMember, entry: Entry) -> Iterable[User]:
        return managers_of(obj.group.association)

    def subject(self, obj: GroupMember, entry: Entry) -> str:
        words = {
            "agreed": _("%(name)s ikut kelompok %(code)s"),
            "declined": _("%(name)s tidak ikut kelompok %(code)s"),
            "left": _("%(name)s keluar dari kelompok %(code)s"),
        }
        name = obj.membership.name_for_association
        return words[entry.to_state] % {"name": name, "code": obj.group.code}

    def body(self, obj: GroupMember, entry: Entry) -> Iterable[str]:
        return [_("Lihat siapa yang sudah menjawab di halaman kelompok.")]


class GroupToCheck(_OfGroup):
    model, transition = "financing.CreditGroup", "submit"

    def recipients(self, obj: CreditGroup, entry: Entry) -> Iterable[User]:
        return User.objects.holding("financing.handle_creditgroup").filter(kind=Kind.STAFF)

    def subject(self, obj: CreditGroup, entry: Entry) -> str:
        return _("Kelompok %(code)s meminta surat keterangan") % {"code": obj.code}

    def body(self, obj: CreditGroup, entry: Entry) -> Iterable[str]:
        return [
            _("%(association)s, %(count)d anggota, pembeli tetap %(offtaker)s.")
            % {
                "association": obj.association.name,
                "count": obj.members.agreed().count(),
                "offtaker": obj.offtaker,
            }
        ]


class GroupReturned(_OfGroup):
    model, transition = "financing.CreditGroup", "return"

    def recipients(self, obj: CreditGroup, entry: Entry) -> Iterable[User]:
        return managers_of(obj.association)

    def subject(self, obj: CreditGroup, entry: Entry) -> str:
        return _("Kelompok %(code)s perlu diperbaiki") % {"code": obj.code}

    def body(self, obj: CreditGroup, entry: Entry) -> Iterable[str]:
        return [_("Catatan Disperindag: %(note)s") % {"note": entry.note}]


class LetterSigned(_OfGroup):
    model, transition = "financing.CreditGroup", "sign"

    def recipients(self, obj: CreditGroup, entry: Entry) -> Iterable[User | None]:
        return [*managers_of(obj.association), *_in_letter(obj)]

    def subject(self, obj: CreditGroup, entry: Entry) -> str:
        return _("Surat kelompok %(code)s sudah terbit") % {"code": obj.code}

    def body(self, obj: CreditGroup, entry: Entry) -> Iterable[str]:
        return [_("KUR Khusus sekarang bisa dipilih dalam pengajuan setiap anggota kelompok.")]


class LetterRevoked(_OfGroup):
    model, transition = "financing.CreditGroup", "revoke"

    def recipients(self, obj: CreditGroup, entry: Entry) -> Iterable[User | None]:
        return [*managers_of(obj.association), *_in_letter(obj)]

    def subject(self, obj: CreditGroup, entry: Entry) -> str:
        return _("Surat kelompok %(code)s dicabut") % {"code": obj.code}

    def body(self, obj: CreditGroup, entry: Entry) -> Iterable[str]:
        return [_("Alasan Disperindag: %(note)s") % {"note": entry.note}]
