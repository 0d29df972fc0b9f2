"""The one way out."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ikm_portal.audit.engine import record
from ikm_portal.audit.models import Entry
from ikm_portal.documents.gates import mark_for, may_open
from ikm_portal.documents.images import shrunk
from ikm_portal.documents.models import Document
from ikm_portal.documents.queries import OPENED
from ikm_portal.documents.refusal import Refused
from ikm_portal.documents.serving import answer
from ikm_portal.documents.watermark import CannotMark, marked

_ONE_LOOK = datetime.timedelta(minutes=10)


@require_GET
def download(request: HttpRequest, pk) -> HttpResponse:
    """The file for those who may; 404 for everyone else. `?tampil` shows a photo in the page.

    Where the kind asks for it, this person's copy names them; the kept file does not change."""
    document = get_object_or_404(
        Document.objects.select_related("owner_user", "uploaded_by"), pk=pk
    )
    return hand_out(request, document, reader=request.user)


def hand_out(request: HttpRequest, document: Document, *, reader: Any) -> HttpResponse:
    """`reader`: a user, or whoever else a gate knows (somebody with a link). `?kecil` gives a photo
    shrunk, for a page that shows several."""
    if not may_open(reader, document):
        raise Http404
    try:
        with document.open() as file:
            content = file.read()  # at most UPLOAD_MAX_BYTES, photos are smaller
    except FileNotFoundError:
        raise Http404 from None
    small = "kecil" in request.GET
    mark = mark_for(reader, document)
    if small:
        content = small_of(document, content, mark=mark)
    elif mark:
        try:
            content = marked(content, document.content_type, mark)
        except CannotMark:
            return render(request, "documents/unmarkable.html", status=422)
    if not (small and _opened_lately(document, reader)):
        data = {"kind": document.kind} | ({"marked": True} if mark else {})
        record(OPENED, document, by=reader, data=data)
    return answer(document, content, shown=small or "tampil" in request.GET)


def small_of(document: Document, content: bytes, *, mark: str = "") -> bytes:
    """404 for what is no photo, and for copies that name their reader: they are read whole."""
    if mark or not document.is_image:
        raise Http404
    try:
        return shrunk(content)
    except Refused:
        raise Http404 from None


def _opened_lately(document: Document, reader: Any) -> bool:
    """Going back and forth on a page with pictures is one look."""
    since = timezone.now() - _ONE_LOOK
    rows = Entry.objects.about(document).filter(action=OPENED, at__gt=since)
    return reader.pk is not None and rows.filter(actor_id=reader.pk).exists()
