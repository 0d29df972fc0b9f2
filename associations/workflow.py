"""How a membership begins and ends."""

from django.utils.translation import gettext_lazy as _

from associations import rules
from associations.enums import MembershipState as S
from ikm_portal.audit.workflow import Transition, Workflow

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
