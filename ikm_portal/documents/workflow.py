"""Holding a file back, and letting it go again."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ikm_portal.audit.workflow import Transition, Workflow
from ikm_portal.common.outcome import Allowed, Answer, Denied
from ikm_portal.documents.enums import State


def _office(user: Any, document: Any) -> Answer:
    if user.is_active and user.is_staff and user.has_perm("documents.change_document"):
        return Allowed()
    return Denied(_("Hanya petugas Disperindag yang boleh menahan berkas."))


WORKFLOW = Workflow(
    "documents.Document",
    [
        Transition(
            "quarantine",
            (State.OK,),
            State.QUARANTINED,
            _("Tahan berkas"),
            may=_office,
            note_required=True,
        ),
        Transition(
            "release",
            (State.QUARANTINED,),
            State.OK,
            _("Lepas berkas"),
            may=_office,
            note_required=True,
        ),
    ],
)
