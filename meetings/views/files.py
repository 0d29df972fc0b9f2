"""Slides and photos of a meeting, for everybody who may see the meeting."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ikm_portal.accounts.limits import limited
from ikm_portal.documents.enums import State
from ikm_portal.documents.serving import answer
from ikm_portal.documents.views import small_of
from meetings.models import MeetingFile


@login_not_required
@require_safe
@limited("meeting-file", "600/m/ip")  # a hall behind one address, a page of pictures each
def open_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`?tampil` shows a photo in the page, `?kecil` its small picture. A file that the office holds
    back is not there."""
    found = get_object_or_404(
        MeetingFile.objects.visible_to(request.user).select_related("document"),
        meeting__slug=slug,
        document__state=State.OK,
        pk=pk,
    )
    try:
        with found.document.open() as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404 from None
    if "kecil" in request.GET:
        return answer(found.document, small_of(found.document, content), shown=True)
    return answer(found.document, content, shown="tampil" in request.GET)
