"""The other end of the chain: which question a row came from, which promises are about it.

Both are reverse relations of the app above, which this one does not import.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


def chain_facts(obj: Any) -> list[dict[str, Any]]:
    """Facts for a change page, each with its link."""
    questions = [
        {
            "label": _("Dari pertanyaan"),
            "value": one.words,
            "url": reverse("admin:meetings_question_change", args=[one.pk]),
        }
        for one in obj.questions.all()
    ]
    promises = [
        {
            "label": _("Janji"),
            "value": f"{one.institution.short_name}: {one.what} ({one.outcome})",
            "url": reverse("admin:meetings_commitment_change", args=[one.pk]),
        }
        for one in obj.commitments.select_related("institution")
    ]
    return questions + promises
