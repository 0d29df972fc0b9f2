"""Taking away a copy of all that the portal keeps about oneself, and having it erased."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from associations.models import Owner
from financing import rules
from financing.actions.erasing import CannotErase, erase_person
from financing.actions.own_data import note_handed_out
from financing.exports.own_data import as_json, own_data
from financing.exports.own_data_pdf import as_pdf
from financing.forms.erasing import EraseForm
from financing.retention import RULES
from financing.views.rooms import in_room, posted
from ikm_portal.accounts.limits import limited

_FORMS = {"json": (as_json, "application/json"), "pdf": (as_pdf, "application/pdf")}
ERASE_RATES = "20/600s/user"  # a password is tried here
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


@in_room
@require_http_methods(["GET", "POST"])
@limited("erase_own_data", ERASE_RATES)
def erase(request: HttpRequest) -> HttpResponse:
    """Says what goes, what stays and why; then does it and signs the person out."""
    owner = get_object_or_404(Owner.objects.select_related("user"), user=request.user.pk)
    form = EraseForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(owner=owner, by=request.user)
        except CannotErase as problem:
            form.add_error(None, str(problem))
        else:
            logout(request)
            messages.success(request, _("Data Anda sudah dihapus dan akun Anda ditutup."))
            return redirect("home")
    return render(
        request,
        "member/erase.html",
        {
            "form": form,
            "answer": rules.may_erase(request.user, owner),
            "identity_stays": rules.identity_stays(owner),
            "kept": [rule for rule in RULES if not rule.automatic],
        },
    )
