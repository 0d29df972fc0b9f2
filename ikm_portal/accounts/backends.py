"""Sign-in by e-mail or by phone, with one password."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from ikm_portal.accounts.models import User


class EmailOrPhoneBackend(AuthenticationBackend):
    """Takes what the person typed as `login`, `email` or `phone`; a wrong one costs the same time."""

    def authenticate(self, request: Any, **credentials: Any) -> User | None:
        login = credentials.get("login") or credentials.get("email") or credentials.get("phone")
        login = login or credentials.get("username") or ""
        password = credentials.get("password") or ""
        user = User.objects.find(str(login))
        if user is None:
            User().set_password(password)  # same work as a wrong password
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
