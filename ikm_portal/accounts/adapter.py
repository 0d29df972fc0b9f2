"""Where allauth asks the portal: what counts as one login, whom to write to, which words to use."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from ikm_portal.accounts import factors, letters, trail, words
from ikm_portal.accounts.models import User
from ikm_portal.common import crypto
from ikm_portal.common.phone import InvalidPhone, parse_phone


def canonical_login(written: str) -> str:
    """One text for every spelling of the same address or number."""
    written = written.strip()
    if "@" in written:
        return written.lower()
    try:
        return parse_phone(written)
    except InvalidPhone:
        return written.lower()


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | words.ERRORS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only this very site, as the request reached it."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """Requests over a socket carry no address; they share one bucket instead of an error."""
        return get_client_ip(request) or "0.0.0.0"  # noqa: S104 - a name for "unknown"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # A keyed hash: no address or number lies in Redis, not even under allauth's plain hash.
        return crypto.blind_index(canonical_login(str(credentials.get("login", ""))), "login")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        trail.sign_in_failed(User.objects.find(str(credentials.get("login", ""))))

    def reauthenticate(self, user: Any, password: str) -> bool:
        found = self.authenticate(self.request, login=user.email or user.phone, password=password)
        return found is not None and found.pk == user.pk

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """A passkey of an account that is switched off: the same words as a wrong password."""
        messages.error(request, str(words.ERRORS["account_inactive"]))
        return redirect("account_login")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words.WAYS[method["id"]]} for method in methods]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("account")

    def get_reset_password_from_key_url(self, key: str) -> str:
        return letters.site_link("account_reset_password_from_key", key)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        text = message or words.MESSAGES.get(message_template or "", "")
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | words.FACTOR_ERRORS

    def encrypt(self, text: str) -> str:
        """The secrets of authenticator apps and recovery codes lie in the row under FIELD_KEYS."""
        return crypto.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return factors.may_take_off(authenticator)

    def _get_user_identifier(self, user: Any) -> str:
        return user.email or user.name

    def _get_site_name(self) -> str:
        return _("Portal IKM Lampung")

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        count = user.authenticator_set.filter(type=type).count()
        return _("Kunci %(number)d") % {"number": count + 1}
