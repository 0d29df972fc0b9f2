"""The overview of the second factor: allauth's, with what this person and host need to know."""

from __future__ import annotations

import ipaddress

from allauth.mfa.base.views import IndexView

from ikm_portal.accounts import factors


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


index = FactorIndex.as_view()
