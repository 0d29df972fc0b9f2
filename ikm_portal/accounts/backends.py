"""Sign-in by e-mail or by phone, with one password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from ikm_portal.accounts.models import User


class EmailOrPhoneBackend(ModelBackend):
    """Takes what the person typed as `login`, `email`, `phone` or `username`.

    An unknown login, a wrong password, an account that is switched off and one whose invitation
    is still open all give None after the same work.
    """

    def authenticate(self, request: Any, **credentials: Any) -> User | None:  # type: ignore[override]
        names = ("login", "email", "phone", "username")
        login = next((str(credentials[name]) for name in names if credentials.get(name)), "")
        password = credentials.get("password")
        if not login or not password:
            return None
        user = User.objects.find(login)
        if user is None:
            User().set_password(password)  # same work as a wrong password
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
