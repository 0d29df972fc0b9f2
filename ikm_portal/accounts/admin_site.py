"""The staff room's door: people sign in at /masuk/, where limits and the second factor hold."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

_ROOMS = {"financing": 0, "meetings": 1, "associations": 2, "accounts": 3}
_NOT_HERE = {"account", "auth", "mfa", "socialaccount"}


class _OfficeWords(JavaScriptCatalog):
    """The admin's own words for its scripts, and ours where it has no Indonesian one."""

    packages = ["django.contrib.admin"]

    def get_paths(self, packages: Any) -> list[str]:
        return [*super().get_paths(packages), *map(str, settings.LOCALE_PATHS)]


class GuardedAdminSite(AdminSite):
    """Who is signed in without being staff gets a 404: the room does not exist for them."""

    site_header = _("Ruang petugas")
    site_title = _("Portal IKM Lampung")
    index_title = _("Pekerjaan hari ini")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._rooms: dict[Any, Any] = {}

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Rooms of the libraries stay shut: groups come from code, factors hold secrets."""
        models: Any = (
            [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        )
        own = [model for model in models if model._meta.app_label not in _NOT_HERE]
        if own:
            super().register(own, admin_class, **options)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """The day's rooms first, the house's own last; inside a room by name.

        Made once for people who may do the same things: it stands beside every page.
        """
        user: Any = request.user
        may = user.is_superuser or frozenset(user.get_all_permissions())
        key = (may, user.kind, app_label, get_language())
        if key not in self._rooms:
            rooms = super().get_app_list(request, app_label)
            self._rooms[key] = sorted(
                rooms,
                key=lambda room: (_ROOMS.get(room["app_label"], len(_ROOMS)), str(room["name"])),
            )
        return self._rooms[key]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner: Callable[..., HttpResponse] = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        # Keeps csrf_exempt and the like, which stand on the wrapped function.
        return update_wrapper(guarded, inner)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404
        following = request.GET.get("next") or request.path.removesuffix("login/")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': following})}")

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return _OfficeWords.as_view()(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_logout")
