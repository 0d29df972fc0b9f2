from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    name = "ikm_portal.audit"
    label = "audit"

    def ready(self) -> None:
        # Each domain app's table of transitions, found by name.
        autodiscover_modules("workflow")
