"""The page behind the QR code at the door. One phone for one person, or one device for many."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from associations.models import Association, Institution
from ikm_portal.accounts.limits import limited
from meetings.actions import arriving
from meetings.door import is_open, opens
from meetings.forms import ArrivalForm
from meetings.models import Meeting


@login_not_required
@sensitive_post_parameters()
@never_cache
@limited("meeting-door", "120/m/ip,2000/h/ip")  # a whole hall behind one address
@require_http_methods(["GET", "POST"])
def arrive(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A device that kept entries sends each by itself and asks for JSON: 200 stored (now or
    before), 422 with what is wrong, 404 when this door is closed."""
    meeting = Meeting.objects.filter(slug=slug).first()
    if meeting is None or not opens(meeting, code) or not is_open(meeting):
        return render(request, "meetings/door_closed.html", status=404)
    waits = request.headers.get("Accept") == "application/json"
    parties = parties_of(meeting)
    if request.method == "GET":
        return _page(request, meeting, ArrivalForm(parties=parties, initial=_fresh()))
    form = ArrivalForm(request.POST, parties=parties)
    if not form.is_valid():
        if waits:
            wrong = [str(error) for errors in form.errors.values() for error in errors]
            return JsonResponse({"errors": wrong}, status=422)
        return _page(request, meeting, form, status=422)
    by: Any = request.user if request.user.is_authenticated else None
    try:
        came = arriving.arrive(meeting=meeting, by=by, **form.arrival())
    except arriving.CannotArrive as problem:
        if waits:
            return JsonResponse({"errors": [str(problem)]}, status=422)
        form.add_error(None, str(problem))
        return _page(request, meeting, form, status=422)
    if waits:
        return JsonResponse({"stored": str(came.client_id)})
    thanks = _("Terima kasih, %(name)s. Kehadiran sudah dicatat.") % {"name": came.name}
    messages.success(request, thanks)
    return redirect("meetings:arrive", slug, code)


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that opens the door's page again without a signal. It stands under /rapat/, for a
    worker may only look after addresses below its own."""
    return render(request, "meetings/door.js", content_type="text/javascript")


def _fresh() -> dict[str, Any]:
    return {"client_id": uuid.uuid4()}


def parties_of(meeting: Meeting) -> dict[str, Institution | Association]:
    """The invited first, then all other institutions; associations only when invited, for there
    are many: others write theirs in words."""
    invited = meeting.invitations.exclude(state="withdrawn").select_related(
        "institution", "association"
    )
    found: dict[str, Institution | Association] = {}
    for invitation in invited:
        found[_key(invitation.party)] = invitation.party
    for institution in Institution.objects.filter(is_active=True):
        found.setdefault(_key(institution), institution)
    return found


def _key(party: Institution | Association) -> str:
    return f"{'i' if isinstance(party, Institution) else 'a'}{party.pk}"


def _page(
    request: HttpRequest, meeting: Meeting, form: ArrivalForm, status: int = 200
) -> HttpResponse:
    context = {
        "meeting": meeting,
        "form": form,
        "count": meeting.attendance.filter(client_id__isnull=False).count(),
    }
    return render(request, "meetings/arrive.html", context, status=status)
