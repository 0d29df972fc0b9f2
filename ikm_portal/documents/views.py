"""The one way out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from ikm_portal.audit.engine import record
from ikm_portal.documents.gates import mark_for, may_open
from ikm_portal.documents.models import Document
from ikm_portal.documents.queries import OPENED
from ikm_portal.documents.serving import answer
from ikm_portal.documents.watermark import CannotMark, marked


@require_GET
def download(request: HttpRequest, pk) -> HttpResponse:
    """The file for those who may; 404 for everyone else. `?tampil` shows a photo in the page.

    Where the kind asks for it, this person's copy names them; the kept file does not change."""
    document = get_object_or_404(
        Document.objects.select_related("owner_user", "uploaded_by"), pk=pk
    )
    return hand_out(request, document, reader=request.user)


def hand_out(request: HttpRequest, document: Document, *, reader: Any) -> HttpResponse:
    """`reader`: a user, or whoever else a gate knows (somebody with a link)."""
    if not may_open(reader, document):
        raise Http404
    try:
        with document.open() as file:
            content = file.read()  # at most UPLOAD_MAX_BYTES, photos are smaller
    except FileNotFoundError:
        raise Http404 from None
    mark = mark_for(reader, document)
    if mark:
        try:
            content = marked(content, document.content_type, mark)
        except CannotMark:
            return render(request, "documents/unmarkable.html", status=422)
    data = {"kind": document.kind} | ({"marked": True} if mark else {})
    record(OPENED, document, by=reader, data=data)
    return answer(document, content, shown="tampil" in request.GET)
