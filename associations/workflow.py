"""How a membership begins and ends, and how a list of members goes in."""

from django.utils.translation import gettext_lazy as _

from associations import rules
from associations.enums import IntakeState as I
from associations.enums import MembershipState as S
from associations.enums import PairState as P
from associations.enums import SearchState as F
from ikm_portal.audit.workflow import Transition, Workflow, anyone

Workflow(
    "associations.Membership",
    [
        Transition(
            "confirm", (S.INVITED,), S.CONFIRMED, _("Setujui"), rules.may_confirm_membership
        ),
        Transition(
            "leave", (S.INVITED, S.CONFIRMED), S.LEFT, _("Keluar"), rules.may_end_membership
        ),
        Transition("return", (S.LEFT,), S.INVITED, _("Undang lagi"), rules.may_end_membership),
    ],
)

Workflow(
    "associations.Intake",
    [
        Transition("checked", (I.CHECKING,), I.READY, _("Selesai diperiksa"), anyone, system=True),
        Transition("take", (I.READY,), I.TAKING, _("Masukkan"), rules.may_handle_intake),
        Transition("taken", (I.TAKING,), I.READY, _("Selesai dimasukkan"), anyone, system=True),
        Transition("close", (I.READY,), I.CLOSED, _("Selesai"), rules.may_handle_intake),
        Transition(
            "expire",
            (I.CHECKING, I.READY, I.TAKING),
            I.CLOSED,
            _("Ditutup karena lama"),
            anyone,
            system=True,
        ),
    ],
)

Workflow(
    "associations.SuspectedPair",
    [
        Transition("merge", (P.OPEN,), P.MERGED, _("Gabungkan"), rules.may_merge),
        Transition("undo", (P.MERGED,), P.OPEN, _("Batalkan penggabungan"), rules.may_merge),
        Transition("apart", (P.OPEN,), P.APART, _("Orang berbeda"), rules.may_merge),
        Transition("reopen", (P.APART,), P.OPEN, _("Periksa lagi"), rules.may_merge),
    ],
)

Workflow(
    "associations.PairSearch",
    [
        Transition("finish", (F.RUNNING,), F.DONE, _("Selesai mencari"), anyone, system=True),
        Transition("fail", (F.RUNNING,), F.FAILED, _("Gagal mencari"), anyone, system=True),
    ],
)
