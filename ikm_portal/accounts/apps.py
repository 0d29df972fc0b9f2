from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ikm_portal.accounts"
    label = "accounts"
