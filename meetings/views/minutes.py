"""Approved minutes for everybody, and the page behind the code that proves them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ikm_portal.accounts.limits import limited
from meetings.enums import MeetingState
from meetings.exports.minutes import matrix_pdf, minutes_docx, minutes_pdf
from meetings.models import Meeting, Minutes
from meetings.notula import digest, in_fours

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _approved(request: HttpRequest, slug: str) -> Minutes:
    found = Minutes.objects.filter(
        meeting__in=Meeting.objects.visible_to(request.user), approved_at__isnull=False
    )
    return get_object_or_404(found.select_related("meeting"), meeting__slug=slug)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_not_required
@require_safe
@limited("meeting-paper", "240/m/ip")
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    content = minutes_pdf(_approved(request, slug), made_at=timezone.now())
    return _file(content, "application/pdf", f"notula-{slug}.pdf")


@login_not_required
@require_safe
@limited("meeting-paper", "240/m/ip")
def docx(request: HttpRequest, slug: str) -> HttpResponse:
    return _file(minutes_docx(_approved(request, slug)), _WORD, f"notula-{slug}.docx")


@login_not_required
@require_safe
@limited("meeting-paper", "240/m/ip")
def follow_up(request: HttpRequest, slug: str) -> HttpResponse:
    """How the promises of a meeting stand today."""
    held = Meeting.objects.visible_to(request.user).filter(
        state__in=[MeetingState.HELD, MeetingState.RECORDED]
    )
    meeting = get_object_or_404(held, slug=slug)
    content = matrix_pdf(meeting, made_at=timezone.now())
    return _file(content, "application/pdf", f"tindak-lanjut-{slug}.pdf")


@login_not_required
@require_safe
@limited("meeting-proof", "120/m/ip")
def proof(request: HttpRequest, code: str) -> HttpResponse:
    """Title, days and fingerprint: enough to compare a paper with, and nobody's name. What was
    sealed is read anew: a row that was rewritten does not prove itself."""
    minutes = Minutes.objects.filter(proof_code=code).select_related("meeting").first()
    whole = (
        minutes is not None
        and minutes.sealed is not None
        and digest(minutes.sealed) == minutes.digest
    )
    context = {
        "minutes": minutes if whole else None,
        "fingerprint": in_fours(minutes.digest) if minutes is not None else "",
    }
    return render(request, "meetings/proof.html", context, status=200 if whole else 404)
