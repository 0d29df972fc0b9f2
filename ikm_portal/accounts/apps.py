from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "ikm_portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        from ikm_portal.accounts import trail

        trail.listen()
        # Each domain app's share of the staff groups, found by name.
        autodiscover_modules("groups")
