from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "ikm_portal.accounts"
    label = "accounts"
    verbose_name = _("Akun")

    def ready(self) -> None:
        from ikm_portal.accounts import groups, trail

        trail.listen()
        groups.load()
