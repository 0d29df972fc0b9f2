"""The overview of the second factor: allauth's, with what this person and host need to know."""

from __future__ import annotations

import ipaddress

from allauth.mfa.base.views import IndexView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.shortcuts import redirect

from ikm_portal.accounts import factors
from ikm_portal.accounts.words import FACTOR_ERRORS


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


class FactorIndex(IndexView):
    def get_context_data(self, **kwargs):
        host = self.request.get_host().rpartition(":")[0] or self.request.get_host()
        return super().get_context_data(**kwargs) | {
            "factor_needed": factors.must_have_one(self.request.user),
            # Browsers refuse passkeys where the address is a number.
            "passkeys_here": not _is_number(host),
        }


class RemovePasskey(RemoveWebAuthnView):
    """allauth asks the adapter only for authenticator apps; passkeys follow the same rule."""

    def form_valid(self, form):
        if not factors.may_take_off(self.get_object()):
            messages.error(self.request, str(FACTOR_ERRORS["cannot_delete_authenticator"]))
            return redirect("mfa_list_webauthn")
        return super().form_valid(form)


index = FactorIndex.as_view()
remove_passkey = RemovePasskey.as_view()
