"""Status by code: for somebody with the code on a slip of paper and no account."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from financing.enums import ApplicationState
from financing.models import Application, SupportRequest
from financing.views.progress import Whereabouts, current_referral, steps_of, whereabouts
from financing.views.rooms import posted
from ikm_portal.accounts.limits import allowed
from ikm_portal.common.text import validate_plain_text

RATES = "10/600s/ip"


class StatusForm(forms.Form):
    kode = forms.CharField(
        label=_("Kode pengajuan atau permintaan"),
        max_length=20,
        validators=[validate_plain_text],
        help_text=_("Delapan huruf dan angka, misalnya K7RM-P2XD. Ada di pesan yang Anda terima."),
        error_messages={"required": _("Tulis kodenya.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_kode(self) -> str:
        """As it is stored: upper case, with the dash, however it was typed."""
        letters = "".join(char for char in self.cleaned_data["kode"].upper() if char.isalnum())
        return f"{letters[:4]}-{letters[4:]}"


@login_not_required
@require_http_methods(["GET", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """The code travels in the body, never in an address that others log. No name, place, amount or
    bank is shown; a draft, a wrong code and a code never given all get the same answer."""
    form = StatusForm(posted(request))
    context: dict = {"form": form}
    if request.method == "POST":
        if not allowed(request, "status", RATES):
            return render(request, "status.html", {**context, "too_many": True}, status=429)
        if form.is_valid():
            context |= _found(form.cleaned_data["kode"])
    return render(request, "status.html", context)


def _found(code: str) -> dict:
    application = (
        Application.objects.filter(code=code)
        .exclude(state=ApplicationState.DRAFT)
        .select_related("product")
        .first()
    )
    if application is not None:
        referral = current_referral(application)
        where = whereabouts(application, referral)
        return {
            "code": code,
            "where": _without_bank(where, referral),
            "steps": steps_of(application, referral),
        }
    request = SupportRequest.objects.filter(code=code).first()
    if request is not None:
        state = request.state_label
        return {
            "code": code,
            "where": Whereabouts(
                state.for_applicant, state.tone, "", request.updated_at, "", request.due_on
            ),
            "steps": [],
        }
    return {"unknown": True}


def _without_bank(where: Whereabouts, referral) -> Whereabouts:
    if referral is None or where.holder != referral.branch.name:
        return where
    return Whereabouts(where.title, where.tone, _("Bank"), where.since, where.next, where.due)
