"""The page behind an invitation link."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from ikm_portal.accounts.actions.invitation import CannotAccept, accept_invitation, find_open
from ikm_portal.accounts.forms import InvitationForm
from ikm_portal.accounts.limits import limited


@login_not_required
@sensitive_post_parameters()
@never_cache
@limited("invitation", "20/m/ip")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    if request.user.is_authenticated:
        return render(request, "account/invitation_signed_in.html")
    invitation = find_open(token)
    if invitation is None:
        return _closed(request)
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        try:
            user = accept_invitation(token, form.cleaned_data["password1"])
        except CannotAccept:
            return _closed(request)
        except ValidationError as weak:
            form.add_error("password1", weak)
        else:
            return perform_login(request, user, email_verification="none")
    return render(request, "account/invitation.html", {"form": form, "invitation": invitation})


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "account/invitation_closed.html", status=404)
