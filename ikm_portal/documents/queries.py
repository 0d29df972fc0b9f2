from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from ikm_portal.audit.models import Entry
from ikm_portal.documents.models import Document

OPENED = "documents.document.opened"


def openings_for(user: Any) -> QuerySet[Entry]:
    """Who else opened this person's papers, newest first. Show `at`, `actor_label`, `data`."""
    ids = Document.objects.filter(owner_user=user).values_list("pk", flat=True)
    return (
        Entry.objects.filter(
            action=OPENED,
            subject_type=Document._meta.label_lower,
            subject_id__in=[str(pk) for pk in ids],
        )
        .exclude(actor_id=user.pk)
        .order_by("-id")
    )
