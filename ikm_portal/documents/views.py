"""The one way out."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from ikm_portal.audit.engine import record
from ikm_portal.documents.gates import may_open
from ikm_portal.documents.models import Document
from ikm_portal.documents.queries import OPENED


@require_GET
def download(request: HttpRequest, pk) -> FileResponse:
    """The file for those who may; 404 for everyone else. `?tampil` shows a photo in the page."""
    document = get_object_or_404(
        Document.objects.select_related("owner_user", "uploaded_by"), pk=pk
    )
    if not may_open(request.user, document):
        raise Http404
    try:
        file = document.open()
    except FileNotFoundError:
        raise Http404 from None
    record(OPENED, document, by=request.user, data={"kind": document.kind})
    shown = "tampil" in request.GET and document.is_image
    response = FileResponse(
        file,
        as_attachment=not shown,
        filename=document.original_name,
        content_type=document.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store, private"
    return response
