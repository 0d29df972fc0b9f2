from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "ikm_portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        from ikm_portal.accounts import trail

        trail.listen()
        # Each domain app's share of the staff groups, found by name.
        autodiscover_modules("groups")


class GuardedAdminConfig(AdminConfig):
    """Django's admin with the portal's own door: one sign-in page for everybody."""

    default_site = "ikm_portal.accounts.admin_site.GuardedAdminSite"
