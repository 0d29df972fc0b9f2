"""What an invited party sees through the link in the letter: no account, one answer."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from ikm_portal.accounts.limits import limited
from meetings.actions import inviting
from meetings.forms import AnswerForm
from meetings.models import Invitation
from meetings.queries import agenda_shown, files_shown, open_before
from meetings.schedule import calendar

_RATES = "30/m/ip,300/h/ip"  # an office may answer for many from one address


@login_not_required
@sensitive_post_parameters()
@never_cache
@limited("meeting-answer", _RATES)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Unknown, replaced and expired links look the same. An answer stands until a new letter."""
    invitation = inviting.find_by_token(token)
    if invitation is None:
        return _closed(request)
    if request.method == "GET" or not invitation.takes_answers:
        return _page(request, invitation, AnswerForm(), token)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, invitation, form, token, status=422)
    # Refused when somebody answered a moment ago: the page then shows what stands.
    with suppress(inviting.CannotAnswer):
        inviting.answer(invitation=invitation, **form.cleaned_data)
    return redirect("meetings:answer", token)


@login_not_required
@never_cache
@limited("meeting-answer", _RATES)
@require_safe
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    invitation = inviting.find_by_token(token)
    if invitation is None:
        return _closed(request)
    content, _method = calendar(invitation, made_at=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rapat.ics"'
    return response


def _page(
    request: HttpRequest, invitation: Invitation, form: AnswerForm, token: str, status: int = 200
) -> HttpResponse:
    meeting, everybody = invitation.meeting, AnonymousUser()
    context: dict[str, Any] = {
        "invitation": invitation,
        "meeting": meeting,
        "agenda": agenda_shown(everybody, meeting),
        "open_promises": open_before(meeting).visible_to(everybody)[:30],
        **files_shown(everybody, meeting),
        "form": form if invitation.takes_answers else None,
        "token": token,
    }
    return render(request, "meetings/answer.html", context, status=status)


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "meetings/answer_closed.html", status=404)
