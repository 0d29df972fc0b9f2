"""The named steps of meetings and commitments."""

from django.utils.translation import gettext_lazy as _

from ikm_portal.audit.workflow import Transition, Workflow, anyone
from meetings import rules
from meetings.enums import CommitmentState as C
from meetings.enums import InvitationState as Inv
from meetings.enums import MeetingState as M

Workflow(
    "meetings.Meeting",
    [
        Transition(
            "hold", (M.PLANNED,), M.HELD, _("Rapat sudah berlangsung"), rules.may_run_meeting
        ),
        Transition("record", (M.HELD,), M.RECORDED, _("Sahkan notula"), rules.may_approve_minutes),
        Transition(
            "cancel",
            (M.PLANNED,),
            M.CANCELLED,
            _("Batalkan rapat"),
            rules.may_run_meeting,
            note_required=True,
        ),
    ],
)

_ANSWERED = (Inv.COMING, Inv.REPLACED, Inv.DECLINED)
_HELD = (Inv.SENT, *_ANSWERED)

Workflow(
    "meetings.Invitation",
    [
        Transition("send", (Inv.DRAFT,), Inv.SENT, _("Kirim undangan"), rules.may_invite),
        Transition("send_again", _HELD, Inv.SENT, _("Kirim ulang"), rules.may_invite),
        # What follows from a change of the meeting itself, or is said through the link.
        Transition("change", _HELD, Inv.SENT, _("Jadwal berubah"), rules.may_invite, system=True),
        Transition("come", _HELD, Inv.COMING, _("Akan datang"), rules.may_invite, system=True),
        Transition("replace", _HELD, Inv.REPLACED, _("Diwakili"), rules.may_invite, system=True),
        Transition(
            "decline", _HELD, Inv.DECLINED, _("Tidak datang"), rules.may_invite, system=True
        ),
        Transition(
            "withdraw",
            (Inv.DRAFT, *_HELD),
            Inv.WITHDRAWN,
            _("Batalkan undangan"),
            rules.may_invite,
            note_required=True,
        ),
    ],
)

Workflow(
    "meetings.Commitment",
    [
        Transition(
            "start",
            (C.OPEN, C.WAITING, C.REOPENED),
            C.IN_PROGRESS,
            _("Mulai dikerjakan"),
            rules.may_work_on,
        ),
        Transition(
            "wait",
            (C.OPEN, C.IN_PROGRESS, C.REOPENED),
            C.WAITING,
            _("Menunggu pihak lain"),
            rules.may_work_on,
            note_required=True,
        ),
        Transition(
            "finish",
            (C.OPEN, C.IN_PROGRESS, C.WAITING, C.REOPENED),
            C.DONE,
            _("Selesai, dengan bukti"),
            rules.may_work_on,
        ),
        Transition("confirm", (C.DONE,), C.CONFIRMED, _("Ya, ditepati"), rules.may_judge),
        Transition(
            "lapse", (C.DONE,), C.CONFIRMED, _("Penanya tidak menjawab"), anyone, system=True
        ),
        Transition(
            "reopen",
            (C.DONE, C.CONFIRMED, C.BROKEN),
            C.REOPENED,
            _("Belum selesai"),
            rules.may_judge,
            note_required=True,
        ),
        Transition(
            "break",
            (C.OPEN, C.IN_PROGRESS, C.WAITING, C.REOPENED),
            C.BROKEN,
            _("Tidak ditepati"),
            rules.may_break,
            note_required=True,
        ),
    ],
)
