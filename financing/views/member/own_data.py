"""Taking away a copy of all that the portal keeps about oneself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from associations.models import Owner
from financing.actions.own_data import note_handed_out
from financing.exports.own_data import as_json, own_data
from financing.exports.own_data_pdf import as_pdf
from financing.views.rooms import in_room
from ikm_portal.accounts.limits import limited

_FORMS = {"json": (as_json, "application/json"), "pdf": (as_pdf, "application/pdf")}
RATES = "20/3600s/user"  # a paper of some hundred rows takes the server a second


@in_room
@require_POST
@limited("own_data", RATES)
def download(request: HttpRequest) -> HttpResponse:
    """`bentuk`: json or pdf. By POST, so that no link or preview takes it unasked."""
    owner = get_object_or_404(Owner.objects.select_related("user", "region"), user=request.user.pk)
    form = request.POST.get("bentuk", "")
    if form not in _FORMS:
        raise Http404
    write, content_type = _FORMS[form]
    now = timezone.now()
    content = write(own_data(owner), made_at=now)
    note_handed_out(owner=owner, form=form, by=request.user)
    name = f"data-saya-{timezone.localdate(now).isoformat()}.{form}"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "Cache-Control": "no-store, private",
            "X-Content-Type-Options": "nosniff",
        },
    )
