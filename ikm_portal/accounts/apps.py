from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ikm_portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        from ikm_portal.accounts import groups, trail

        trail.listen()
        groups.load()
