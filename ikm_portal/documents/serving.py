"""How a document's bytes go to a browser: never as a page of ours."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from ikm_portal.documents.models import Document


def answer(document: Document, content: bytes, *, shown: bool = False) -> HttpResponse:
    """`shown`: a photo in the page. Only after somebody has asked whether this person may."""
    disposition = content_disposition_header(
        not (shown and document.is_image), document.original_name
    )
    return HttpResponse(
        content,
        content_type=document.content_type,
        headers={
            "Content-Disposition": disposition or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store, private",
        },
    )
