"""What the room of support requests gains from the promises made about them.

Their own app stands below this one and knows of no promise; so the step is added from here.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from financing.admin.support import SupportRequestAdmin
from ikm_portal.audit.admin import Step
from meetings import rules
from meetings.actions import commitments
from meetings.admin import forms


def _promise(obj, by, data):
    return commitments.promise(by=by, support_requests=[obj], **data)


SupportRequestAdmin.steps = [
    *SupportRequestAdmin.steps,
    Step(
        "janji",
        _promise,
        label=_("Catat janji"),
        may=lambda user, obj: rules.may_promise_alone(user),
        form=forms.AlonePromiseForm,
        errors=(commitments.CannotPromise,),
        done=_("Janji sudah dicatat."),
        once=True,
    ),
]
