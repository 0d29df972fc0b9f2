"""Who is told what about promises."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from ikm_portal.accounts.models import User
from ikm_portal.audit.models import Entry
from ikm_portal.common.templatetags.portal import tanggal, waktu
from ikm_portal.notifications.notice import Notice
from meetings.enums import InvitationState, MeetingState
from meetings.models import Commitment, Invitation

INVITATION = "meetings.Invitation"


class InvitationWords:
    """What a party reads in the letter and in a chat. They may have no account."""

    def __init__(self, invitation: Invitation, *, is_change: bool = False) -> None:
        self.invitation, self.meeting = invitation, invitation.meeting
        self.is_change = is_change

    @property
    def _is_off(self) -> bool:
        withdrawn = self.invitation.state == InvitationState.WITHDRAWN
        return withdrawn or self.meeting.state == MeetingState.CANCELLED

    def subject(self) -> str:
        if self._is_off:
            return _("Batal: %(meeting)s") % {"meeting": self.meeting.title}
        if self.is_change:
            return _("Perubahan jadwal: %(meeting)s") % {"meeting": self.meeting.title}
        return _("Undangan: %(meeting)s") % {"meeting": self.meeting.title}

    def body(self) -> list[str]:
        if self._is_off:
            return [
                _("%(meeting)s pada %(when)s dibatalkan. Anda tidak perlu datang.") % self._facts(),
            ]
        return [
            _("Anda diundang ke %(meeting)s.") % self._facts(),
            _("Waktu: %(when)s\nTempat: %(place)s\nPimpinan: %(chair)s") % self._facts(),
            _(
                "Jawab lewat tautan di bawah: datang, diwakili, atau tidak datang. Tanpa akun, "
                "satu kali. Jangan teruskan tautannya."
            ),
        ]

    def chat(self, link: str) -> str:
        return _(
            "Yth. %(who)s, Disperindag Provinsi Lampung mengundang ke %(meeting)s, %(when)s, di "
            "%(place)s. Mohon jawab datang atau tidak di tautan ini: %(link)s"
        ) % {**self._facts(), "link": link}

    def _facts(self) -> dict[str, str]:
        meeting = self.meeting
        return {
            "who": self.invitation.addressee,
            "meeting": meeting.title,
            "when": waktu(meeting.starts_at),
            "place": meeting.place,
            "chair": meeting.chair,
        }


def askers_of(commitment: Commitment) -> list[User]:
    """Who may say whether the promise was kept: the asker and the managers of the association for
    which was asked; without a question, those whose request for support it answers."""
    question = commitment.question
    if question is None:
        requests = commitment.support_requests.select_related("asker").order_by("pk")
        found = [request.asker for request in requests]
    else:
        found = [question.asker] if question.asker is not None else []
        if question.association is not None:
            managers = question.association.managers.filter(until=None).select_related("user")
            found += [manager.user for manager in managers.order_by("pk")]
    return [user for user in dict.fromkeys(found) if user.is_active]


class _ToAskers(Notice):
    def recipients(self, obj: Commitment, entry: Entry) -> Iterable[User]:
        return askers_of(obj)

    def link(self, obj: Commitment, entry: Entry) -> str:
        return reverse("meetings:commitment", args=[obj.pk])


class PromiseMade(_ToAskers):
    actions = ("meetings.commitment.promise",)

    def subject(self, obj: Commitment, entry: Entry) -> str:
        return _("Janji untuk pertanyaan Anda: %(office)s") % {"office": obj.institution.short_name}

    def body(self, obj: Commitment, entry: Entry) -> Iterable[str]:
        return [obj.what, _("Tenggat: %(day)s.") % {"day": tanggal(obj.due_on)}]


class _HasItBeenKept(_ToAskers):
    def body(self, obj: Commitment, entry: Entry) -> Iterable[str]:
        return [
            obj.what,
            _("Bukti: %(evidence)s") % {"evidence": obj.evidence},
            _("Benarkah sudah ditepati? Jawab di portal."),
        ]


class PromiseDone(_HasItBeenKept):
    model, transition = "meetings.Commitment", "finish"

    def subject(self, obj: Commitment, entry: Entry) -> str:
        return _("%(office)s menyatakan janjinya selesai") % {"office": obj.institution.short_name}


class PromiseAskedAgain(_HasItBeenKept):
    """The second notice says until when silence is no yes: `entry.data["until"]`."""

    actions = ("meetings.commitment.ask_again",)

    def subject(self, obj: Commitment, entry: Entry) -> str:
        return _("Belum Anda jawab: apakah %(office)s menepati janjinya?") % {
            "office": obj.institution.short_name
        }

    def body(self, obj: Commitment, entry: Entry) -> Iterable[str]:
        lines = list(super().body(obj, entry))
        if "until" in entry.data:
            until = datetime.date.fromisoformat(entry.data["until"])
            silence = _("Tanpa jawaban sampai %(day)s, janji ini dicatat: dianggap ditepati.")
            lines.append(silence % {"day": tanggal(until)})
        return lines


class PromiseLapsed(_ToAskers):
    model, transition = "meetings.Commitment", "lapse"

    def subject(self, obj: Commitment, entry: Entry) -> str:
        return _("Dicatat dianggap ditepati: janji %(office)s") % {
            "office": obj.institution.short_name
        }

    def body(self, obj: Commitment, entry: Entry) -> Iterable[str]:
        return [obj.what, _("Anda tidak menjawab. Kalau belum ditepati, buka lagi di portal.")]


class PromiseToWorkOn(Notice):
    """The institution's own people: a new promise, or one that came back."""

    model, transition = "meetings.Commitment", "reopen"
    actions = ("meetings.commitment.promise",)

    def recipients(self, obj: Commitment, entry: Entry) -> Iterable[User]:
        return [contact.user for contact in obj.institution.contacts.select_related("user")]

    def subject(self, obj: Commitment, entry: Entry) -> str:
        return _("Janji yang harus Anda tepati: %(day)s") % {"day": tanggal(obj.due_on)}

    def body(self, obj: Commitment, entry: Entry) -> Iterable[str]:
        return [obj.what, entry.note]

    def link(self, obj: Commitment, entry: Entry) -> str:
        return reverse("guest:commitment", args=[obj.pk])
