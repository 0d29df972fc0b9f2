"""Who may open a meeting's files through the portal's general way out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ikm_portal.common.outcome import Allowed, Answer, Denied
from ikm_portal.documents.gates import register
from ikm_portal.documents.models import Document
from meetings.models import MeetingFile

KIND = "meetings.file"


def may_open(user: Any, document: Document) -> Answer:
    if MeetingFile.objects.visible_to(user).filter(document=document).exists():
        return Allowed()
    return Denied(_("Berkas ini bukan untuk Anda."))


register(KIND, may_open)
